#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

void infer_float_class(InferContext& context) { context.set_output(0, DataType::kBool, context.input_shape(0)); }

}  // namespace

/// IsNaN 9, 13, 20; IsInf 10, 20.
void define_float_class(OpRegistry& ops) {
  OpFamily is_nan(ops, "IsNaN");
  is_nan.since(9)
      .input("X", "T1")
      .output("Y", "T2")
      .type("T1", kFloats)
      .type("T2", kBool)
      .infer(infer_float_class)
      .cost(operations_per_output<1>);
  is_nan.since(13).type("T1", kFloatsBf16);
  is_nan.since(20).type("T1", kFloatsBf16 | kFloat8);

  OpFamily is_inf(ops, "IsInf");
  is_inf.since(10).input("X", "T1").output("Y", "T2").attribute("detect_negative", 1).attribute("detect_positive", 1);
  is_inf.type("T1", {DataType::kFloat, DataType::kDouble})
      .type("T2", kBool)
      .infer(infer_float_class)
      .cost(operations_per_output<1>);
  is_inf.since(20).type("T1", kFloatsBf16 | kFloat8);
}

}  // namespace ort
