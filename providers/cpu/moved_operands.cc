#include "providers/cpu/moved_operands.h"

#include <algorithm>

#include "libort/core/checked_math.h"
#include "libort/core/packed.h"

namespace ort::cpu {

MovedOperands::MovedOperands(const PlanContext& context, const std::vector<int>& inputs,
                             const std::vector<int>& outputs)
    : packed_(is_packed(context.input_dtype(0))) {
  if (!packed_) return;
  for (const int input : inputs) inputs_.push_back(place(input, context.input_shape(input)));
  for (const int output : outputs) outputs_.push_back(place(output, context.output_shape(output)));
}

MovedOperands::Unpacked MovedOperands::place(int operand, const Shape& shape) {
  const std::size_t offset = bytes_;
  bytes_ = checked_add(bytes_, static_cast<std::size_t>(shape.elements()));
  return {operand, offset};
}

void MovedOperands::begin(const RunContext& run) const {
  for (const Unpacked& place : inputs_) {
    const Tensor& input = run.input(place.operand);
    unpack(input.dtype(), input.data(), input.elements(), reinterpret_cast<uint8_t*>(run.workspace() + place.offset));
  }
}

const std::byte* MovedOperands::source(const RunContext& run, int input) const {
  if (!packed_) return run.input(input).data();
  return run.workspace() + std::ranges::find(inputs_, input, &Unpacked::operand)->offset;
}

std::byte* MovedOperands::target(const RunContext& run, int output) const {
  if (!packed_) return run.output(output).data();
  return run.workspace() + std::ranges::find(outputs_, output, &Unpacked::operand)->offset;
}

void MovedOperands::end(const RunContext& run) const {
  for (const Unpacked& place : outputs_) {
    Tensor& output = run.output(place.operand);
    pack(output.dtype(), reinterpret_cast<const uint8_t*>(run.workspace() + place.offset), output.elements(),
         output.data());
  }
}

}  // namespace ort::cpu
