#include <algorithm>

#include "libort/core/checked_math.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

/// A vector or scalar of shape elements keeps them when only its shape changes.
void keep_elements(InferContext& context, const SymbolicShape& output) {
  if (!output.ranked || output.rank() > 1) return;
  if (auto elements = context.elements(0)) context.set_output_elements(0, std::move(*elements));
}

void set_reshaped(InferContext& context, SymbolicShape shape) {
  keep_elements(context, shape);
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

/// What the node asks for: attribute `shape` (version 1) or input 1.
std::optional<std::vector<Element>> requested_shape(const InferContext& context) {
  if (context.since_version() >= 5) return context.elements(1);
  const auto* shape = context.node().find<std::vector<int64_t>>("shape");
  if (shape == nullptr) return std::vector<Element>();
  return std::vector<Element>(shape->begin(), shape->end());
}

/// Takes dimensions of equal symbols out of both lists, one for one.
void cancel_symbols(std::vector<Dim>& a, std::vector<Dim>& b) {
  for (auto dim = b.begin(); dim != b.end();) {
    const auto same = std::ranges::find_if(a, [&](const Dim& other) { return !other.known() && other.same_as(*dim); });
    if (same == a.end()) {
      ++dim;
    } else {
      a.erase(same);
      dim = b.erase(dim);
    }
  }
}

/// The dimension that -1 stands for: input elements / elements of the other dimensions.
Dim inferred_dim(std::vector<Dim> input, std::vector<Dim> others) {
  cancel_symbols(input, others);
  const Dim divisor = product_of(others);
  if (!divisor.known()) return {};
  if (divisor.value == 0) fail_node("-1 beside a dimension of 0 could be anything");
  const auto open = std::ranges::stable_partition(input, &Dim::known);
  const Dim elements = product_of(std::span<const Dim>(input.begin(), open.begin()));
  if (open.size() == 1 && elements.value == divisor.value) return open.front();
  if (!open.empty()) return {};
  if (elements.value % divisor.value != 0) {
    fail_node(std::to_string(elements.value) + " elements cannot be arranged in rows of " +
              std::to_string(divisor.value));
  }
  return elements.value / divisor.value;
}

/// Dimension `axis` of the result where the node asks for `request`; unknown for -1.
Dim requested_dim(const SymbolicShape& input, int axis, const Element& request, bool allow_zero) {
  if (!request.number || *request.number > 0) return request.to_dim();
  if (*request.number < -1) fail_node("dimension " + std::to_string(*request.number) + " in the shape");
  if (*request.number == -1) return {};
  if (allow_zero) return 0;
  if (input.ranked && axis >= input.rank()) {
    fail_node("dimension 0 at position " + std::to_string(axis) +
              " copies an input dimension, but the input has shape " + input.to_string());
  }
  return input.ranked ? input.dims[static_cast<std::size_t>(axis)] : Dim();
}

void infer_reshape(InferContext& context) {
  const SymbolicShape& input = context.input_shape(0);
  const auto request = requested_shape(context);
  if (!request) return set_reshaped(context, shape_in_input(context, 1));
  const int64_t* allow_zero = context.node().find<int64_t>("allowzero");
  const bool zero_is_zero = allow_zero != nullptr && *allow_zero != 0;
  SymbolicShape shape = unknown_dims(std::ssize(*request));
  std::vector<Dim> others;
  std::optional<std::size_t> open;
  for (std::size_t axis = 0; axis < request->size(); ++axis) {
    const Element& element = (*request)[axis];
    shape.dims[axis] = requested_dim(input, static_cast<int>(axis), element, zero_is_zero);
    if (element.number != -1) {
      others.push_back(shape.dims[axis]);
    } else if (open) {
      fail_node("more than one -1 in the shape");
    } else {
      open = axis;
    }
  }
  if (open && input.ranked) shape.dims[*open] = inferred_dim(input.dims, others);
  const Dim before = input.ranked ? product_of(input.dims) : Dim();
  const Dim after = product_of(shape.dims);
  if (before.known() && after.known() && before.value != after.value) {
    fail_node("shape " + input.to_string() + " with " + std::to_string(before.value) + " elements cannot become " +
              shape.to_string() + " with " + std::to_string(after.value));
  }
  set_reshaped(context, std::move(shape));
}

void infer_flatten(InferContext& context) {
  const SymbolicShape& input = context.input_shape(0);
  if (!input.ranked) return context.set_output(0, context.input_dtype(0), unknown_dims(2));
  const int64_t rank = input.rank();
  int64_t axis = context.node().attribute<int64_t>("axis");
  if (axis > rank || axis < (context.since_version() >= 11 ? -rank : 0)) {
    fail_node("axis " + std::to_string(axis) + " for an input of rank " + std::to_string(rank));
  }
  if (axis < 0) axis += rank;
  const std::span<const Dim> dims(input.dims);
  const auto split = static_cast<std::size_t>(axis);
  set_reshaped(context, SymbolicShape::of({product_of(dims.first(split)), product_of(dims.subspan(split))}));
}

/// Attribute `axes` (to version 11) or input 1 (since 13); nothing when they are not known.
std::optional<std::vector<int64_t>> given_axes(const InferContext& context) {
  if (context.since_version() >= 13) return context.integers(1);
  const auto* axes = context.node().find<std::vector<int64_t>>("axes");
  return axes == nullptr ? std::nullopt : std::optional(*axes);
}

/// The axes as flags of a tensor of this rank.
std::vector<bool> axis_flags(const std::vector<int64_t>& axes, int rank) {
  std::vector<bool> flags(static_cast<std::size_t>(rank));
  for (const int64_t axis : axes) {
    const auto position = static_cast<std::size_t>(checked_axis(axis, rank));
    if (flags[position]) fail_node("axis " + std::to_string(axis) + " twice in " + list_text(axes));
    flags[position] = true;
  }
  return flags;
}

void infer_squeeze(InferContext& context) {
  const SymbolicShape& input = context.input_shape(0);
  const bool all_ones =
      context.since_version() >= 13 ? !context.has_input(1) : !context.node().find<std::vector<int64_t>>("axes");
  const std::optional<std::vector<int64_t>> axes = given_axes(context);
  if (!input.ranked || (!all_ones && !axes)) return set_reshaped(context, {});
  const std::vector<bool> squeezed = axes ? axis_flags(*axes, input.rank()) : std::vector<bool>();
  SymbolicShape shape = SymbolicShape::of({});
  for (std::size_t axis = 0; axis < input.dims.size(); ++axis) {
    const Dim& dim = input.dims[axis];
    if (all_ones && !dim.known()) return set_reshaped(context, {});
    if (all_ones ? dim.value == 1 : squeezed[axis]) {
      if (dim.known() && dim.value != 1) {
        fail_node("dimension " + std::to_string(axis) + " of shape " + input.to_string() + " is not 1");
      }
      continue;
    }
    shape.dims.push_back(dim);
  }
  set_reshaped(context, std::move(shape));
}

void infer_unsqueeze(InferContext& context) {
  const SymbolicShape& input = context.input_shape(0);
  const std::optional<std::vector<int64_t>> axes = given_axes(context);
  if (!input.ranked || !axes) return set_reshaped(context, {});
  SymbolicShape shape = unknown_dims(checked_add<int64_t>(input.rank(), std::ssize(*axes)));
  const std::vector<bool> inserted = axis_flags(*axes, shape.rank());
  auto next = input.dims.begin();
  for (std::size_t axis = 0; axis < shape.dims.size(); ++axis) shape.dims[axis] = inserted[axis] ? Dim(1) : *next++;
  set_reshaped(context, std::move(shape));
}

/// Versions 19, 21, 23, 24 and 25 of the operators that take every type, each with the types of its IR version.
void widen_types(OpFamily& family, bool with_19) {
  if (with_19) family.since(19).type("T", kAllTensorsIr9);
  family.since(21).type("T", kAllTensorsIr10);
  family.since(23).type("T", kAllTensorsIr11);
  family.since(24).type("T", kAllTensorsIr12);
  family.since(25).type("T", kAllTensorsIr13);
}

void define_squeeze(OpRegistry& ops) {
  OpFamily squeeze(ops, "Squeeze");
  squeeze.since(1)
      .input("data", "T")
      .output("squeezed", "T")
      .optional_attribute("axes", AttributeType::kInts)
      .type("T", kAllTensors)
      .infer(infer_squeeze)
      .cost(no_operations, no_bytes);
  squeeze.since(11);
  squeeze.since(13).drop_attribute("axes").optional_input("axes", "tensor(int64)").type("T", kAllTensorsBf16);
  widen_types(squeeze, false);

  OpFamily unsqueeze(ops, "Unsqueeze");
  unsqueeze.since(1)
      .input("data", "T")
      .output("expanded", "T")
      .required_attribute("axes", AttributeType::kInts)
      .type("T", kAllTensors)
      .infer(infer_unsqueeze)
      .cost(no_operations, no_bytes);
  unsqueeze.since(11);
  unsqueeze.since(13).drop_attribute("axes").input("axes", "tensor(int64)").type("T", kAllTensorsBf16);
  widen_types(unsqueeze, false);
}

}  // namespace

/// Reshape 1, 5, 13, 14, 19, 21, 23, 24, 25; Flatten 1, 9, 11, 13, 21, 23, 24, 25; Squeeze and Unsqueeze 1, 11, 13, 21,
/// 23, 24, 25.
void define_reshape(OpRegistry& ops) {
  OpFamily reshape(ops, "Reshape");
  reshape.since(1)
      .input("data", "T")
      .output("reshaped", "T")
      .optional_attribute("consumed_inputs", AttributeType::kInts)
      .optional_attribute("shape", AttributeType::kInts)
      .type("T", kFloats)
      .infer(infer_reshape)
      .cost(no_operations, no_bytes);
  reshape.since(5).drop_attributes().input("shape", "tensor(int64)").type("T", kAllTensors);
  reshape.since(13).type("T", kAllTensorsBf16);
  reshape.since(14).attribute("allowzero", 0);
  widen_types(reshape, true);

  OpFamily flatten(ops, "Flatten");
  flatten.since(1)
      .input("input", "T")
      .output("output", "T")
      .attribute("axis", 1)
      .type("T", kFloats)
      .infer(infer_flatten)
      .cost(no_operations, no_bytes);
  flatten.since(9).type("T", kAllTensors);
  flatten.since(11);
  flatten.since(13).type("T", kAllTensorsBf16);
  widen_types(flatten, false);

  define_squeeze(ops);
}

}  // namespace ort
