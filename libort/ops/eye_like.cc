#include <string>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

constexpr TypeSet kFilled = kNumericBf16 | kBool;

void infer_eye_like(InferContext& context) {
  DataType dtype = context.input_dtype(0);
  if (const int64_t* number = context.node().find<int64_t>("dtype")) {
    const bool exists = *number > 0 && *number < kDataTypeCount;
    dtype = exists ? static_cast<DataType>(*number) : DataType::kUndefined;
    if (!kFilled.contains(dtype)) {
      fail_node("attribute 'dtype' is " + std::to_string(*number) + ", which names no numeric type and not bool");
    }
  }
  const SymbolicShape& shape = context.input_shape(0);
  if (shape.ranked && shape.rank() != 2) {
    fail_node("input has shape " + shape.to_string() + ", but needs two dimensions");
  }
  context.set_output(0, dtype, shape);
}

}  // namespace

/// EyeLike 9, 22 (bfloat16).
void define_eye_like(OpRegistry& ops) {
  OpFamily eye_like(ops, "EyeLike");
  eye_like.since(9)
      .input("input", "T1")
      .output("output", "T2")
      .optional_attribute("dtype", AttributeType::kInt)
      .attribute("k", 0)
      .type("T1", kNumeric | kBool)
      .type("T2", kNumeric | kBool)
      .infer(infer_eye_like)
      .cost(no_operations, written_bytes);
  eye_like.since(22).type("T1", kFilled).type("T2", kFilled);
}

}  // namespace ort
