#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "libort/core/shape.h"
#include "libort/runtime/kernel.h"

namespace ort::portable {

/// Strides of a dense `input` along the dimensions of `output`, 0 where it is broadcast. Throws (node) when it does not
/// broadcast.
std::vector<int64_t> broadcast_strides(const Shape& output, const Shape& input);

/// Dimensions that several operands walk together, with a stride of each operand for each. Dimensions of size one are
/// left out and neighbours that every operand walks in one go are merged, so each is at least 2 and there are at most
/// 63; where none is left there is one of size 1.
struct CollapsedDims {
  std::vector<int64_t> sizes;
  std::vector<std::vector<int64_t>> strides;  ///< [dimension][operand], in elements
};

/// `strides[i]` are those of operand i for each of `sizes`. With a size of 0 nothing is left to walk.
CollapsedDims collapse_dims(std::span<const int64_t> sizes, std::span<const std::vector<int64_t>> strides);

/// Dense inputs that are broadcast to a dense `output`. Throws (node) when one does not broadcast.
CollapsedDims collapse_broadcast(const Shape& output, std::span<const Shape> inputs);

/// Shapes of inputs 0 and 1 as they broadcast to output 0 by numpy's rule: under the attributes `broadcast` and `axis`,
/// where the node has them, with the dimensions of size one that those mean.
std::array<Shape, 2> broadcast_operands(const PlanContext& context);

/// Whether output 0 may take the memory of the input when each element is read no later than its place is written: not
/// broadcast, and as many bytes.
bool allows_in_place(const PlanContext& context, int input);

}  // namespace ort::portable
