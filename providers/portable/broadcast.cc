#include "providers/portable/broadcast.h"

#include <algorithm>
#include <utility>

#include "libort/core/fail.h"
#include "libort/ops/broadcast.h"

namespace ort::portable {
namespace {

/// Whether walking dimension `outer` of this size step means walking on along `inner`, for every operand.
bool continues(const std::vector<int64_t>& outer, const std::vector<int64_t>& inner, int64_t inner_size) {
  for (std::size_t i = 0; i < outer.size(); ++i) {
    if (outer[i] != inner[i] * inner_size) return false;
  }
  return true;
}

}  // namespace

std::vector<int64_t> broadcast_strides(const Shape& output, const Shape& input) {
  const auto fail = [&] {
    fail_node("shape " + input.to_string() + " cannot be broadcast to shape " + output.to_string());
  };
  if (input.rank() > output.rank()) fail();
  const std::vector<int64_t> dense = contiguous_strides(input);
  const int missing = output.rank() - input.rank();
  std::vector<int64_t> strides(static_cast<std::size_t>(output.rank()), 0);
  for (int axis = 0; axis < input.rank(); ++axis) {
    if (input[axis] != 1 && input[axis] != output[axis + missing]) fail();
    if (input[axis] != 1) strides[static_cast<std::size_t>(axis + missing)] = dense[static_cast<std::size_t>(axis)];
  }
  return strides;
}

CollapsedDims collapse_dims(std::span<const int64_t> sizes, std::span<const std::vector<int64_t>> strides) {
  CollapsedDims collapsed;
  const bool empty = std::ranges::find(sizes, 0) != sizes.end();
  for (std::size_t d = 0; d < sizes.size() && !empty; ++d) {
    if (sizes[d] == 1) continue;
    std::vector<int64_t> steps;
    for (const std::vector<int64_t>& operand : strides) steps.push_back(operand[d]);
    if (!collapsed.sizes.empty() && continues(collapsed.strides.back(), steps, sizes[d])) {
      collapsed.sizes.back() *= sizes[d];
      collapsed.strides.back() = std::move(steps);
    } else {
      collapsed.sizes.push_back(sizes[d]);
      collapsed.strides.push_back(std::move(steps));
    }
  }
  if (collapsed.sizes.empty()) {
    collapsed.sizes = {1};
    collapsed.strides = {std::vector<int64_t>(strides.size(), 0)};
  }
  return collapsed;
}

CollapsedDims collapse_broadcast(const Shape& output, std::span<const Shape> inputs) {
  std::vector<std::vector<int64_t>> strides;
  for (const Shape& input : inputs) strides.push_back(broadcast_strides(output, input));
  return collapse_dims(output.dims(), strides);
}

std::array<Shape, 2> broadcast_operands(const PlanContext& context) {
  const Shape& a = context.input_shape(0);
  Shape b = context.input_shape(1);
  for (int i = legacy_trailing_dims(context.node(), a.rank(), b.rank()); i > 0; --i) b.append(1);
  return {a, std::move(b)};
}

bool allows_in_place(const PlanContext& context, int input) {
  return context.input_shape(input) == context.output_shape(0) &&
         data_type_bits(context.input_dtype(input)) == data_type_bits(context.output_dtype(0));
}

}  // namespace ort::portable
