#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libort/core/shape.h"
#include "libort/graph/graph.h"

namespace ort {

/// How `sizes` of Resize-18 treat the proportions of the input.
enum class AspectRatio { kStretch, kNotLarger, kNotSmaller };

/// What a Resize or Upsample node asks for, for each axis of its input; an axis without scale and size keeps its
/// length.
struct ResizeRequest {
  std::vector<std::optional<float>> scales;
  std::vector<std::optional<int64_t>> sizes;
  AspectRatio aspect_ratio = AspectRatio::kStretch;
};

/// One axis of the result.
struct ResizedAxis {
  int64_t length = 0;
  double scale = 1;         ///< output / input, as asked for
  double exact_length = 0;  ///< scale * input, before it was rounded to `length`
};

/// Position of the input with the scales (Upsample 9, 10, Resize 10: 1; Resize 11 and later: 2); -1 for attributes.
int scales_input(const Node& node);
/// Position of the input with the sizes (Resize 11 and later: 3); -1 when there is none.
int sizes_input(const Node& node);

/// The request of Upsample 1, 7, 9, 10 and Resize 10 to 19 for an input of rank `rank`. `scales` and `sizes` are the
/// elements of those inputs, nothing or empty when they are absent. Throws (node) for counts that do not fit, for both
/// or neither of them, and for scales and sizes that are not positive or not finite.
ResizeRequest resize_request(const Node& node, int rank, std::optional<std::vector<float>> scales,
                             std::optional<std::vector<int64_t>> sizes);

/// floor(dim * scale), multiplied in float as exporters and ONNX's shape inference do. Throws (limit) when it does not
/// fit.
ResizedAxis axis_by_scale(int64_t dim, float scale);

/// Throws (node) for elements out of nothing.
ResizedAxis axis_by_size(int64_t dim, int64_t size);

/// All axes, for an input whose shape is known.
std::vector<ResizedAxis> resized_axes(const ResizeRequest& request, const Shape& input);

}  // namespace ort
