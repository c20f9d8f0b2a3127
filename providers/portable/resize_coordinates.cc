#include "providers/portable/resize_coordinates.h"

#include <algorithm>
#include <cmath>

#include "libort/core/fail.h"

namespace ort::portable {
namespace {

/// Coordinates are compared in float, where 3 / (1 / 3.0f) is 9 again.
double nearest_position(NearestMode mode, const AxisMapping& axis, double coordinate) {
  const double x = static_cast<double>(static_cast<float>(coordinate));
  const double below = std::floor(x);
  switch (mode) {
    case NearestMode::kRoundPreferFloor:
      return x - below <= 0.5 ? below : below + 1;
    case NearestMode::kRoundPreferCeil:
      return x - below < 0.5 ? below : below + 1;
    case NearestMode::kFloor:
      return below;
    case NearestMode::kCeil:
      return std::ceil(x);
    case NearestMode::kSimple:
      return axis.output.scale < 1 ? std::ceil(x) : below;
  }
  return below;
}

}  // namespace

CoordinateMode coordinate_mode(const std::string& name) {
  if (name == "half_pixel") return CoordinateMode::kHalfPixel;
  if (name == "half_pixel_symmetric") return CoordinateMode::kHalfPixelSymmetric;
  if (name == "pytorch_half_pixel") return CoordinateMode::kPytorchHalfPixel;
  if (name == "align_corners") return CoordinateMode::kAlignCorners;
  if (name == "asymmetric") return CoordinateMode::kAsymmetric;
  if (name == "tf_half_pixel_for_nn") return CoordinateMode::kTfHalfPixelForNn;
  if (name == "tf_crop_and_resize") return CoordinateMode::kTfCropAndResize;
  fail_node("coordinate_transformation_mode '" + name + "' is not known");
}

NearestMode nearest_mode(const std::string& name) {
  if (name == "round_prefer_floor") return NearestMode::kRoundPreferFloor;
  if (name == "round_prefer_ceil") return NearestMode::kRoundPreferCeil;
  if (name == "floor") return NearestMode::kFloor;
  if (name == "ceil") return NearestMode::kCeil;
  fail_node("nearest_mode '" + name + "' is not known");
}

double original_coordinate(CoordinateMode mode, const AxisMapping& axis, int64_t position) {
  const auto x = static_cast<double>(position);
  const auto last = static_cast<double>(axis.input - 1);
  const double scale = axis.output.scale;
  const double length = axis.output.exact_length;
  switch (mode) {
    case CoordinateMode::kHalfPixel:
      return (x + 0.5) / scale - 0.5;
    case CoordinateMode::kHalfPixelSymmetric: {
      const double adjustment = static_cast<double>(axis.output.length) / length;
      const double offset = static_cast<double>(axis.input) / 2 * (1 - adjustment);
      return offset + (x + 0.5) / scale - 0.5;
    }
    case CoordinateMode::kPytorchHalfPixel:
      return axis.output.length > 1 ? (x + 0.5) / scale - 0.5 : 0.0;
    case CoordinateMode::kAlignCorners:
      return length == 1 ? 0.0 : x * last / (length - 1);
    case CoordinateMode::kAsymmetric:
      return x / scale;
    case CoordinateMode::kTfHalfPixelForNn:
      return (x + 0.5) / scale;
    case CoordinateMode::kTfCropAndResize:
      break;
  }
  const double extent = axis.roi_end - axis.roi_start;
  const double from_start = length == 1 ? extent * last / 2 : x * extent * last / (length - 1);
  return axis.roi_start * last + from_start;
}

bool is_outside(CoordinateMode mode, const AxisMapping& axis, double coordinate) {
  if (mode != CoordinateMode::kTfCropAndResize) return false;
  return !(coordinate >= 0 && coordinate <= static_cast<double>(axis.input - 1));
}

AxisTable nearest_table(CoordinateMode mode, NearestMode nearest, const AxisMapping& axis) {
  AxisTable table(static_cast<std::size_t>(axis.output.length));
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double coordinate = original_coordinate(mode, axis, static_cast<int64_t>(i));
    const double position = nearest_position(nearest, axis, coordinate);
    const auto inside = static_cast<int64_t>(std::clamp(position, 0.0, static_cast<double>(axis.input - 1)));
    table[i] = is_outside(mode, axis, coordinate) ? kFill : inside;
  }
  return table;
}

}  // namespace ort::portable
