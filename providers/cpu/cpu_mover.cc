#include "providers/cpu/cpu_mover.h"

#include <algorithm>
#include <utility>

#include "libort/core/packed.h"
#include "providers/cpu/moved_operands.h"
#include "providers/cpu/same_bytes.h"
#include "providers/cpu/strided_copy.h"
#include "providers/cpu/table_copy.h"

namespace ort::cpu {
namespace {

/// A planned block.
struct PlannedCopy {
  StridedCopy copy;
  int input = 0;
  int output = 0;
};

/// Each number once.
std::vector<int> distinct(const std::vector<BlockCopy>& copies, int BlockCopy::*operand) {
  std::vector<int> numbers;
  for (const BlockCopy& copy : copies) numbers.push_back(copy.*operand);
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

bool is_all_in_order(const PlanContext& context, const PlannedCopy& planned) {
  return planned.copy.is_contiguous() &&
         context.input_shape(planned.input).elements() == context.output_shape(planned.output).elements();
}

/// The fill element as `TableCopy` takes it: packed types have a byte to themselves.
Tensor unpacked_element(const Tensor& element) {
  if (!is_packed(element.dtype())) return element;
  Tensor bits(DataType::kUint8, {});
  unpack(element.dtype(), element.data(), 1, bits.as<uint8_t>().data());
  return bits;
}

/// The same for an input of a run; `bits` holds an unpacked one.
const std::byte* element_at(const Tensor& element, uint8_t& bits) {
  if (!is_packed(element.dtype())) return element.data();
  unpack(element.dtype(), element.data(), 1, &bits);
  return reinterpret_cast<const std::byte*>(&bits);
}

class CpuMover final : public Mover {
 public:
  Step same_elements(const PlanContext&) const override { return same_bytes_step({.output = 0, .input = 0}); }

  Step strided_copies(const PlanContext& context, std::vector<BlockCopy> copies) const override {
    std::vector<PlannedCopy> planned;
    for (const BlockCopy& copy : copies) {
      planned.push_back({StridedCopy(context.input_dtype(0), copy.block), copy.input, copy.output});
    }
    if (planned.size() == 1 && is_all_in_order(context, planned[0])) {
      return same_bytes_step({.output = planned[0].output, .input = planned[0].input});
    }
    MovedOperands operands(context, distinct(copies, &BlockCopy::input), distinct(copies, &BlockCopy::output));
    Step step;
    step.workspace = operands.workspace();
    step.run = [planned = std::move(planned), operands = std::move(operands)](const RunContext& run) {
      operands.begin(run);
      for (const auto& [copy, input, output] : planned) {
        copy.run(run, operands.source(run, input), operands.target(run, output));
      }
      operands.end(run);
    };
    return step;
  }

  Step table_copy(const PlanContext& context, std::vector<AxisTable> tables, const FillElement& fill) const override {
    TableCopy copy(context.input_dtype(0), context.input_shape(0), context.output_shape(0), std::move(tables));
    MovedOperands operands(context, {0}, {0});
    const bool given = fill.input >= 0;
    Step step;
    step.workspace = operands.workspace();
    step.run = [copy = std::move(copy), operands = std::move(operands), input = fill.input,
                value = given ? Tensor() : unpacked_element(fill.value)](const RunContext& run) {
      uint8_t bits = 0;
      const std::byte* element = input >= 0 ? element_at(run.input(input), bits) : value.data();
      operands.begin(run);
      copy.run(run, operands.source(run, 0), operands.target(run, 0), element);
      operands.end(run);
    };
    return step;
  }
};

}  // namespace

const Mover& cpu_mover() {
  static const CpuMover mover;
  return mover;
}

}  // namespace ort::cpu
