#include <string>

#include "libort/ops/broadcast.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

/// Two operands, broadcast together; the result has their element type.
void infer_binary(InferContext& context) { context.set_output(0, context.input_dtype(0), broadcast_of_two(context)); }

void infer_bit_shift(InferContext& context) {
  const std::string& direction = context.node().attribute<std::string>("direction");
  if (direction != "LEFT" && direction != "RIGHT") {
    fail_node("attribute 'direction' is \"" + direction + "\", but must be \"LEFT\" or \"RIGHT\"");
  }
  infer_binary(context);
}

/// Versions 1 and 7.
void define_boolean(OpRegistry& ops, const char* name) {
  OpFamily family(ops, name);
  family.since(1).input("A", "T").input("B", "T").output("C", "T1").type("T", kBool).type("T1", kBool);
  family.infer(infer_binary).cost(operations_per_output<1>);
  legacy_broadcast_attributes(family);
  family.since(7).drop_attributes();
}

/// Version 18.
void define_bitwise(OpRegistry& ops, const char* name) {
  OpFamily family(ops, name);
  family.since(18)
      .input("A", "T")
      .input("B", "T")
      .output("C", "T")
      .type("T", kIntegers)
      .infer(infer_binary)
      .cost(operations_per_output<1>);
}

}  // namespace

/// And, Or, Xor 1, 7; Not 1; BitwiseAnd, BitwiseOr, BitwiseXor, BitwiseNot 18; BitShift 11, 28 (signed types).
void define_logic(OpRegistry& ops) {
  for (const char* name : {"And", "Or", "Xor"}) define_boolean(ops, name);
  OpFamily negation(ops, "Not");
  negation.since(1)
      .input("X", "T")
      .output("Y", "T")
      .type("T", kBool)
      .infer(infer_same_as_first_input)
      .cost(operations_per_output<1>);

  for (const char* name : {"BitwiseAnd", "BitwiseOr", "BitwiseXor"}) define_bitwise(ops, name);
  OpFamily complement(ops, "BitwiseNot");
  complement.since(18)
      .input("X", "T")
      .output("Y", "T")
      .type("T", kIntegers)
      .infer(infer_same_as_first_input)
      .cost(operations_per_output<1>);

  OpFamily shift(ops, "BitShift");
  shift.since(11)
      .input("X", "T")
      .input("Y", "T")
      .output("Z", "T")
      .required_attribute("direction", AttributeType::kString)
      .type("T", kUnsigned)
      .infer(infer_bit_shift)
      .cost(operations_per_output<1>);
  shift.since(28).type("T", kIntegers);
}

}  // namespace ort
