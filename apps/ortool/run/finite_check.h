#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "ort/observer.h"

namespace ortool {

/// Looks for NaN and infinities in every value of a run.
class FiniteCheck final : public ort::RunObserver {
 public:
  void on_node_end(const ort::NodeRecord& node, std::span<const ort::OrtValue> inputs,
                   std::span<const ort::OrtValue> outputs) override;

  /// Throws CheckFailed that names the first node with such an output: its operator, the output, the first bad element,
  /// whether its inputs were clean, and how many nodes are concerned.
  void throw_if_failed() const;

 private:
  std::string first_;
  std::size_t bad_nodes_ = 0;
};

/// Position of the first element that is NaN or infinite, in row-major order; none in tensors of other than floating
/// point types, absent values, sequences and maps.
std::optional<int64_t> first_non_finite(const ort::OrtValue& value);

}  // namespace ortool
