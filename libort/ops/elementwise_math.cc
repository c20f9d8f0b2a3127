#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

/// Versions 1, 6 and 13 of an operator of one input; `since_6` and `since_13` are the element types of those versions.
void define_unary(OpRegistry& ops, const char* name, const char* input, const char* output, TypeSet since_6,
                  TypeSet since_13) {
  OpFamily family(ops, name);
  family.since(1)
      .input(input, "T")
      .output(output, "T")
      .type("T", kFloats)
      .infer(infer_same_as_first_input)
      .cost(operations_per_output<1>);
  family.optional_attribute("consumed_inputs", AttributeType::kInts);
  family.since(6).drop_attributes().type("T", since_6);
  family.since(13).type("T", since_13);
}

}  // namespace

void define_elementwise_math(OpRegistry& ops) {
  define_unary(ops, "Abs", "X", "Y", kNumeric, kNumericBf16);
  define_unary(ops, "Neg", "X", "Y", kFloats | kSigned, kFloatsBf16 | kSigned);
  define_unary(ops, "Sqrt", "X", "Y", kFloats, kFloatsBf16);
  define_unary(ops, "Exp", "input", "output", kFloats, kFloatsBf16);
  define_unary(ops, "Log", "input", "output", kFloats, kFloatsBf16);
  define_unary(ops, "Floor", "X", "Y", kFloats, kFloatsBf16);
  define_unary(ops, "Ceil", "X", "Y", kFloats, kFloatsBf16);
  define_unary(ops, "Reciprocal", "X", "Y", kFloats, kFloatsBf16);
  OpFamily erf(ops, "Erf");
  erf.since(9)
      .input("input", "T")
      .output("output", "T")
      .type("T", kNumeric)
      .infer(infer_same_as_first_input)
      .cost(operations_per_output<1>);
  erf.since(13).type("T", kFloatsBf16);
}

}  // namespace ort
