#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "libort/formats/onnx/limits.h"

namespace ort::onnx {

/// Collects what was accepted although it is odd; keeps the first ones and counts the rest.
class Warnings {
 public:
  void add(std::string sentence) {
    if (kept_.size() < kMaxWarnings) {
      kept_.push_back(std::move(sentence));
    } else {
      ++dropped_;
    }
  }

  /// All kept sentences, and one that says how many more there were.
  std::vector<std::string> take() {
    if (dropped_ > 0) kept_.push_back("and " + std::to_string(dropped_) + " more warnings");
    return std::move(kept_);
  }

 private:
  std::vector<std::string> kept_;
  std::size_t dropped_ = 0;
};

}  // namespace ort::onnx
