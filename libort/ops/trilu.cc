#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/single_element.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

/// input [..., N, M], k a scalar.
void infer_trilu(InferContext& context) {
  if (context.ranked(0) && context.input_rank(0) < 2) {
    fail_node("input has shape " + context.input_shape(0).to_string() + ", but needs at least two dimensions");
  }
  check_single_element(context, 1, "k");
  infer_same_as_first_input(context);
}

}  // namespace

/// Trilu 14.
void define_trilu(OpRegistry& ops) {
  OpFamily trilu(ops, "Trilu");
  trilu.since(14)
      .input("input", "T")
      .optional_input("k", "tensor(int64)")
      .output("output", "T")
      .attribute("upper", 1)
      .type("T", kAllTensorsBf16)
      .infer(infer_trilu)
      .cost(no_operations);
}

}  // namespace ort
