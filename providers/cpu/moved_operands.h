#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libort/runtime/kernel.h"

namespace ort::cpu {

/// Where a step finds the inputs and outputs whose elements it moves, one byte an element at least: in their own
/// memory, or for packed types unpacked in the workspace.
class MovedOperands {
 public:
  /// Inputs and outputs have the element type of input 0.
  MovedOperands(const PlanContext& context, const std::vector<int>& inputs, const std::vector<int>& outputs);

  std::size_t workspace() const { return bytes_; }  ///< bytes that the step asks for

  /// Before the first move: unpacks the inputs.
  void begin(const RunContext& run) const;
  const std::byte* source(const RunContext& run, int input) const;
  std::byte* target(const RunContext& run, int output) const;
  /// Behind the last move: packs the outputs.
  void end(const RunContext& run) const;

 private:
  struct Unpacked {
    int operand = 0;
    std::size_t offset = 0;
  };
  Unpacked place(int operand, const Shape& shape);

  bool packed_ = false;
  std::size_t bytes_ = 0;
  std::vector<Unpacked> inputs_;  ///< of packed types
  std::vector<Unpacked> outputs_;
};

}  // namespace ort::cpu
