#include "providers/cpu/reduce_geometry.h"

#include "libort/core/checked_math.h"

namespace ort::cpu {

Odometer::Odometer(const StridedDims& dims, int64_t position) : dims_(dims) {
  for (std::size_t d = dims.sizes.size(); d-- > 0;) {
    index_[d] = position % dims.sizes[d];
    position /= dims.sizes[d];
    offset_ += index_[d] * dims.strides[d];
  }
}

void Odometer::next() {
  for (std::size_t d = dims_.sizes.size(); d-- > 0;) {
    offset_ += dims_.strides[d];
    if (++index_[d] < dims_.sizes[d]) return;
    offset_ -= dims_.sizes[d] * dims_.strides[d];
    index_[d] = 0;
  }
}

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

}  // namespace ort::cpu
