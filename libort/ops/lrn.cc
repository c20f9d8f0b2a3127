#include <string>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

/// X [N, C, ...].
void infer_lrn(InferContext& context) {
  if (context.ranked(0) && context.input_rank(0) < 2) {
    fail_node("X has rank " + std::to_string(context.input_rank(0)) + ", but needs at least 2");
  }
  const int64_t size = context.node().attribute<int64_t>("size");
  if (size < 1) fail_node("size is " + std::to_string(size) + ", but must be at least 1");
  infer_same_as_first_input(context);
}

/// The sum of squares, then a factor and an addend, a power and a quotient.
double lrn_operations(const CostContext& context) {
  const auto size = static_cast<double>(context.node().attribute<int64_t>("size"));
  return (2 * size + 4) * context.output_elements(0);
}

}  // namespace

void define_lrn(OpRegistry& ops) {
  OpFamily lrn(ops, "LRN");
  lrn.since(1)
      .input("X", "T")
      .output("Y", "T")
      .attribute("alpha", 1e-4f)
      .attribute("beta", 0.75f)
      .attribute("bias", 1.0f)
      .required_attribute("size", AttributeType::kInt)
      .type("T", kFloats)
      .infer(infer_lrn)
      .cost(lrn_operations);
  lrn.since(13).type("T", kFloatsBf16);
}

}  // namespace ort
