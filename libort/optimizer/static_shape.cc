#include "libort/optimizer/static_shape.h"

#include <algorithm>

#include "libort/core/checked_math.h"

namespace ort {
namespace {

/// Axis of Shape's attributes: negative ones count from the end, all are clamped.
int clamped_axis(int64_t axis, int rank) {
  return static_cast<int>(std::clamp<int64_t>(axis < 0 ? axis + rank : axis, 0, rank));
}

std::optional<std::vector<int64_t>> known_dims(const SymbolicShape& shape, int begin, int end) {
  std::vector<int64_t> dims;
  for (int axis = begin; axis < end; ++axis) {
    const Dim& dim = shape.dims[static_cast<std::size_t>(axis)];
    if (!dim.known()) return std::nullopt;
    dims.push_back(dim.value);
  }
  return dims;
}

std::optional<Tensor> shape_result(const SymbolicShape& shape, const Node& node) {
  const auto* start = node.find<int64_t>("start");
  const auto* end = node.find<int64_t>("end");
  const auto dims = known_dims(shape, clamped_axis(start == nullptr ? 0 : *start, shape.rank()),
                               clamped_axis(end == nullptr ? shape.rank() : *end, shape.rank()));
  return dims ? std::optional(tensor_of(*dims)) : std::nullopt;
}

std::optional<Tensor> size_result(const SymbolicShape& shape) {
  const auto dims = known_dims(shape, 0, shape.rank());
  if (!dims) return std::nullopt;
  return tensor_of(std::vector{checked_elements(*dims)}).reshaped({});
}

}  // namespace

std::optional<Tensor> static_shape_of(const Graph& graph, const Node& node) {
  if (!node.is("Shape") && !node.is("Size")) return std::nullopt;
  if (!node.has_input(0)) return std::nullopt;
  const ValueType& type = graph.value(node.inputs[0]).type;
  if (!type.is_tensor() || !type.shape.ranked) return std::nullopt;
  return node.is("Shape") ? shape_result(type.shape, node) : size_result(type.shape);
}

}  // namespace ort
