#include <string>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

/// input [N, C, ...], scale [C], B [C].
void infer_instance_normalization(InferContext& context) {
  if (context.ranked(0) && context.input_rank(0) < 2) {
    fail_node("input has rank " + std::to_string(context.input_rank(0)) + ", but needs at least 2");
  }
  for (int i = 1; i < 3; ++i) {
    if (!context.ranked(i)) continue;
    const std::string name = i == 1 ? "scale" : "B";
    if (context.input_rank(i) != 1) {
      fail_node(name + " has rank " + std::to_string(context.input_rank(i)) + ", but needs 1");
    }
    if (!context.ranked(0)) continue;
    const Dim& channels = context.input_dim(0, 1);
    const Dim& length = context.input_dim(i, 0);
    if (channels.known() && length.known() && channels.value != length.value) {
      fail_node(name + " has " + std::to_string(length.value) + " elements, but input has " +
                std::to_string(channels.value) + " channels");
    }
  }
  context.set_output(0, context.input_dtype(0), context.input_shape(0));
}

/// For each element mean (1), variance (3), factor and addend (2); eight operations for each channel of a batch.
double instance_normalization_operations(const CostContext& context) {
  const Shape& x = context.input_shape(0);
  return 6 * context.input_elements(0) + 8 * static_cast<double>(x[0]) * static_cast<double>(x[1]);
}

}  // namespace

void define_instance_normalization(OpRegistry& ops) {
  OpFamily norm(ops, "InstanceNormalization");
  norm.since(1)
      .input("input", "T")
      .input("scale", "T")
      .input("B", "T")
      .output("output", "T")
      .optional_attribute("consumed_inputs", AttributeType::kInts)
      .attribute("epsilon", 1e-5f)
      .type("T", kFloats)
      .infer(infer_instance_normalization)
      .cost(instance_normalization_operations);
  norm.since(6).drop_attribute("consumed_inputs");
  norm.since(22).type("T", kFloatsBf16);
}

}  // namespace ort
