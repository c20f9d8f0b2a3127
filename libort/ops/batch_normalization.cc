#include <string>
#include <string_view>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

/// scale, B, mean and var are [C]; with spatial = 0 (before version 9) they may have the shape of one sample.
void check_parameters(const InferContext& context, bool spatial) {
  constexpr std::string_view kNames[] = {"X", "scale", "B", "mean", "var"};
  const bool vector_input = context.ranked(0) && context.input_rank(0) == 1;
  for (int i = 1; i < 5 && spatial; ++i) {
    if (!context.ranked(i)) continue;
    const std::string name(kNames[i]);
    if (context.input_rank(i) != 1) {
      fail_node(name + " has rank " + std::to_string(context.input_rank(i)) + ", but needs 1");
    }
    if (!context.ranked(0)) continue;
    const Dim channels = vector_input ? Dim(1) : context.input_dim(0, 1);
    const Dim& length = context.input_dim(i, 0);
    if (channels.known() && length.known() && channels.value != length.value) {
      fail_node(name + " has " + std::to_string(length.value) + " elements, but X has " +
                std::to_string(channels.value) + " channels");
    }
  }
}

void infer_batch_normalization(InferContext& context) {
  if (context.ranked(0) && context.input_rank(0) < 1) fail_node("X is a scalar, but needs at least rank 1");
  const int64_t* spatial = context.node().find<int64_t>("spatial");
  check_parameters(context, spatial == nullptr || *spatial != 0);
  context.set_output(0, context.input_dtype(0), context.input_shape(0));
  for (int i = 1; i < context.output_count(); ++i) {
    if (context.has_output(i)) context.set_output(i, context.input_dtype(3), context.input_shape(3));
  }
}

/// A factor and an addend of each channel (five operations), applied to each element; in training also mean, variance
/// and their running forms.
double batch_normalization_operations(const CostContext& context) {
  const int64_t* mode = context.node().find<int64_t>("training_mode");
  const bool training = mode != nullptr && *mode != 0;
  return (training ? 6 : 2) * context.input_elements(0) + (training ? 13 : 5) * context.input_elements(1);
}

}  // namespace

void define_batch_normalization(OpRegistry& ops) {
  OpFamily norm(ops, "BatchNormalization");
  norm.since(1)
      .input("X", "T")
      .input("scale", "T")
      .input("B", "T")
      .input("mean", "T")
      .input("var", "T")
      .output("Y", "T")
      .optional_output("mean", "T")
      .optional_output("var", "T")
      .optional_output("saved_mean", "T")
      .optional_output("saved_var", "T")
      .required_attribute("consumed_inputs", AttributeType::kInts)
      .attribute("epsilon", 1e-5f)
      .attribute("is_test", 0)
      .attribute("momentum", 0.9f)
      .attribute("spatial", 1)
      .type("T", kFloats)
      .infer(infer_batch_normalization)
      .cost(batch_normalization_operations);
  norm.since(6).drop_attribute("consumed_inputs");
  norm.since(7).drop_attribute("is_test");
  norm.since(9).drop_attribute("spatial");
  norm.since(14)
      .drop_inputs()
      .drop_outputs()
      .input("X", "T")
      .input("scale", "T")
      .input("B", "T")
      .input("input_mean", "U")
      .input("input_var", "U")
      .output("Y", "T")
      .optional_output("running_mean", "U")
      .optional_output("running_var", "U")
      .attribute("training_mode", 0)
      .type("T", kFloatsBf16)
      .type("U", kFloatsBf16);

  OpFamily mixed(ops, "BatchNormalization");
  mixed.since(15)
      .input("X", "T")
      .input("scale", "T1")
      .input("B", "T1")
      .input("input_mean", "T2")
      .input("input_var", "T2")
      .output("Y", "T")
      .optional_output("running_mean", "T2")
      .optional_output("running_var", "T2")
      .attribute("epsilon", 1e-5f)
      .attribute("momentum", 0.9f)
      .attribute("training_mode", 0)
      .type("T", kFloatsBf16)
      .type("T1", kFloatsBf16)
      .type("T2", kFloatsBf16)
      .infer(infer_batch_normalization)
      .cost(batch_normalization_operations);
}

}  // namespace ort
