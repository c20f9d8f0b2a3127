#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ort::profiler {

/// What a machine can do at most, as `ortool check-backend --hw` measures it.
class Ceilings {
 public:
  /// A level of memory.
  struct Level {
    std::string name;  ///< "L1" ... "DRAM"
    double bytes = 0;  ///< what it holds for all threads together; 0: without end
    double gb_s = 0;   ///< bandwidth of all threads together
  };

  /// Reads "ortool.hardware/1". Throws ort::Error (input) that names the member that is missing or wrong; `source`
  /// says where the object is from.
  static Ceilings from_json(const nlohmann::ordered_json& hardware, std::string_view source);

  /// Microseconds that the operations take at least on all threads; nothing where no peak is known for the type.
  std::optional<double> compute_us(double operations, std::string_view type) const;

  /// The smallest level that holds so many bytes.
  const Level& level_for(double bytes) const;

  /// Highest rate in 1e9 operations a second, with all threads.
  std::optional<double> peak_gflops(std::string_view type) const;

  /// What it costs to hand work to all threads and wait for them; 0: not known.
  double fork_join_us() const { return fork_join_us_; }

  int threads() const { return threads_; }
  const std::string& cpu() const { return cpu_; }
  const std::string& isa() const { return isa_; }

 private:
  std::string cpu_;
  std::string isa_;
  int threads_ = 1;
  double peak_float_ = 0;
  double peak_double_ = 0;
  std::vector<Level> levels_;
  double fork_join_us_ = 0;
};

}  // namespace ort::profiler
