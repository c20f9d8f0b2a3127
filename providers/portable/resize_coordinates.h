#pragma once

#include <cstdint>
#include <string>

#include "libort/ops/resize_geometry.h"
#include "libort/runtime/mover.h"

namespace ort::portable {

/// Attribute coordinate_transformation_mode of Resize-11 and later.
enum class CoordinateMode {
  kHalfPixel,
  kHalfPixelSymmetric,
  kPytorchHalfPixel,
  kAlignCorners,
  kAsymmetric,
  kTfHalfPixelForNn,  ///< version 11 only
  kTfCropAndResize,
};

/// Attribute nearest_mode of Resize-11 and later; kSimple: down when the axis grows, up when it shrinks, as Upsample
/// and Resize-10 do.
enum class NearestMode { kRoundPreferFloor, kRoundPreferCeil, kFloor, kCeil, kSimple };

/// Throw (node) for a name that ONNX does not know.
CoordinateMode coordinate_mode(const std::string& name);
NearestMode nearest_mode(const std::string& name);

/// One axis that is resized.
struct AxisMapping {
  int64_t input = 1;
  ResizedAxis output;
  double roi_start = 0;  ///< for kTfCropAndResize, relative to the input's first and last element
  double roi_end = 1;
};

/// Coordinate in the input of position `position` of the output. The output's length before rounding counts where
/// ONNX's formula has length_resized.
double original_coordinate(CoordinateMode mode, const AxisMapping& axis, int64_t position);

/// True where kTfCropAndResize takes the extrapolation value.
bool is_outside(CoordinateMode mode, const AxisMapping& axis, double coordinate);

/// The input position for each output position, kFill outside.
AxisTable nearest_table(CoordinateMode mode, NearestMode nearest, const AxisMapping& axis);

}  // namespace ort::portable
