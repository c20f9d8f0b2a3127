#include "profiler/measured_runs.h"

#include <fmt/format.h>

#include "ort/error.h"

namespace ort::profiler {
namespace {

MeasuredRuns select(const Trace& trace, int64_t warm_up_runs, bool complete) {
  MeasuredRuns measured;
  measured.has_walls = complete;
  measured.positions.assign(trace.runs.size(), -1);
  int64_t seen = 0;
  for (std::size_t i = 0; i < trace.runs.size(); ++i) {
    const TracedRun& run = trace.runs[i];
    if (!run.is_profiled || run.is_complete != complete) continue;
    if (run.is_warm_up || seen++ < warm_up_runs) {
      ++measured.warm_up;
      continue;
    }
    measured.positions[i] = static_cast<int32_t>(measured.indexes.size());
    measured.indexes.push_back(static_cast<int32_t>(i));
  }
  return measured;
}

}  // namespace

MeasuredRuns measured_runs(const Trace& trace, int64_t warm_up_runs) {
  MeasuredRuns measured = select(trace, warm_up_runs, true);
  if (measured.count() == 0 && measured.warm_up == 0) measured = select(trace, warm_up_runs, false);
  if (measured.count() > 0) return measured;
  throw Error(ErrorCode::kInvalidArgument, ErrorKind::kInput,
              fmt::format("'{}': no run is left to report on: {} were recorded, all of them for warm-up", trace.path,
                          measured.warm_up));
}

}  // namespace ort::profiler
