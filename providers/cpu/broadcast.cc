#include "providers/cpu/broadcast.h"

#include "libort/core/fail.h"
#include "libort/ops/broadcast.h"

namespace ort::cpu {
namespace {

/// Steps of a dense input along the dimensions of the output, 0 where it is broadcast.
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

/// Whether walking dimension `outer` of this size step means walking on along `inner`, for every input.
bool continues(const std::vector<int64_t>& outer, const std::vector<int64_t>& inner, int64_t inner_size) {
  for (std::size_t i = 0; i < outer.size(); ++i) {
    if (outer[i] != inner[i] * inner_size) return false;
  }
  return true;
}

}  // namespace

CollapsedDims collapse_dims(const Shape& output, std::span<const Shape> inputs) {
  std::vector<std::vector<int64_t>> per_input;
  for (const Shape& input : inputs) per_input.push_back(broadcast_strides(output, input));
  CollapsedDims collapsed;
  const bool empty = output.elements() == 0;
  for (int axis = 0; axis < output.rank() && !empty; ++axis) {
    if (output[axis] == 1) continue;
    std::vector<int64_t> strides;
    for (const auto& input : per_input) strides.push_back(input[static_cast<std::size_t>(axis)]);
    if (!collapsed.sizes.empty() && continues(collapsed.strides.back(), strides, output[axis])) {
      collapsed.sizes.back() *= output[axis];
      collapsed.strides.back() = std::move(strides);
    } else {
      collapsed.sizes.push_back(output[axis]);
      collapsed.strides.push_back(std::move(strides));
    }
  }
  if (collapsed.sizes.empty()) {
    collapsed.sizes = {1};
    collapsed.strides = {std::vector<int64_t>(inputs.size(), 0)};
  }
  return collapsed;
}

Broadcast<2> broadcast_of_two(const PlanContext& context) {
  const Shape& a = context.input_shape(0);
  Shape b = context.input_shape(1);
  for (int i = legacy_trailing_dims(context.node(), a.rank(), b.rank()); i > 0; --i) b.append(1);
  return Broadcast<2>(context.output_shape(0), {a, b});
}

bool allows_in_place(const PlanContext& context, int input) {
  return context.input_shape(input) == context.output_shape(0) &&
         data_type_bits(context.input_dtype(input)) == data_type_bits(context.output_dtype(0));
}

}  // namespace ort::cpu
