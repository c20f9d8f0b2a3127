#include "libort/ops/slice_bounds.h"

#include <algorithm>
#include <string>

#include "libort/core/fail.h"
#include "libort/core/shape.h"

namespace ort {
namespace {

void check_counts(std::size_t expected, std::size_t actual, const char* what) {
  if (actual != expected) {
    fail_node(std::to_string(expected) + " starts, but " + std::to_string(actual) + " " + what);
  }
}

uint64_t magnitude(int64_t value) {
  return value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

}  // namespace

std::vector<SliceRequest> slice_requests(int rank, std::span<const int64_t> starts, std::span<const int64_t> ends,
                                         const std::optional<std::vector<int64_t>>& axes,
                                         const std::optional<std::vector<int64_t>>& steps) {
  check_counts(starts.size(), ends.size(), "ends");
  if (axes) check_counts(starts.size(), axes->size(), "axes");
  if (steps) check_counts(starts.size(), steps->size(), "steps");
  std::vector<SliceRequest> requests;
  std::vector<bool> seen(static_cast<std::size_t>(rank));
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const int axis = normalize_axis(axes ? (*axes)[i] : static_cast<int64_t>(i), rank);
    const int64_t step = steps ? (*steps)[i] : 1;
    if (step == 0) fail_node("a step of 0 along axis " + std::to_string(axis));
    if (seen[static_cast<std::size_t>(axis)]) fail_node("axis " + std::to_string(axis) + " is sliced twice");
    seen[static_cast<std::size_t>(axis)] = true;
    requests.push_back({axis, starts[i], ends[i], step});
  }
  return requests;
}

SliceRange slice_range(const SliceRequest& request, int64_t dim) {
  if (dim == 0) return {0, request.step, 0};
  const bool forward = request.step > 0;
  const int64_t lowest = forward ? 0 : -1;
  const int64_t highest = forward ? dim : dim - 1;
  const auto from_end = [dim](int64_t position) { return position < 0 ? position + dim : position; };
  const int64_t start = std::clamp<int64_t>(from_end(request.start), 0, highest);
  const int64_t end = std::clamp<int64_t>(from_end(request.end), lowest, highest);
  const int64_t distance = forward ? end - start : start - end;
  if (distance <= 0) return {0, request.step, 0};
  const auto length = static_cast<int64_t>((static_cast<uint64_t>(distance) - 1) / magnitude(request.step) + 1);
  return {start, request.step, length};
}

}  // namespace ort
