#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/single_element.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

/// x of rank 1 or more, axis a scalar.
void infer_cumulation(InferContext& context) {
  check_single_element(context, 1, "axis");
  if (context.ranked(0)) {
    if (context.input_rank(0) == 0) fail_node("x is a scalar, which has no axis");
    const auto axis = context.integers(1);
    if (axis && axis->size() == 1) checked_axis(axis->front(), context.input_rank(0));
  }
  infer_same_as_first_input(context);
}

OpFamily& define_first_version(OpFamily& family, int version) {
  return family.since(version)
      .input("x", "T")
      .input("axis", "T2")
      .output("y", "T")
      .attribute("exclusive", 0)
      .attribute("reverse", 0)
      .type("T2", kIndexTypes)
      .infer(infer_cumulation)
      .cost(operations_per_output<1>);
}

}  // namespace

/// CumSum 11, 14; CumProd 26.
void define_cum_sum(OpRegistry& ops) {
  OpFamily sum(ops, "CumSum");
  define_first_version(sum, 11).type("T", kHighPrecision.without({DataType::kFloat16}));
  sum.since(14).type("T", kHighPrecisionBf16);

  OpFamily product(ops, "CumProd");
  define_first_version(product, 26).type("T", kHighPrecisionBf16);
}

}  // namespace ort
