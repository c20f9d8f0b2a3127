#include <string>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"
#include "libort/ops/window_shape.h"

namespace ort {
namespace {

/// X [N, C, ...], W [C, M / group, ...], B [M]. Returns M.
Dim output_channels(const InferContext& context, int64_t group) {
  if (group < 1) fail_node("group is " + std::to_string(group) + ", but must be at least 1");
  const Dim& channels = context.input_dim(1, 0);
  if (channels.known() && channels.value % group != 0) {
    fail_node("group " + std::to_string(group) + " does not divide the " + std::to_string(channels.value) +
              " channels of W");
  }
  if (context.ranked(0) && context.input_dim(0, 1).known() && channels.known() &&
      context.input_dim(0, 1).value != channels.value) {
    fail_node("X has " + std::to_string(context.input_dim(0, 1).value) + " channels, but W has " +
              std::to_string(channels.value));
  }
  Dim filters = context.input_dim(1, 1);
  if (filters.known()) {
    filters = checked_multiply(filters.value, group);
  } else if (group != 1) {
    filters = Dim();
  }
  if (context.has_input(2) && context.ranked(2)) {
    if (context.input_rank(2) != 1) fail_node("B has rank " + std::to_string(context.input_rank(2)) + ", but needs 1");
    const Dim& bias = context.input_dim(2, 0);
    if (bias.known() && filters.known() && bias.value != filters.value) {
      fail_node("B has " + std::to_string(bias.value) + " elements, but the output has " +
                std::to_string(filters.value) + " channels");
    }
  }
  return filters;
}

void infer_conv_transpose(InferContext& context) {
  const DataType dtype = context.input_dtype(0);
  if (!context.ranked(0) || !context.ranked(1)) return context.set_output(0, dtype, {});
  const int rank = context.input_rank(0);
  if (rank < 3) fail_node("X has rank " + std::to_string(rank) + ", but needs at least 3");
  if (context.input_rank(1) != rank) {
    fail_node("X has rank " + std::to_string(rank) + " and W rank " + std::to_string(context.input_rank(1)) +
              ", but they must be equal");
  }
  TransposedWindowAttributes attributes = transposed_window_attributes(context.node(), rank - 2);
  complete_kernel(attributes.window, std::span(context.input_shape(1).dims).subspan(2));

  std::vector<Dim> dims{context.input_dim(0, 0), output_channels(context, context.node().attribute<int64_t>("group"))};
  for (int axis = 0; axis < rank - 2; ++axis) {
    dims.push_back(transposed_window_output_dim(attributes, axis, context.input_dim(0, axis + 2)));
  }
  context.set_output(0, dtype, SymbolicShape::of(std::move(dims)));
}

/// A product and a sum for each element of the window in each output channel of the group, then the bias.
double conv_transpose_operations(const CostContext& context) {
  const Shape& weight = context.input_shape(1);
  const double taps = weight[0] == 0 ? 0 : element_count(weight) / static_cast<double>(weight[0]);
  const double bias = context.has_input(2) ? context.output_elements(0) : 0;
  return 2 * taps * context.input_elements(0) + bias;
}

}  // namespace

void define_conv_transpose(OpRegistry& ops) {
  OpFamily transpose(ops, "ConvTranspose");
  transpose.since(1)
      .input("X", "T")
      .input("W", "T")
      .optional_input("B", "T")
      .output("Y", "T")
      .attribute("auto_pad", "NOTSET")
      .optional_attribute("dilations", AttributeType::kInts)
      .attribute("group", 1)
      .optional_attribute("kernel_shape", AttributeType::kInts)
      .optional_attribute("output_padding", AttributeType::kInts)
      .optional_attribute("output_shape", AttributeType::kInts)
      .optional_attribute("pads", AttributeType::kInts)
      .optional_attribute("strides", AttributeType::kInts)
      .type("T", kFloats)
      .infer(infer_conv_transpose)
      .cost(conv_transpose_operations);
  transpose.since(11);
  transpose.since(22).type("T", kFloatsBf16);
}

}  // namespace ort
