#pragma once

#include <cstdint>
#include <vector>

#include "profiler/trace.h"

namespace ort::profiler {

/// Which runs of a trace count.
struct MeasuredRuns {
  std::vector<int32_t> indexes;    ///< into Trace::runs, in the order of time
  std::vector<int32_t> positions;  ///< of each run of the trace in `indexes`; -1: it does not count
  int64_t warm_up = 0;
  bool has_walls = true;  ///< false: the trace ends inside its only runs, whose wall times nobody knows

  /// Position of the run of an event; -1: it does not count.
  int32_t position(int32_t run) const { return run < 0 ? -1 : positions[static_cast<std::size_t>(run)]; }
  std::size_t count() const { return indexes.size(); }
};

/// The recorded runs without warm-up: those that the trace calls so, and the first `warm_up_runs`. Where no run ended
/// before the trace did, those that began. Throws ort::Error (input) when none is left.
MeasuredRuns measured_runs(const Trace& trace, int64_t warm_up_runs);

}  // namespace ort::profiler
