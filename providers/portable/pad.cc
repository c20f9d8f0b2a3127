#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libort/core/type_dispatch.h"
#include "libort/ops/pad_amounts.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/portable/families.h"
#include "providers/portable/moving_kernel.h"

namespace ort::portable {
namespace {

enum class PadMode { kConstant, kReflect, kEdge, kWrap };

PadMode pad_mode(const std::string& name) {
  if (name == "reflect") return PadMode::kReflect;
  if (name == "edge") return PadMode::kEdge;
  if (name == "wrap") return PadMode::kWrap;
  return PadMode::kConstant;
}

int64_t remainder(int64_t value, int64_t divisor) { return ((value % divisor) + divisor) % divisor; }

/// The kept element, in [0, length), that stands at `position` before, inside or behind them; kFill for none.
int64_t padded_position(int64_t position, int64_t length, PadMode mode) {
  if (position >= 0 && position < length) return position;
  switch (mode) {
    case PadMode::kConstant:
      return kFill;
    case PadMode::kEdge:
      return position < 0 ? 0 : length - 1;
    case PadMode::kWrap:
      return remainder(position, length);
    case PadMode::kReflect:
      break;
  }
  if (length == 1) return 0;
  const int64_t period = 2 * (length - 1);
  const int64_t phase = remainder(position, period);
  return std::min(phase, period - phase);
}

/// Negative amounts take elements away before the others are padded from what is left.
AxisTable padded_axis(int64_t dim, int64_t padded, const PadAmounts& amounts, PadMode mode) {
  if (amounts.begin == 0 && amounts.end == 0) return {};
  const int64_t removed = std::max<int64_t>(-amounts.begin, 0);
  const int64_t length = dim - removed - std::max<int64_t>(-amounts.end, 0);
  const int64_t added = std::max<int64_t>(amounts.begin, 0);
  AxisTable table(static_cast<std::size_t>(padded));
  for (int64_t i = 0; i < padded; ++i) {
    const int64_t position = padded_position(i - added, length, mode);
    table[static_cast<std::size_t>(i)] = position == kFill ? kFill : position + removed;
  }
  return table;
}

/// Attribute `value` as an element of the data's type (versions 1 and 2), else zero or "".
Tensor default_fill(const KernelInfo& info) {
  Tensor fill(info.input_dtype(0), {});
  if (!fill.is_string()) std::fill_n(fill.data(), fill.bytes(), std::byte{0});
  const float* value = info.find<float>("value");
  if (value == nullptr) return fill;
  dispatch(fill.dtype(), Types<float, double, Float16>{}, [&]<class T>() { fill.as<T>()[0] = static_cast<T>(*value); });
  return fill;
}

class Pad final : public MovingKernel {
 public:
  explicit Pad(const KernelInfo& info)
      : MovingKernel(info), mode_(pad_mode(info.attribute<std::string>("mode"))), default_fill_(default_fill(info)) {
    for (const char* name : {"paddings", "pads"}) {
      if (const auto* pads = info.find<std::vector<int64_t>>(name)) pads_ = *pads;
    }
    from_inputs_ = info.since_version() >= 11;
  }

  Step plan(const PlanContext& context) const override {
    const Shape& input = context.input_shape(0);
    const Shape& output = context.output_shape(0);
    if (output.elements() == 0) return move_nothing(context);
    const std::vector<PadAmounts> amounts = this->amounts(context);
    std::vector<AxisTable> tables;
    for (int axis = 0; axis < input.rank(); ++axis) {
      tables.push_back(padded_axis(input[axis], output[axis], amounts[static_cast<std::size_t>(axis)], mode_));
    }
    return mover().table_copy(context, std::move(tables), fill(context));
  }

 private:
  std::vector<PadAmounts> amounts(const PlanContext& context) const {
    const int rank = context.input_shape(0).rank();
    if (!from_inputs_) return pad_amounts(rank, pads_, std::nullopt);
    const Tensor* axes = context.constant(3);
    const auto named = axes == nullptr ? std::nullopt : std::optional(integers_of(*axes));
    return pad_amounts(rank, integers_of(*context.constant(1)), named);
  }

  /// A constant is taken now; another one stays where its producer has put it.
  FillElement fill(const PlanContext& context) const {
    if (!context.has_input(2)) return {.value = default_fill_};
    const Shape& shape = context.input_shape(2);
    if (shape.elements() != 1) {
      fail_node("constant_value must have one element, but has shape " + shape.to_string());
    }
    if (const Tensor* value = context.constant(2)) return {.value = *value};
    return {.value = {}, .input = 2};
  }

  PadMode mode_;
  Tensor default_fill_;
  std::vector<int64_t> pads_;
  bool from_inputs_ = false;
};

}  // namespace

void register_pad(KernelRegistry& kernels, const MovedTypes& types) {
  const auto add = [&](VersionRange versions, std::vector<int> plan_inputs) {
    kernels.add({.op_type = "Pad",
                 .versions = versions,
                 .create = make_kernel<Pad>,
                 .types = types_of("T", types),
                 .plan_inputs = std::move(plan_inputs)});
  };
  add(between(1, 10), {});
  add(since(11), {1, 3});
}

}  // namespace ort::portable
