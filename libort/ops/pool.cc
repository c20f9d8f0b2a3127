#include <string>
#include <vector>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"
#include "libort/ops/window_shape.h"

namespace ort {
namespace {

void infer_pool(InferContext& context) {
  SymbolicShape shape;
  if (context.ranked(0)) {
    const int rank = context.input_rank(0);
    if (rank < 3) fail_node("X has rank " + std::to_string(rank) + ", but needs at least 3");
    const WindowAttributes window = window_attributes(context.node(), rank - 2);
    shape = SymbolicShape::of({context.input_dim(0, 0), context.input_dim(0, 1)});
    for (int axis = 0; axis < rank - 2; ++axis) {
      shape.dims.push_back(window_output_dim(window, axis, context.input_dim(0, axis + 2)));
    }
  }
  if (context.has_output(1)) context.set_output(1, DataType::kInt64, shape);
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

void infer_global_pool(InferContext& context) {
  SymbolicShape shape;
  if (context.ranked(0)) {
    const int rank = context.input_rank(0);
    if (rank < 2) fail_node("X has rank " + std::to_string(rank) + ", but needs at least 2");
    shape = SymbolicShape::of(std::vector<Dim>(static_cast<std::size_t>(rank), Dim(1)));
    shape.dims[0] = context.input_dim(0, 0);
    shape.dims[1] = context.input_dim(0, 1);
  }
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

/// AveragePool divides each of its sums.
int divisions(const CostContext& context) { return context.node().op_type.ends_with("AveragePool") ? 1 : 0; }

double pool_operations(const CostContext& context) {
  double taps = 1;
  for (const int64_t length : window_attributes(context.node(), context.input_shape(0).rank() - 2).kernel) {
    taps *= static_cast<double>(length);
  }
  return (taps + divisions(context)) * context.output_elements(0);
}

double global_pool_operations(const CostContext& context) {
  return context.input_elements(0) + divisions(context) * context.output_elements(0);
}

OpFamily& first_version(OpFamily& family) {
  return family.since(1)
      .input("X", "T")
      .output("Y", "T")
      .attribute("auto_pad", "NOTSET")
      .required_attribute("kernel_shape", AttributeType::kInts)
      .optional_attribute("pads", AttributeType::kInts)
      .optional_attribute("strides", AttributeType::kInts)
      .type("T", kFloats)
      .infer(infer_pool)
      .cost(pool_operations);
}

void define_global(OpRegistry& ops, const char* name) {
  OpFamily pool(ops, name);
  pool.since(1)
      .input("X", "T")
      .output("Y", "T")
      .type("T", kFloats)
      .infer(infer_global_pool)
      .cost(global_pool_operations);
  pool.since(22).type("T", kFloatsBf16);
}

}  // namespace

void define_pool(OpRegistry& ops) {
  constexpr TypeSet kBytes{DataType::kInt8, DataType::kUint8};

  OpFamily max(ops, "MaxPool");
  first_version(max);
  max.since(8).optional_output("Indices", "I").attribute("storage_order", 0).type("I", kInt64Only);
  max.since(10).attribute("ceil_mode", 0).optional_attribute("dilations", AttributeType::kInts);
  max.since(11);
  max.since(12).type("T", kFloats | kBytes);
  max.since(22).type("T", kFloatsBf16 | kBytes);

  OpFamily average(ops, "AveragePool");
  first_version(average);
  average.since(7).attribute("count_include_pad", 0);
  average.since(10).attribute("ceil_mode", 0);
  average.since(11);
  average.since(19).optional_attribute("dilations", AttributeType::kInts);
  average.since(22).type("T", kFloatsBf16);

  define_global(ops, "GlobalAveragePool");
  define_global(ops, "GlobalMaxPool");
}

}  // namespace ort
