#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ortool {

/// Time that a run is made to take longer by, in a busy wait: a known difference, to test comparisons with.
struct Delay {
  double seconds = 0;
  double share = 0;  ///< of the run's own duration

  bool is_none() const { return seconds == 0 && share == 0; }
  std::string text() const;

  /// Waits, for a run that began at `start` and has just ended.
  void wait(std::chrono::steady_clock::time_point start) const;
};

/// "3%" or a time such as "200us"; `flag` names where it stands. Throws ort::Error (usage).
Delay parse_delay(std::string_view text, std::string_view flag);

}  // namespace ortool
