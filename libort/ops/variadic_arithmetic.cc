#include <algorithm>

#include "libort/ops/broadcast.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

Element larger(const Element& a, const Element& b) {
  if (a.number && b.number) return std::max(*a.number, *b.number);
  return {};
}

Element smaller(const Element& a, const Element& b) {
  if (a.number && b.number) return std::min(*a.number, *b.number);
  return {};
}

template <ElementOperation kOperation>
void infer_extremum(InferContext& context) {
  infer_broadcast(context);
  if (auto elements = fold_elements(context, kOperation)) context.set_output_elements(0, std::move(*elements));
}

double variadic_operations(const CostContext& context) {
  return (context.input_count() - 1) * context.output_elements(0);
}

/// Versions 1 and 6 ask for inputs of one shape; broadcasting them as later versions do changes nothing for those.
void define_first_versions(OpFamily& family, const char* output, InferRule rule) {
  family.since(1)
      .variadic_input("data_0", "T")
      .output(output, "T")
      .type("T", kFloats)
      .infer(rule)
      .cost(variadic_operations);
  family.optional_attribute("consumed_inputs", AttributeType::kInts);
  family.since(6).drop_attributes();
  family.since(8);
}

void define_extremum(OpRegistry& ops, const char* name, const char* output, InferRule rule) {
  OpFamily family(ops, name);
  define_first_versions(family, output, rule);
  family.since(12).type("T", kNumeric);
  family.since(13).type("T", kNumericBf16);
}

}  // namespace

void define_variadic_arithmetic(OpRegistry& ops) {
  define_extremum(ops, "Max", "max", infer_extremum<larger>);
  define_extremum(ops, "Min", "min", infer_extremum<smaller>);
  OpFamily sum(ops, "Sum");
  define_first_versions(sum, "sum", infer_broadcast);
  sum.since(13).type("T", kFloatsBf16);
}

}  // namespace ort
