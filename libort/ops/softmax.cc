#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

constexpr int kAlongOneAxis = 13;  ///< earlier versions flatten to two dimensions at `axis`

void infer_softmax(InferContext& context) {
  if (context.ranked(0)) {
    const int64_t axis = context.node().attribute<int64_t>("axis");
    const int rank = context.input_rank(0);
    const bool at_end = context.since_version() < kAlongOneAxis && axis == rank;
    const bool scalar = rank == 0 && (axis == 0 || axis == -1);
    if (!at_end && !scalar) checked_axis(axis, rank);
  }
  infer_same_as_first_input(context);
}

void define(OpRegistry& ops, const char* name) {
  OpFamily softmax(ops, name);
  softmax.since(1)
      .input("input", "T")
      .output("output", "T")
      .attribute("axis", 1)
      .type("T", kFloats)
      .infer(infer_softmax)
      .cost(operations_per_output<kSoftmaxOperations>);
  softmax.since(11);
  softmax.since(13).attribute("axis", -1).type("T", kFloatsBf16);
}

}  // namespace

void define_softmax(OpRegistry& ops) {
  define(ops, "Softmax");
  define(ops, "LogSoftmax");
}

}  // namespace ort
