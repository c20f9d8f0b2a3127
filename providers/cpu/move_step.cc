#include "providers/cpu/move_step.h"

#include <utility>

#include "libort/core/checked_math.h"
#include "libort/core/packed.h"

namespace ort::cpu {

Step move_step(const PlanContext& context, Move move) {
  Step step;
  if (!is_packed(context.input_dtype(0))) {
    step.run = [move = std::move(move)](const RunContext& run) {
      move(run, run.input(0).data(), run.output(0).data());
    };
    return step;
  }
  const auto source_bytes = static_cast<std::size_t>(context.input_shape(0).elements());
  const auto target_bytes = static_cast<std::size_t>(context.output_shape(0).elements());
  step.workspace = checked_add(source_bytes, target_bytes);
  step.run = [move = std::move(move), source_bytes](const RunContext& run) {
    const Tensor& input = run.input(0);
    Tensor& output = run.output(0);
    std::byte* source = run.workspace();
    std::byte* target = source + source_bytes;
    unpack(input.dtype(), input.data(), input.elements(), reinterpret_cast<uint8_t*>(source));
    move(run, source, target);
    pack(output.dtype(), reinterpret_cast<const uint8_t*>(target), output.elements(), output.data());
  };
  return step;
}

Step empty_step() {
  Step step;
  step.run = [](const RunContext&) {};
  return step;
}

}  // namespace ort::cpu
