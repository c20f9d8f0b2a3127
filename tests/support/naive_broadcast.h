#pragma once

#include <algorithm>
#include <vector>

#include "libort/core/shape.h"

namespace ort::test {

/// numpy's broadcast of shapes, for expectations: aligned at the last dimension, the larger size of each.
inline Shape naive_broadcast_shape(const std::vector<Shape>& shapes) {
  std::size_t rank = 0;
  for (const Shape& shape : shapes) rank = std::max(rank, shape.dims().size());
  std::vector<int64_t> result(rank, 1);
  for (const Shape& shape : shapes) {
    for (std::size_t i = 0; i < shape.dims().size(); ++i) {
      int64_t& size = result[rank - 1 - i];
      const int64_t other = shape.dims()[shape.dims().size() - 1 - i];
      if (size == 1) size = other;
    }
  }
  return Shape(result);
}

/// Which element of an input of shape `input` the element `position` of an output of shape `output` reads.
inline std::size_t naive_source(const Shape& output, const Shape& input, int64_t position) {
  int64_t source = 0;
  int64_t stride = 1;
  for (int from_end = 1; from_end <= output.rank(); ++from_end) {
    const int64_t size = output[output.rank() - from_end];
    const int64_t coordinate = position % size;
    position /= size;
    if (from_end > input.rank()) continue;
    const int64_t own = input[input.rank() - from_end];
    source += (own == 1 ? 0 : coordinate) * stride;
    stride *= own;
  }
  return static_cast<std::size_t>(source);
}

/// op(a, b) for every element of the output.
template <class Op>
std::vector<double> naive_binary(const Shape& output, const Shape& a_shape, const std::vector<double>& a,
                                 const Shape& b_shape, const std::vector<double>& b, Op op) {
  std::vector<double> result;
  for (int64_t i = 0; i < output.elements(); ++i) {
    result.push_back(op(a[naive_source(output, a_shape, i)], b[naive_source(output, b_shape, i)]));
  }
  return result;
}

}  // namespace ort::test
