#include <string>
#include <utility>

#include "libort/core/fail.h"
#include "libort/ops/broadcast.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

/// Element type of Mean and InvStdDev.
DataType stash_dtype(const Node& node) {
  const int64_t number = node.attribute<int64_t>("stash_type");
  const bool exists = number > 0 && number < kDataTypeCount;
  const DataType dtype = exists ? static_cast<DataType>(number) : DataType::kUndefined;
  if (!kFloatsBf16.contains(dtype)) {
    fail_node("attribute 'stash_type' is " + std::to_string(number) + ", which names no floating-point type");
  }
  return dtype;
}

/// Shape of the statistics of X: dimensions from `axis` on become 1.
SymbolicShape statistics_shape(const InferContext& context) {
  SymbolicShape shape = context.input_shape(0);
  if (!shape.ranked) return shape;
  const int axis = checked_axis(context.node().attribute<int64_t>("axis"), shape.rank());
  for (auto dim = shape.dims.begin() + axis; dim != shape.dims.end(); ++dim) *dim = Dim(1);
  return shape;
}

/// X of rank 1 or more; Scale and B, which may be broadcast towards X.
void infer_layer_normalization(InferContext& context) {
  const DataType stash = stash_dtype(context.node());
  const SymbolicShape statistics = statistics_shape(context);
  broadcast_one_way(context.input_shape(0), context.input_shape(1));
  if (context.has_input(2)) broadcast_one_way(context.input_shape(0), context.input_shape(2));
  context.set_output(0, context.input_dtype(0), context.input_shape(0));
  context.set_output(1, stash, statistics);
  context.set_output(2, stash, statistics);
}

/// X of rank 1 or more; scale, which may be broadcast towards X and whose type Y has.
void infer_rms_normalization(InferContext& context) {
  stash_dtype(context.node());
  statistics_shape(context);
  context.set_output(0, context.input_dtype(1), broadcast_one_way(context.input_shape(0), context.input_shape(1)));
}

/// Rows that are normalized on their own.
double normalized_rows(const CostContext& context) {
  const Shape& x = context.input_shape(0);
  double rows = 1;
  for (int axis = 0; axis < checked_axis(context.node().attribute<int64_t>("axis"), x.rank()); ++axis) {
    rows *= static_cast<double>(x[axis]);
  }
  return rows;
}

/// For each element mean (1), variance (3), the factors (2) and the bias; five operations for each row.
double layer_normalization_operations(const CostContext& context) {
  return (context.has_input(2) ? 7 : 6) * context.input_elements(0) + 5 * normalized_rows(context);
}

/// For each element the sum of squares (2) and the factors (2); four operations for each row.
double rms_normalization_operations(const CostContext& context) {
  return 4 * context.input_elements(0) + 4 * normalized_rows(context);
}

}  // namespace

/// LayerNormalization 17; RMSNormalization 23.
void define_layer_normalization(OpRegistry& ops) {
  OpFamily layer(ops, "LayerNormalization");
  layer.since(17)
      .input("X", "T")
      .input("Scale", "T")
      .optional_input("B", "T")
      .output("Y", "T")
      .optional_output("Mean", "U")
      .optional_output("InvStdDev", "U")
      .attribute("axis", -1)
      .attribute("epsilon", 1e-5f)
      .attribute("stash_type", 1)
      .type("T", kFloatsBf16)
      .type("U", {DataType::kFloat, DataType::kBfloat16})
      .infer(infer_layer_normalization)
      .cost(layer_normalization_operations);

  OpFamily rms(ops, "RMSNormalization");
  rms.since(23)
      .input("X", "T")
      .input("scale", "V")
      .output("Y", "V")
      .attribute("axis", -1)
      .attribute("epsilon", 1e-5f)
      .attribute("stash_type", 1)
      .type("T", kFloatsBf16)
      .type("V", kFloatsBf16)
      .infer(infer_rms_normalization)
      .cost(rms_normalization_operations);
}

}  // namespace ort
