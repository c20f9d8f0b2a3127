#include "libort/ops/constant_value.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

constexpr int64_t kMaxElements = 1024;

/// Elements of output 0, for integer vectors and scalars that may be shapes.
void set_integer_elements(InferContext& context, const std::vector<int64_t>& numbers) {
  context.set_output_elements(0, std::vector<Element>(numbers.begin(), numbers.end()));
}

void infer_constant(InferContext& context) {
  const ValueType type = constant_type(context.node());
  context.set_output_type(0, type);
  const bool small_integers =
      type.dtype == DataType::kInt64 && type.shape.rank() <= 1 && product_of(type.shape.dims).value <= kMaxElements;
  if (small_integers) set_integer_elements(context, integers_of(constant_value(context.node())));
}

void infer_constant_of_shape(InferContext& context) {
  const Tensor* value = context.node().find<Tensor>("value");
  if (value != nullptr && value->elements() != 1) {
    fail_node("'value' must have one element, but has shape " + value->shape().to_string());
  }
  const DataType dtype = value == nullptr ? DataType::kFloat : value->dtype();
  SymbolicShape shape = shape_in_input(context, 0);
  const Dim count = shape.ranked ? product_of(shape.dims) : Dim();
  const bool small_integers =
      dtype == DataType::kInt64 && shape.ranked && shape.rank() <= 1 && count.known() && count.value <= kMaxElements;
  context.set_output(0, dtype, std::move(shape));
  if (small_integers) {
    set_integer_elements(context, std::vector<int64_t>(static_cast<std::size_t>(count.value), integers_of(*value)[0]));
  }
}

void define_constant_of_shape(OpRegistry& ops) {
  constexpr TypeSet kFilled = kNumeric | kBool;
  OpFamily constant_of_shape(ops, "ConstantOfShape");
  constant_of_shape.since(9)
      .input("input", "T1")
      .output("output", "T2")
      .optional_attribute("value", AttributeType::kTensor)
      .type("T1", kInt64Only)
      .type("T2", kFilled)
      .infer(infer_constant_of_shape)
      .cost(no_operations);
  constant_of_shape.since(20).type("T2", kFilled | kBfloat16Only | kFloat8);
  constant_of_shape.since(21).type("T2", kFilled | kBfloat16Only | kFloat8 | kInt4);
  constant_of_shape.since(23).type("T2", kFilled | kBfloat16Only | kFloat8 | kInt4 | kFloat4);
  constant_of_shape.since(24).type("T2", kFilled | kBfloat16Only | kFloat8 | kInt4 | kFloat4 | kFloat8E8M0Only);
  constant_of_shape.since(25).type("T2", (kAllTensorsIr13).without(kString | kComplex));
}

}  // namespace

/// Constant 1, 9, 11 (sparse_value), 12 (value_*), 13, 19, 21, 23, 24, 25; ConstantOfShape 9, 20, 21, 23, 24, 25.
void define_constant(OpRegistry& ops) {
  OpFamily constant(ops, "Constant");
  constant.since(1)
      .output("output", "T")
      .required_attribute("value", AttributeType::kTensor)
      .type("T", kFloats)
      .infer(infer_constant)
      .cost(no_operations, no_bytes);
  constant.since(9).type("T", kAllTensors);
  constant.since(11)
      .drop_attributes()
      .optional_attribute("value", AttributeType::kTensor)
      .optional_attribute("sparse_value", AttributeType::kSparseTensor);
  constant.since(12)
      .optional_attribute("value_float", AttributeType::kFloat)
      .optional_attribute("value_floats", AttributeType::kFloats)
      .optional_attribute("value_int", AttributeType::kInt)
      .optional_attribute("value_ints", AttributeType::kInts)
      .optional_attribute("value_string", AttributeType::kString)
      .optional_attribute("value_strings", AttributeType::kStrings);
  constant.since(13).type("T", kAllTensorsBf16);
  constant.since(19).type("T", kAllTensorsIr9);
  constant.since(21).type("T", kAllTensorsIr10);
  constant.since(23).type("T", kAllTensorsIr11);
  constant.since(24).type("T", kAllTensorsIr12);
  constant.since(25).type("T", kAllTensorsIr13);

  define_constant_of_shape(ops);
}

}  // namespace ort
