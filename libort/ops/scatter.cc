#include <string>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/indexed_shapes.h"
#include "libort/ops/op_schema.h"

namespace ort {
namespace {

constexpr int kHasExtrema = 18;  ///< earlier versions reduce by add and mul only

void check_reduction(const InferContext& context) {
  const std::string* reduction = context.node().find<std::string>("reduction");
  if (reduction == nullptr || *reduction == "none" || *reduction == "add" || *reduction == "mul") return;
  const bool extremum = *reduction == "max" || *reduction == "min";
  if (!extremum) fail_node("reduction '" + *reduction + "' is not known");
  if (context.since_version() < kHasExtrema) fail_node("reduction '" + *reduction + "' needs opset 18");
}

/// Both are ranked or not; known dimensions that differ are an error.
void check_same_shape(const SymbolicShape& updates, const SymbolicShape& expected) {
  if (!updates.ranked || !expected.ranked) return;
  bool same = updates.rank() == expected.rank();
  for (std::size_t d = 0; same && d < updates.dims.size(); ++d) {
    same = !updates.dims[d].known() || !expected.dims[d].known() || updates.dims[d].value == expected.dims[d].value;
  }
  if (!same) {
    fail_node("updates have shape " + updates.to_string() + ", but data and indices ask for " + expected.to_string());
  }
}

void infer_scatter_elements(InferContext& context) {
  check_reduction(context);
  const SymbolicShape& data = context.input_shape(0);
  const SymbolicShape& indices = context.input_shape(1);
  check_same_shape(context.input_shape(2), indices);
  if (data.ranked) {
    const int axis = checked_axis(context.node().attribute<int64_t>("axis"), data.rank());
    if (indices.ranked) check_element_indices(data, indices, axis);
  }
  context.set_output(0, context.input_dtype(0), data);
}

void infer_scatter_nd(InferContext& context) {
  check_reduction(context);
  if (context.ranked(0) && context.ranked(1)) {
    check_same_shape(context.input_shape(2), block_shape(context.input_shape(0), context.input_shape(1), 0).joined());
  }
  context.set_output(0, context.input_dtype(0), context.input_shape(0));
}

/// One for each update that is combined with what is there.
double scatter_operations(const CostContext& context) {
  const auto* reduction = context.node().find<std::string>("reduction");
  return reduction == nullptr || *reduction == "none" ? 0 : context.input_elements(2);
}

void define_elements(OpFamily& family, int version) {
  family.since(version)
      .input("data", "T")
      .input("indices", "Tind")
      .input("updates", "T")
      .output("output", "T")
      .attribute("axis", 0)
      .type("T", kAllTensors)
      .type("Tind", kIndexTypes)
      .infer(infer_scatter_elements)
      .cost(scatter_operations);
}

}  // namespace

/// Scatter 9 (deprecated since 11); ScatterElements and ScatterND 11, 13, 16, 18.
void define_scatter(OpRegistry& ops) {
  OpFamily scatter(ops, "Scatter");
  define_elements(scatter, 9);
  scatter.since(11).deprecate();

  OpFamily elements(ops, "ScatterElements");
  define_elements(elements, 11);
  elements.since(13).type("T", kAllTensorsBf16);
  elements.since(16).attribute("reduction", "none");
  elements.since(18);

  OpFamily nd(ops, "ScatterND");
  nd.since(11)
      .input("data", "T")
      .input("indices", "tensor(int64)")
      .input("updates", "T")
      .output("output", "T")
      .type("T", kAllTensors)
      .infer(infer_scatter_nd)
      .cost(scatter_operations);
  nd.since(13).type("T", kAllTensorsBf16);
  nd.since(16).attribute("reduction", "none");
  nd.since(18);
}

}  // namespace ort
