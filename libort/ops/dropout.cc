#include <string>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

void check_single(const InferContext& context, int i, const std::string& name) {
  if (!context.has_input(i) || !context.ranked(i)) return;
  for (const Dim& dim : context.input_shape(i).dims) {
    if (dim.known() && dim.value != 1) {
      fail_node(name + " has shape " + context.input_shape(i).to_string() + ", but must be a scalar");
    }
  }
}

/// The mask has the type of the data before version 10 and is bool since.
void infer_dropout(InferContext& context) {
  check_single(context, 1, "ratio");
  check_single(context, 2, "training_mode");
  infer_same_as_first_input(context);
  if (!context.has_output(1)) return;
  const DataType mask = context.since_version() < 10 ? context.input_dtype(0) : DataType::kBool;
  context.set_output(1, mask, context.input_shape(0));
}

bool trains(const CostContext& context) {
  const Tensor* mode = context.constant(2);
  return mode != nullptr && mode->elements() == 1 && mode->as<bool>()[0];
}

/// A comparison and a product in training.
double dropout_operations(const CostContext& context) { return trains(context) ? 2 * context.input_elements(0) : 0; }

/// Without training the output is the input.
Traffic dropout_bytes(const CostContext& context) {
  return trains(context) ? context.all_bytes() : Traffic{.read = 0, .written = context.output_bytes(1)};
}

}  // namespace

void define_dropout(OpRegistry& ops) {
  OpFamily dropout(ops, "Dropout");
  dropout.since(1)
      .input("data", "T")
      .output("output", "T")
      .optional_output("mask", "T")
      .optional_attribute("consumed_inputs", AttributeType::kInts)
      .attribute("is_test", 0)
      .attribute("ratio", 0.5f)
      .type("T", kFloats)
      .infer(infer_dropout)
      .cost(dropout_operations, dropout_bytes);
  dropout.since(6).drop_attribute("consumed_inputs");
  dropout.since(7).drop_attribute("is_test");
  dropout.since(10).drop_outputs().output("output", "T").optional_output("mask", "T1").type("T1", kBool);
  dropout.since(12)
      .drop_attributes()
      .drop_outputs()
      .optional_input("ratio", "T1")
      .optional_input("training_mode", "T2")
      .output("output", "T")
      .optional_output("mask", "T2")
      .optional_attribute("seed", AttributeType::kInt)
      .type("T1", kFloats)
      .type("T2", kBool)
      .nondeterministic();
  dropout.since(13).type("T", kFloatsBf16);
  dropout.since(22).type("T", kFloatsBf16 | kFloat8).type("T1", kFloatsBf16 | kFloat8);
}

}  // namespace ort
