#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/indexed_shapes.h"
#include "libort/ops/op_schema.h"

namespace ort {
namespace {

void infer_gather_elements(InferContext& context) {
  const SymbolicShape& data = context.input_shape(0);
  const SymbolicShape& indices = context.input_shape(1);
  if (data.ranked) {
    const int axis = checked_axis(context.node().attribute<int64_t>("axis"), data.rank());
    if (indices.ranked) check_element_indices(data, indices, axis);
  }
  context.set_output(0, context.input_dtype(0), indices);
}

void infer_gather_nd(InferContext& context) {
  const int64_t* batch_dims = context.node().find<int64_t>("batch_dims");
  SymbolicShape shape;
  if (context.ranked(0) && context.ranked(1)) {
    shape =
        block_shape(context.input_shape(0), context.input_shape(1), batch_dims == nullptr ? 0 : *batch_dims).joined();
  }
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

}  // namespace

/// GatherElements 11, 13; GatherND 11, 12, 13.
void define_gather_elements(OpRegistry& ops) {
  OpFamily elements(ops, "GatherElements");
  elements.since(11)
      .input("data", "T")
      .input("indices", "Tind")
      .output("output", "T")
      .attribute("axis", 0)
      .type("T", kAllTensors)
      .type("Tind", kIndexTypes)
      .infer(infer_gather_elements)
      .cost(no_operations, selected_bytes);
  elements.since(13).type("T", kAllTensorsBf16);

  OpFamily nd(ops, "GatherND");
  nd.since(11)
      .input("data", "T")
      .input("indices", "tensor(int64)")
      .output("output", "T")
      .type("T", kAllTensors)
      .infer(infer_gather_nd)
      .cost(no_operations, selected_bytes);
  nd.since(12).attribute("batch_dims", 0);
  nd.since(13).type("T", kAllTensorsBf16);
}

}  // namespace ort
