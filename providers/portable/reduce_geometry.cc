#include "providers/portable/reduce_geometry.h"

#include "libort/core/checked_math.h"
#include "libort/ops/reduced_axes.h"

namespace ort::portable {

namespace {

/// Without elements every result is that of nothing, and there may be no result.
ReduceGeometry geometry_of_nothing(const Shape& shape, const std::vector<bool>& is_reduced) {
  ReduceGeometry geometry;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (!is_reduced[static_cast<std::size_t>(axis)]) geometry.results = checked_multiply(geometry.results, shape[axis]);
  }
  geometry.run = geometry.results;
  geometry.reduced_count = 0;
  geometry.elements_per_result = 0;
  return geometry;
}

}  // namespace

ReduceGeometry reduce_geometry(const Shape& shape, const std::vector<bool>& is_reduced) {
  if (shape.elements() == 0) return geometry_of_nothing(shape, is_reduced);
  struct Dimension {
    int64_t size;
    bool reduced;
  };
  std::vector<Dimension> merged;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const bool reduced = is_reduced[static_cast<std::size_t>(axis)];
    if (shape[axis] == 1) continue;
    if (!merged.empty() && merged.back().reduced == reduced) {
      merged.back().size = checked_multiply(merged.back().size, shape[axis]);
    } else {
      merged.push_back({shape[axis], reduced});
    }
  }
  ReduceGeometry geometry;
  if (!merged.empty()) {
    geometry.run = merged.back().size;
    geometry.run_is_reduced = merged.back().reduced;
    merged.pop_back();
  }
  int64_t stride = geometry.run;
  for (auto dimension = merged.rbegin(); dimension != merged.rend(); ++dimension) {
    StridedDims& dims = dimension->reduced ? geometry.reduced : geometry.kept;
    dims.sizes.insert(dims.sizes.begin(), dimension->size);
    dims.strides.insert(dims.strides.begin(), stride);
    stride = checked_multiply(stride, dimension->size);
  }
  for (const int64_t size : geometry.kept.sizes) geometry.results = checked_multiply(geometry.results, size);
  for (const int64_t size : geometry.reduced.sizes) {
    geometry.reduced_count = checked_multiply(geometry.reduced_count, size);
  }
  geometry.elements_per_result = geometry.reduced_count;
  int64_t& with_run = geometry.run_is_reduced ? geometry.elements_per_result : geometry.results;
  with_run = checked_multiply(with_run, geometry.run);
  return geometry;
}

ReduceGeometry reduce_geometry(const PlanContext& context) {
  std::vector<int64_t> axes;
  if (const Tensor* input = context.constant(1)) {
    axes = integers_of(*input);
  } else if (const auto* attribute = context.node().find<std::vector<int64_t>>("axes")) {
    axes = *attribute;
  }
  const Shape& shape = context.input_shape(0);
  return reduce_geometry(shape, reduced_axes(context.node(), axes, shape.rank()));
}

}  // namespace ort::portable
