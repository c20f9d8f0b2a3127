#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ort {

/// What Slice asks for along one axis, as given.
struct SliceRequest {
  int axis = 0;
  int64_t start = 0;
  int64_t end = 0;
  int64_t step = 1;
};

/// The positions start, start + step, ... that a slice takes, all inside the dimension.
struct SliceRange {
  int64_t start = 0;
  int64_t step = 1;
  int64_t length = 0;
};

/// Slice's lists as one request for each axis. Without `axes`: the first axes in order; without `steps`: 1. Throws
/// (node) for lists of different lengths, axes outside `rank` or named twice, and steps of 0.
std::vector<SliceRequest> slice_requests(int rank, std::span<const int64_t> starts, std::span<const int64_t> ends,
                                         const std::optional<std::vector<int64_t>>& axes,
                                         const std::optional<std::vector<int64_t>>& steps);

/// ONNX's rule: negative positions count from the end, and what is outside the dimension is clamped; a backward slice
/// that starts before the dimension starts at its first element.
SliceRange slice_range(const SliceRequest& request, int64_t dim);

}  // namespace ort
