#include <string>
#include <vector>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"
#include "libort/ops/window_shape.h"

namespace ort {
namespace {

void check_same(const Dim& a, const Dim& b, const std::string& what) {
  if (a.known() && b.known() && a.value != b.value) {
    fail_node(what + ": " + std::to_string(a.value) + " and " + std::to_string(b.value));
  }
}

/// X [N, C, ...], W [M, C / group, ...], B [M].
void check_channels(const InferContext& context, int64_t group) {
  if (group < 1) fail_node("group is " + std::to_string(group) + ", but must be at least 1");
  const Dim& filters = context.input_dim(1, 0);
  const Dim& filter_channels = context.input_dim(1, 1);
  if (filters.known() && filters.value % group != 0) {
    fail_node("group " + std::to_string(group) + " does not divide the " + std::to_string(filters.value) +
              " filters of W");
  }
  if (context.ranked(0) && context.input_dim(0, 1).known()) {
    const int64_t channels = context.input_dim(0, 1).value;
    if (channels % group != 0) {
      fail_node("group " + std::to_string(group) + " does not divide the " + std::to_string(channels) +
                " channels of X");
    }
    check_same(channels / group, filter_channels, "channels of X for each group and channels of W differ");
  }
  if (context.has_input(2) && context.ranked(2)) {
    if (context.input_rank(2) != 1) fail_node("B has rank " + std::to_string(context.input_rank(2)) + ", but needs 1");
    check_same(context.input_dim(2, 0), filters, "length of B and filters of W differ");
  }
}

SymbolicShape conv_shape(const InferContext& context) {
  if (!context.ranked(1)) {
    if (!context.ranked(0)) return {};
    if (context.input_rank(0) < 3) fail_node("X has rank " + std::to_string(context.input_rank(0)) + ", but needs 3");
    SymbolicShape shape{true, std::vector<Dim>(context.input_shape(0).dims.size())};
    shape.dims[0] = context.input_dim(0, 0);
    return shape;
  }
  const int rank = context.input_rank(1);
  if (rank < 3) fail_node("W has rank " + std::to_string(rank) + ", but needs at least 3");
  if (context.ranked(0) && context.input_rank(0) != rank) {
    fail_node("X has rank " + std::to_string(context.input_rank(0)) + " and W rank " + std::to_string(rank) +
              ", but they must be equal");
  }
  WindowAttributes window = window_attributes(context.node(), rank - 2);
  complete_kernel(window, std::span(context.input_shape(1).dims).subspan(2));
  const int64_t* group = context.node().find<int64_t>("group");
  check_channels(context, group == nullptr ? 1 : *group);

  SymbolicShape shape{true, std::vector<Dim>(static_cast<std::size_t>(rank))};
  shape.dims[1] = context.input_dim(1, 0);
  if (!context.ranked(0)) return shape;
  shape.dims[0] = context.input_dim(0, 0);
  for (int axis = 0; axis < rank - 2; ++axis) {
    shape.dims[static_cast<std::size_t>(axis) + 2] = window_output_dim(window, axis, context.input_dim(0, axis + 2));
  }
  return shape;
}

void infer_conv(InferContext& context) { context.set_output(0, context.input_dtype(0), conv_shape(context)); }

/// Z has the shape of the output.
void infer_fused_conv(InferContext& context) {
  SymbolicShape shape = conv_shape(context);
  if (context.has_input(3) && context.ranked(3) && shape.ranked) {
    const SymbolicShape& sum = context.input_shape(3);
    if (sum.rank() != shape.rank()) fail_node("Z has rank " + std::to_string(sum.rank()) + ", but the output another");
    for (std::size_t axis = 0; axis < sum.dims.size(); ++axis) {
      check_same(sum.dims[axis], shape.dims[axis], "a dimension of Z and of the output differ");
    }
  }
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

/// A product and a sum for each element of the window in each channel of the group, then bias, addend and activation.
double conv_operations(const CostContext& context) {
  const Shape& weight = context.input_shape(1);
  const double taps = weight[0] == 0 ? 0 : element_count(weight) / static_cast<double>(weight[0]);
  const auto* activation = context.node().find<std::string>("activation");
  const double finish = (context.has_input(2) ? 1 : 0) + (context.has_input(3) ? 1 : 0) +
                        (activation == nullptr ? 0 : activation_operations(*activation));
  return (2 * taps + finish) * context.output_elements(0);
}

OpFamily& window_attributes_of_conv(OpFamily& family) {
  return family.attribute("auto_pad", "NOTSET")
      .optional_attribute("dilations", AttributeType::kInts)
      .attribute("group", 1)
      .optional_attribute("kernel_shape", AttributeType::kInts)
      .optional_attribute("pads", AttributeType::kInts)
      .optional_attribute("strides", AttributeType::kInts);
}

}  // namespace

void define_conv(OpRegistry& ops) {
  OpFamily conv(ops, "Conv");
  conv.since(1).input("X", "T").input("W", "T").optional_input("B", "T").output("Y", "T");
  window_attributes_of_conv(conv).type("T", kFloats).infer(infer_conv).cost(conv_operations);
  conv.since(11);
  conv.since(22).type("T", kFloatsBf16);

  OpFamily fused(ops, "FusedConv", "com.microsoft");
  fused.since(1).input("X", "T").input("W", "T").optional_input("B", "T").optional_input("Z", "T").output("Y", "T");
  window_attributes_of_conv(fused)
      .optional_attribute("activation", AttributeType::kString)
      .optional_attribute("activation_params", AttributeType::kFloats)
      .type("T", kFloats)
      .infer(infer_fused_conv)
      .cost(conv_operations);
}

}  // namespace ort
