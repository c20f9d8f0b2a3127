#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "libort/runtime/kernel.h"

namespace ort::cpu {

/// How many parts of length `part` cover `total`.
inline int64_t parts_of(int64_t total, int64_t part) { return total / part + (total % part != 0 ? 1 : 0); }

/// Lanes are how many items of a step may run at the same time: each lane owns one part of the workspace.
inline int lanes_for(int threads, int64_t items) {
  return static_cast<int>(std::clamp<int64_t>(items, 1, std::max(threads, 1)));
}

/// Calls `function(lane, item)` once for every item in [0, items); calls with the same lane never overlap. Which lane
/// an item gets hangs on timing: an item's result must not.
template <class Function>
void for_each_item(const RunContext& run, int lanes, int64_t items, const Function& function) {
  std::atomic<int64_t> next{0};
  run.parallel_for(lanes, 1, [&](int64_t begin, int64_t end) {
    for (int64_t lane = begin; lane < end; ++lane) {
      for (int64_t item = next.fetch_add(1); item < items; item = next.fetch_add(1)) {
        if (run.terminated()) break;
        function(lane, item);
      }
    }
  });
  run.throw_if_terminated();
}

}  // namespace ort::cpu
