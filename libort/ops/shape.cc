#include <limits>

#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/slice_bounds.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

void infer_shape(InferContext& context) {
  const SymbolicShape& input = context.input_shape(0);
  if (!input.ranked) return context.set_output(0, DataType::kInt64, unknown_dims(1));
  const int64_t* start = context.node().find<int64_t>("start");
  const int64_t* end = context.node().find<int64_t>("end");
  const SliceRange range = slice_range(
      {.start = start == nullptr ? 0 : *start, .end = end == nullptr ? std::numeric_limits<int64_t>::max() : *end},
      input.rank());
  std::vector<Element> elements;
  for (int64_t i = range.start; i < range.start + range.length; ++i) {
    elements.emplace_back(input.dims[static_cast<std::size_t>(i)]);
  }
  context.set_output(0, DataType::kInt64, SymbolicShape::of({range.length}));
  context.set_output_elements(0, std::move(elements));
}

void infer_size(InferContext& context) {
  context.set_output(0, DataType::kInt64, SymbolicShape::of({}));
  const SymbolicShape& input = context.input_shape(0);
  if (input.ranked) context.set_output_elements(0, {Element(product_of(input.dims))});
}

/// Versions 19, 21, 23, 24 and 25 of both operators, each with the types of its IR version.
void widen_types(OpFamily& family) {
  family.since(19).type("T", kAllTensorsIr9);
  family.since(21).type("T", kAllTensorsIr10);
  family.since(23).type("T", kAllTensorsIr11);
  family.since(24).type("T", kAllTensorsIr12);
  family.since(25).type("T", kAllTensorsIr13);
}

}  // namespace

/// Shape 1, 13, 15 (start and end), 19, 21, 23, 24, 25; Size 1, 13, 19, 21, 23, 24, 25.
void define_shape(OpRegistry& ops) {
  OpFamily shape(ops, "Shape");
  shape.since(1)
      .input("data", "T")
      .output("shape", "T1")
      .type("T", kAllTensors)
      .type("T1", kInt64Only)
      .infer(infer_shape)
      .cost(no_operations, written_bytes);
  shape.since(13).type("T", kAllTensorsBf16);
  shape.since(15).optional_attribute("end", AttributeType::kInt).attribute("start", 0);
  widen_types(shape);

  OpFamily size(ops, "Size");
  size.since(1)
      .input("data", "T")
      .output("size", "T1")
      .type("T", kAllTensors)
      .type("T1", kInt64Only)
      .infer(infer_size)
      .cost(no_operations, written_bytes);
  size.since(13).type("T", kAllTensorsBf16);
  widen_types(size);
}

}  // namespace ort
