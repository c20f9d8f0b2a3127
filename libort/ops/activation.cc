#include "libort/ops/broadcast.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

/// The element-wise form that the activations share, with the attribute of version 1.
void define_first_version(OpFamily& family, const char* input, const char* output) {
  family.since(1)
      .input(input, "T")
      .output(output, "T")
      .type("T", kFloats)
      .infer(infer_same_as_first_input)
      .cost(activation_cost);
  family.optional_attribute("consumed_inputs", AttributeType::kInts);
}

/// Versions 1, 6 and `newest`, which adds bfloat16.
void define_plain(OpRegistry& ops, const char* name, const char* input, const char* output, int newest) {
  OpFamily family(ops, name);
  define_first_version(family, input, output);
  family.since(6).drop_attributes();
  family.since(newest).type("T", kFloatsBf16);
}

struct FloatAttribute {
  const char* name;
  float value;
};

/// As `define_plain`, with float attributes that all versions have.
void define_with(OpRegistry& ops, const char* name, std::initializer_list<FloatAttribute> attributes, int newest) {
  OpFamily family(ops, name);
  define_first_version(family, "X", "Y");
  for (const auto& [attribute, value] : attributes) family.attribute(attribute, value);
  family.since(6).drop_attribute("consumed_inputs");
  family.since(newest).type("T", kFloatsBf16);
}

void define_relu(OpRegistry& ops) {
  OpFamily relu(ops, "Relu");
  define_first_version(relu, "X", "Y");
  relu.since(6).drop_attributes();
  relu.since(13).type("T", kFloatsBf16);
  relu.since(14).type("T", kFloatsBf16 | kSigned);
}

void define_selu(OpRegistry& ops) {
  OpFamily selu(ops, "Selu");
  define_first_version(selu, "X", "Y");
  selu.attribute("alpha", 1.6732f).attribute("gamma", 1.0507f);
  selu.since(6).drop_attribute("consumed_inputs");
  selu.attribute("alpha", 1.67326319217681884765625f).attribute("gamma", 1.05070102214813232421875f);
  selu.since(22).type("T", kFloatsBf16);
}

/// A comparison for each bound that is given.
double clip_operations(const CostContext& context) {
  return (int{context.has_input(1)} + int{context.has_input(2)}) * context.output_elements(0);
}

void define_clip(OpRegistry& ops) {
  OpFamily clip(ops, "Clip");
  define_first_version(clip, "input", "output");
  clip.optional_attribute("min", AttributeType::kFloat).optional_attribute("max", AttributeType::kFloat);
  clip.since(6).drop_attribute("consumed_inputs");
  clip.attribute("min", -3.4028234663852886e38f).attribute("max", 3.4028234663852886e38f);
  clip.since(11).drop_attributes().optional_input("min", "T").optional_input("max", "T");
  clip.cost(clip_operations);
  clip.since(12).type("T", kNumeric);
  clip.since(13).type("T", kNumericBf16);
}

void infer_prelu(InferContext& context) {
  const SymbolicShape& x = context.input_shape(0);
  const SymbolicShape& slope = context.input_shape(1);
  const int trailing_dims = prelu_trailing_dims(context.node(), x.rank(), slope.rank());
  context.set_output(0, context.input_dtype(0), broadcast_one_way(x, slope, trailing_dims));
}

void define_prelu(OpRegistry& ops) {
  OpFamily prelu(ops, "PRelu");
  prelu.since(1).input("X", "T").input("slope", "T").output("Y", "T").type("T", kFloats);
  prelu.infer(infer_prelu).cost(activation_cost).optional_attribute("consumed_inputs", AttributeType::kInts);
  prelu.since(6).drop_attributes();
  prelu.since(7);
  prelu.since(9).type("T", kHighPrecision);
  prelu.since(16).type("T", kHighPrecisionBf16);
}

}  // namespace

void define_activation(OpRegistry& ops) {
  define_relu(ops);
  define_plain(ops, "Sigmoid", "X", "Y", 13);
  define_plain(ops, "Tanh", "input", "output", 13);
  define_with(ops, "LeakyRelu", {{"alpha", 0.01f}}, 16);
  define_with(ops, "HardSigmoid", {{"alpha", 0.2f}, {"beta", 0.5f}}, 22);
  define_with(ops, "Elu", {{"alpha", 1.0f}}, 22);
  define_selu(ops);
  define_clip(ops);
  define_prelu(ops);
  OpFamily hard_swish(ops, "HardSwish");
  hard_swish.since(14)
      .input("X", "T")
      .output("Y", "T")
      .type("T", kFloats)
      .infer(infer_same_as_first_input)
      .cost(activation_cost);
  hard_swish.since(22).type("T", kFloatsBf16);
  OpFamily softplus(ops, "Softplus");
  softplus.since(1)
      .input("X", "T")
      .output("Y", "T")
      .type("T", kFloats)
      .infer(infer_same_as_first_input)
      .cost(activation_cost);
  softplus.since(22).type("T", kFloatsBf16);
}

}  // namespace ort
