#pragma once

#include <cstdint>
#include <vector>

#include "profiler/trace.h"

namespace ort::profiler {

/// How a node's event lies in those of the nodes around it (If, Loop, Scan and what else runs a graph).
struct Nesting {
  int depth = 0;        ///< 0: in the model's own graph
  int64_t self_ns = 0;  ///< without the events inside
};

/// One entry for each of the trace's `node_events`, which are sorted by time.
std::vector<Nesting> find_nesting(const Trace& trace);

}  // namespace ort::profiler
