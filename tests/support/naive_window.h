#pragma once

#include <cstdint>
#include <vector>

#include "libort/core/shape.h"

namespace ort::test {

/// A sliding window for expectations: every coordinate is worked out anew for every tap.
struct NaiveWindow {
  std::vector<int64_t> input;
  std::vector<int64_t> output;
  std::vector<int64_t> kernel;
  std::vector<int64_t> strides;
  std::vector<int64_t> dilations;
  std::vector<int64_t> pads;  ///< begin of every axis, then end

  static int64_t product(const std::vector<int64_t>& lengths) {
    int64_t result = 1;
    for (const int64_t length : lengths) result *= length;
    return result;
  }

  static std::vector<int64_t> coordinates(int64_t position, const std::vector<int64_t>& lengths) {
    std::vector<int64_t> result(lengths.size());
    for (std::size_t i = lengths.size(); i-- > 0;) {
      result[i] = position % lengths[i];
      position /= lengths[i];
    }
    return result;
  }

  /// The element of the input plane that tap `tap` of output element `position` reads; -1 in the padding, -2 behind it.
  int64_t source(int64_t position, int64_t tap) const {
    const std::vector<int64_t> out = coordinates(position, output);
    const std::vector<int64_t> taps = coordinates(tap, kernel);
    int64_t offset = 0;
    bool padding = false;
    for (std::size_t i = 0; i < input.size(); ++i) {
      const int64_t at = out[i] * strides[i] - pads[i] + taps[i] * dilations[i];
      if (at >= input[i] + pads[i + input.size()]) return -2;
      padding = padding || at < 0 || at >= input[i];
      offset = offset * input[i] + at;
    }
    return padding ? -1 : offset;
  }

  /// The usual output lengths, rounded down.
  void set_output() {
    output.clear();
    for (std::size_t i = 0; i < input.size(); ++i) {
      const int64_t covered = (kernel[i] - 1) * dilations[i] + 1;
      output.push_back((input[i] + pads[i] + pads[i + input.size()] - covered) / strides[i] + 1);
    }
  }
};

/// [first, second, dims...]
inline Shape shape_of(int64_t first, int64_t second, const std::vector<int64_t>& dims) {
  std::vector<int64_t> all{first, second};
  all.insert(all.end(), dims.begin(), dims.end());
  return Shape(all);
}

}  // namespace ort::test
