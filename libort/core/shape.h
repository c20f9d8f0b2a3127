#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace ort {

/// Dimensions of a tensor, all known and none negative.
class Shape {
 public:
  Shape() = default;
  Shape(std::initializer_list<int64_t> dims) : dims_(dims) {}
  explicit Shape(std::vector<int64_t> dims) : dims_(std::move(dims)) {}
  explicit Shape(std::span<const int64_t> dims) : dims_(dims.begin(), dims.end()) {}

  int rank() const { return static_cast<int>(dims_.size()); }
  int64_t operator[](int axis) const { return dims_[static_cast<std::size_t>(axis)]; }
  int64_t& operator[](int axis) { return dims_[static_cast<std::size_t>(axis)]; }
  auto begin() const { return dims_.begin(); }
  auto end() const { return dims_.end(); }
  const std::vector<int64_t>& dims() const { return dims_; }
  void append(int64_t dim) { dims_.push_back(dim); }
  bool operator==(const Shape&) const = default;

  /// Product of all dimensions; 1 for a scalar. Throws ort::Error (limit) on overflow.
  int64_t elements() const;
  /// Product of the dimensions [begin, end).
  int64_t elements(int begin, int end) const;

  /// "[1,3,224,224]"
  std::string to_string() const;

 private:
  std::vector<int64_t> dims_;
};

/// Row-major strides in elements.
std::vector<int64_t> contiguous_strides(const Shape& shape);

/// `axis` in [-rank, rank) as a number in [0, rank). Throws (node) otherwise.
int normalize_axis(int64_t axis, int rank);

/// Multidirectional broadcast of numpy and ONNX. Throws (node) with both shapes when they do not fit.
Shape broadcast_shapes(const Shape& a, const Shape& b);

}  // namespace ort
