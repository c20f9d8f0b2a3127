#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libort/core/shape.h"

namespace ort::test {

/// Resize one element at a time, in double, after the reference implementation of ONNX: neighbours are taken from the
/// input with its edges repeated, the innermost axis first.
struct NaiveResize {
  std::string mode = "nearest";
  std::string coordinates = "half_pixel";
  std::string nearest_mode = "round_prefer_floor";
  double cubic_coeff_a = -0.75;
  bool antialias = false;
  bool exclude_outside = false;
  double extrapolation = 0;
  std::vector<double> scales = {};         ///< for each axis
  std::vector<double> exact_lengths = {};  ///< scale * input
  std::vector<double> roi = {};            ///< starts, ends

  std::vector<double> run(const std::vector<double>& input, const Shape& shape, const Shape& output) const {
    std::vector<double> result;
    for (int64_t i = 0; i < output.elements(); ++i) {
      std::vector<int64_t> at(static_cast<std::size_t>(output.rank()));
      int64_t rest = i;
      for (int axis = output.rank() - 1; axis >= 0; --axis) {
        at[static_cast<std::size_t>(axis)] = rest % output[axis];
        rest /= output[axis];
      }
      result.push_back(element(input, shape, output, at, 0, 0));
    }
    return result;
  }

 private:
  double element(const std::vector<double>& input, const Shape& shape, const Shape& output,
                 const std::vector<int64_t>& at, int axis, int64_t offset) const {
    if (axis == shape.rank()) return input[static_cast<std::size_t>(offset)];
    std::vector<double> line;
    for (int64_t i = 0; i < shape[axis]; ++i) {
      line.push_back(element(input, shape, output, at, axis + 1, offset + i * shape.elements(axis + 1, shape.rank())));
    }
    return on_line(line, axis, static_cast<double>(at[static_cast<std::size_t>(axis)]),
                   static_cast<double>(output[axis]));
  }

  std::optional<double> origin(std::size_t axis, double x, double input, double output) const {
    const double scale = scales[axis];
    const double length = exact_lengths[axis];
    if (coordinates == "align_corners") return length == 1 ? 0 : x * (input - 1) / (length - 1);
    if (coordinates == "asymmetric") return x / scale;
    if (coordinates == "tf_half_pixel_for_nn") return (x + 0.5) / scale;
    if (coordinates == "pytorch_half_pixel") return output > 1 ? (x + 0.5) / scale - 0.5 : 0;
    if (coordinates == "half_pixel_symmetric") return input / 2 * (1 - output / length) + (x + 0.5) / scale - 0.5;
    if (coordinates == "half_pixel") return (x + 0.5) / scale - 0.5;
    const double start = roi[axis];
    const double end = roi[axis + scales.size()];
    double position = start * (input - 1);
    position += length == 1 ? (end - start) * (input - 1) / 2 : x * (end - start) * (input - 1) / (length - 1);
    if (position < 0 || position > input - 1) return std::nullopt;
    return position;
  }

  /// Weights of the neighbours around a position that lies `ratio`, in (0, 1], behind the middle left one.
  std::vector<double> coefficients(double ratio, double scale) const {
    if (mode == "nearest") {
      bool right = ratio > 0.5;
      if (nearest_mode == "round_prefer_ceil") right = ratio >= 0.5;
      if (nearest_mode == "floor") right = ratio == 1;
      if (nearest_mode == "ceil") right = true;
      return {right ? 0.0 : 1.0, right ? 1.0 : 0.0};
    }
    const double s = antialias ? std::min(scale, 1.0) : 1.0;
    const double reach = mode == "cubic" ? 2 : 1;
    const int first = static_cast<int>(std::floor(-reach / s) + 1);
    std::vector<double> weights;
    double sum = 0;
    for (int i = first; i < 2 - first; ++i) {
      const double x = std::abs(i - ratio) * s;
      const double a = cubic_coeff_a;
      double weight = std::max(0.0, 1 - x);
      if (mode == "cubic") {
        weight = x <= 1 ? (a + 2) * x * x * x - (a + 3) * x * x + 1
                        : (x < 2 ? a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a : 0);
      }
      weights.push_back(weight);
      sum += weight;
    }
    if (antialias) {
      for (double& weight : weights) weight /= sum;
    }
    return weights;
  }

  double on_line(const std::vector<double>& line, int axis, double x, double output) const {
    const auto count = static_cast<double>(line.size());
    const std::optional<double> position = origin(static_cast<std::size_t>(axis), x, count, output);
    if (!position) return extrapolation;
    const double left = std::ceil(*position) - 1;
    const std::vector<double> weights = coefficients(*position - left, scales[static_cast<std::size_t>(axis)]);
    double sum = 0;
    double weight_sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double index = left - static_cast<double>(weights.size() / 2 - 1) + static_cast<double>(i);
      const bool outside = index < 0 || index >= count;
      if (exclude_outside && outside) continue;
      const double inside = std::min(std::max(index, 0.0), count - 1);
      sum += weights[i] * line[static_cast<std::size_t>(inside)];
      weight_sum += weights[i];
    }
    return exclude_outside ? sum / weight_sum : sum;
  }
};

}  // namespace ort::test
