#include <algorithm>
#include <cstring>
#include <utility>

#include "libort/core/packed.h"
#include "libort/ops/constant_value.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/moved_type.h"
#include "providers/cpu/same_bytes.h"

namespace ort::cpu {
namespace {

class Constant final : public Kernel {
 public:
  explicit Constant(const KernelInfo& info) : value_(constant_value(info.node())) {}

  Step plan(const PlanContext&) const override {
    Step step;
    step.run = [value = value_](const RunContext& run) { copy_same_bytes(run, value, run.output(0)); };
    return step;
  }

 private:
  Tensor value_;
};

/// Fills `output` with the only element of `value`; packed types by way of `unpacked`, a byte for each element.
void fill(const RunContext& run, const Tensor& value, Tensor& output, std::byte* unpacked) {
  if (is_packed(value.dtype())) {
    uint8_t bits = 0;
    unpack(value.dtype(), value.data(), 1, &bits);
    std::memset(unpacked, bits, static_cast<std::size_t>(output.elements()));
    pack(value.dtype(), reinterpret_cast<const uint8_t*>(unpacked), output.elements(), output.data());
    return;
  }
  dispatch_moved(value.dtype(), [&]<class E>() {
    E* elements = reinterpret_cast<E*>(output.data());
    const E element = *reinterpret_cast<const E*>(value.data());
    run.parallel_for(output.elements(), kMovedGrain,
                     [&](int64_t begin, int64_t end) { std::fill(elements + begin, elements + end, element); });
  });
}

class ConstantOfShape final : public Kernel {
 public:
  explicit ConstantOfShape(const KernelInfo& info) {
    if (const Tensor* value = info.find<Tensor>("value")) {
      value_ = *value;
    } else {
      value_ = Tensor(DataType::kFloat, {});
      value_.as<float>()[0] = 0.0f;
    }
  }

  Step plan(const PlanContext& context) const override {
    Step step;
    if (is_packed(value_.dtype())) step.workspace = static_cast<std::size_t>(context.output_shape(0).elements());
    step.run = [value = value_](const RunContext& run) {
      Tensor& output = run.output(0);
      if (output.elements() > 0) fill(run, value, output, run.workspace());
    };
    return step;
  }

 private:
  Tensor value_;
};

}  // namespace

void register_constant(KernelRegistry& kernels) {
  kernels.add({.op_type = "Constant", .versions = since(1), .create = make_kernel<Constant>});
  kernels.add(
      {.op_type = "ConstantOfShape", .versions = since(9), .create = make_kernel<ConstantOfShape>, .plan_inputs = {0}});
}

}  // namespace ort::cpu
