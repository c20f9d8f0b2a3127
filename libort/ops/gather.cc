#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

/// Picks known elements of a vector with known indices.
void gather_elements(InferContext& context) {
  const std::optional<std::vector<Element>> elements = context.elements(0);
  const std::optional<std::vector<Element>> indices = context.elements(1);
  if (!elements || !indices || context.input_rank(1) > 1) return;
  const int64_t length = std::ssize(*elements);
  std::vector<Element> picked;
  for (const Element& index : *indices) {
    if (!index.number) return;
    if (*index.number < -length || *index.number >= length) {
      fail_node("index " + std::to_string(*index.number) + " for a dimension of " + std::to_string(length));
    }
    picked.push_back((*elements)[static_cast<std::size_t>(*index.number < 0 ? *index.number + length : *index.number)]);
  }
  context.set_output_elements(0, std::move(picked));
}

void infer_gather(InferContext& context) {
  const SymbolicShape& data = context.input_shape(0);
  const SymbolicShape& indices = context.input_shape(1);
  if (!data.ranked) return context.set_output(0, context.input_dtype(0), {});
  const int axis = checked_axis(context.node().attribute<int64_t>("axis"), data.rank());
  if (!indices.ranked) return context.set_output(0, context.input_dtype(0), {});
  std::vector<Dim> dims(data.dims.begin(), data.dims.begin() + axis);
  dims.insert(dims.end(), indices.dims.begin(), indices.dims.end());
  dims.insert(dims.end(), data.dims.begin() + axis + 1, data.dims.end());
  context.set_output(0, context.input_dtype(0), SymbolicShape::of(std::move(dims)));
  if (data.rank() == 1) gather_elements(context);
}

}  // namespace

/// Gather 1, 11, 13.
void define_gather(OpRegistry& ops) {
  OpFamily gather(ops, "Gather");
  gather.since(1)
      .input("data", "T")
      .input("indices", "Tind")
      .output("output", "T")
      .attribute("axis", 0)
      .type("T", kAllTensors)
      .type("Tind", kIndexTypes)
      .infer(infer_gather)
      .cost(no_operations, selected_bytes);
  gather.since(11);
  gather.since(13).type("T", kAllTensorsBf16);
}

}  // namespace ort
