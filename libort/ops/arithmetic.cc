#include "libort/ops/broadcast.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

using Checked = bool (*)(int64_t, int64_t, int64_t*);

Element checked(const Element& a, const Element& b, Checked overflows) {
  int64_t result = 0;
  if (!a.number || !b.number || overflows(*a.number, *b.number, &result)) return {};
  return result;
}

Element add(const Element& a, const Element& b) {
  if (a == Element(0)) return b;
  if (b == Element(0)) return a;
  return checked(a, b, [](int64_t x, int64_t y, int64_t* z) { return __builtin_add_overflow(x, y, z); });
}

Element subtract(const Element& a, const Element& b) {
  if (b == Element(0)) return a;
  return checked(a, b, [](int64_t x, int64_t y, int64_t* z) { return __builtin_sub_overflow(x, y, z); });
}

Element multiply(const Element& a, const Element& b) {
  if (a == Element(1)) return b;
  if (b == Element(1)) return a;
  return checked(a, b, [](int64_t x, int64_t y, int64_t* z) { return __builtin_mul_overflow(x, y, z); });
}

Element divide(const Element& a, const Element& b) {
  if (b == Element(1)) return a;
  return checked(a, b, [](int64_t x, int64_t y, int64_t* z) {
    if (y == 0 || y == -1) return true;
    *z = x / y;
    return false;
  });
}

template <ElementOperation kOperation>
void infer_arithmetic(InferContext& context) {
  context.set_output(0, context.input_dtype(0), broadcast_of_two(context));
  if (auto elements = fold_elements(context, kOperation)) context.set_output_elements(0, std::move(*elements));
}

void infer_pow(InferContext& context) { context.set_output(0, context.input_dtype(0), broadcast_of_two(context)); }

void define_binary(OpRegistry& ops, const char* name, InferRule rule) {
  OpFamily family(ops, name);
  family.since(1)
      .input("A", "T")
      .input("B", "T")
      .output("C", "T")
      .type("T", kFloats)
      .infer(rule)
      .cost(operations_per_output<1>);
  legacy_broadcast_attributes(family);
  family.optional_attribute("consumed_inputs", AttributeType::kInts);
  family.since(6).drop_attribute("consumed_inputs").type("T", kHighPrecision);
  family.since(7).drop_attributes();
  family.since(13).type("T", kHighPrecisionBf16);
  family.since(14).type("T", kNumericBf16);
}

void define_pow(OpRegistry& ops) {
  OpFamily pow(ops, "Pow");
  pow.since(1)
      .input("X", "T")
      .input("Y", "T")
      .output("Z", "T")
      .type("T", kFloats)
      .infer(infer_pow)
      .cost(operations_per_output<1>);
  legacy_broadcast_attributes(pow);
  pow.since(7).drop_attributes();
  pow.since(12).drop_inputs().input("X", "T").input("Y", "T1");
  pow.type("T", kFloats | kIndexTypes).type("T1", kNumeric);
  pow.since(13).type("T", kFloatsBf16 | kIndexTypes);
  pow.since(15).type("T1", kNumericBf16);
}

}  // namespace

void define_arithmetic(OpRegistry& ops) {
  define_binary(ops, "Add", infer_arithmetic<add>);
  define_binary(ops, "Sub", infer_arithmetic<subtract>);
  define_binary(ops, "Mul", infer_arithmetic<multiply>);
  define_binary(ops, "Div", infer_arithmetic<divide>);
  define_pow(ops);
}

}  // namespace ort
