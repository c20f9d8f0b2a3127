#include "libort/core/shape.h"

#include <algorithm>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"

namespace ort {

int64_t Shape::elements() const { return checked_elements(dims_); }

int64_t Shape::elements(int begin, int end) const {
  const std::span<const int64_t> all(dims_);
  return checked_elements(all.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
}

std::string Shape::to_string() const {
  std::string text = "[";
  for (std::size_t axis = 0; axis < dims_.size(); ++axis) {
    if (axis > 0) text += ',';
    text += std::to_string(dims_[axis]);
  }
  return text + "]";
}

std::vector<int64_t> contiguous_strides(const Shape& shape) {
  std::vector<int64_t> strides(shape.dims().size());
  int64_t stride = 1;
  for (std::size_t axis = strides.size(); axis-- > 0;) {
    strides[axis] = stride;
    if (axis > 0) stride = checked_multiply(stride, shape.dims()[axis]);
  }
  return strides;
}

int normalize_axis(int64_t axis, int rank) {
  if (axis < -rank || axis >= rank) {
    fail_node("axis " + std::to_string(axis) + " is outside [-" + std::to_string(rank) + ", " + std::to_string(rank) +
              ") for a tensor of rank " + std::to_string(rank));
  }
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

Shape broadcast_shapes(const Shape& a, const Shape& b) {
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  const int offset = longer.rank() - shorter.rank();
  Shape result = longer;
  for (int axis = 0; axis < shorter.rank(); ++axis) {
    int64_t& dim = result[axis + offset];
    if (dim == shorter[axis] || shorter[axis] == 1) continue;
    if (dim != 1) fail_node("shapes " + a.to_string() + " and " + b.to_string() + " cannot be broadcast together");
    dim = shorter[axis];
  }
  return result;
}

}  // namespace ort
