#pragma once

#include <string>
#include <vector>

#include "profiler/ceilings.h"
#include "profiler/profile.h"

namespace ort::profiler {

/// Sets the roof of each node whose operations and bytes are known, and gathers them. `runs`: measured ones.
///
/// A node takes at least the time of its operations at the machine's peak, and of its bytes at the bandwidth of the
/// smallest level that holds them; with all threads. What takes less than handing work to the threads is bound by
/// overhead: its roof is that cost, or its time on one thread where that is less.
///
/// A node that would be faster than the machine's peak (times or ceilings are not to be trusted) gets no roof and a
/// warning, as do ceilings of another machine or number of threads.
Roofline make_roofline(std::vector<NodeProfile>& nodes, const Ceilings& ceilings, const TracedSession& session,
                       std::size_t runs, std::vector<std::string>& warnings);

}  // namespace ort::profiler
