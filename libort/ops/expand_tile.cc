#include "libort/core/checked_math.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"
#include "libort/ops/whole_numbers.h"

namespace ort {
namespace {

void infer_expand(InferContext& context) {
  const SymbolicShape target = shape_in_input(context, 1);
  context.set_output(0, context.input_dtype(0), broadcast_symbolic(context.input_shape(0), target));
}

void check_repeat(int64_t repeat) {
  if (repeat < 0) fail_node("negative number of repeats: " + std::to_string(repeat));
}

/// The only element of a float input of Tile-1; nothing when it is not known.
std::optional<int64_t> whole_number_in(const InferContext& context, int i, const char* name) {
  const Tensor* tensor = context.constant(i);
  if (tensor == nullptr) return std::nullopt;
  if (tensor->elements() != 1)
    fail_node(std::string("'") + name + "' must have one element, but has shape " + tensor->shape().to_string());
  return whole_numbers(*tensor)[0];
}

/// Tile-1: `tiles` copies along `axis`, both floats.
void infer_tile_1(InferContext& context) {
  SymbolicShape shape = context.input_shape(0);
  const std::optional<int64_t> tiles = whole_number_in(context, 1, "tiles");
  const std::optional<int64_t> axis = whole_number_in(context, 2, "axis");
  if (tiles) check_repeat(*tiles);
  if (shape.ranked && axis) {
    Dim& dim = shape.dims[static_cast<std::size_t>(checked_axis(*axis, shape.rank()))];
    dim = tiles ? scaled(dim, *tiles) : Dim();
  } else if (shape.ranked) {
    shape = unknown_dims(shape.rank());
  }
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

void infer_tile(InferContext& context) {
  SymbolicShape shape = context.input_shape(0);
  const std::optional<std::vector<Element>> repeats = context.elements(1);
  if (!shape.ranked) return context.set_output(0, context.input_dtype(0), {});
  if (!repeats) return context.set_output(0, context.input_dtype(0), unknown_dims(shape.rank()));
  if (repeats->size() != shape.dims.size()) {
    fail_node(std::to_string(repeats->size()) + " repeats for an input of shape " + shape.to_string());
  }
  for (std::size_t axis = 0; axis < shape.dims.size(); ++axis) {
    const Element& repeat = (*repeats)[axis];
    Dim& dim = shape.dims[axis];
    if (repeat.number) {
      check_repeat(*repeat.number);
      dim = scaled(dim, *repeat.number);
    } else {
      dim = dim.known() ? scaled(repeat.to_dim(), dim.value) : Dim();
    }
  }
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

}  // namespace

/// Expand 8, 13; Tile 1 (tiles and axis), 6, 13 (repeats).
void define_expand_tile(OpRegistry& ops) {
  OpFamily expand(ops, "Expand");
  expand.since(8)
      .input("input", "T")
      .input("shape", "tensor(int64)")
      .output("output", "T")
      .type("T", kAllTensors)
      .infer(infer_expand)
      .cost(no_operations);
  expand.since(13).type("T", kAllTensorsBf16);

  OpFamily tile(ops, "Tile");
  tile.since(1)
      .input("input", "T")
      .input("tiles", "T")
      .input("axis", "T")
      .output("output", "T")
      .type("T", kFloats)
      .type("T1", kInt64Only)
      .infer(infer_tile_1)
      .cost(no_operations);
  tile.since(6).drop_inputs().input("input", "T").input("repeats", "T1").type("T", kAllTensors).infer(infer_tile);
  tile.since(13).type("T", kAllTensorsBf16);
}

}  // namespace ort
