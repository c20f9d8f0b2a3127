#pragma once

#include <cstddef>
#include <functional>

#include "libort/runtime/kernel.h"

namespace ort::cpu {

/// Writes all elements of output 0 (target) from those of input 0 (source); both hold at least a byte for each element.
using Move = std::function<void(const RunContext& run, const std::byte* source, std::byte* target)>;

/// Step that runs `move` from input 0 to output 0. Packed types are unpacked into the workspace before and packed again
/// afterwards, so that `move` sees one byte for each of their elements.
Step move_step(const PlanContext& context, Move move);

/// Step for outputs without elements.
Step empty_step();

}  // namespace ort::cpu
