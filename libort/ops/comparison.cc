#include "libort/ops/broadcast.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

void infer_comparison(InferContext& context) { context.set_output(0, DataType::kBool, broadcast_of_two(context)); }

}  // namespace

void define_comparison(OpRegistry& ops) {
  OpFamily equal(ops, "Equal");
  equal.since(1)
      .input("A", "T")
      .input("B", "T")
      .output("C", "T1")
      .infer(infer_comparison)
      .cost(operations_per_output<1>);
  equal.type("T", kBool | kIndexTypes).type("T1", kBool);
  legacy_broadcast_attributes(equal);
  equal.since(7).drop_attributes();
  equal.since(11).type("T", kNumeric | kBool);
  equal.since(13).type("T", kNumericBf16 | kBool);
  equal.since(19).type("T", kNumericBf16 | kBool | kString);
}

}  // namespace ort
