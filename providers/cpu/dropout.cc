#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "libort/core/fail.h"
#include "libort/core/random_seed.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/same_bytes.h"

namespace ort::cpu {
namespace {

/// numpy.random.RandomState(seed).uniform(0, 1): MT19937 with 53 bits for each number.
class UniformNumbers {
 public:
  explicit UniformNumbers(uint32_t seed) : bits_(seed) {}
  double next() {
    const auto high = static_cast<double>(bits_() >> 5);
    const auto low = static_cast<double>(bits_() >> 6);
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

 private:
  std::mt19937 bits_;
};

/// Element `i` of a tensor of one of the float types, 8-bit ones included.
double read(const Tensor& tensor, std::size_t i) {
  if (kFloat8.contains(tensor.dtype())) {
    return small_float_value(tensor.dtype(), static_cast<uint8_t>(tensor.data()[i]));
  }
  double value = 0.0;
  dispatch(tensor.dtype(), FloatTypes{}, [&]<class T>() { value = static_cast<Compute<T>>(tensor.as<T>()[i]); });
  return value;
}

/// Y = mask * X / (1 - ratio), where the mask is 1 for numbers that are not below the ratio.
template <class T>
void drop(const Tensor& x, Tensor& y, Tensor* mask, double ratio, UniformNumbers numbers) {
  using C = Compute<T>;
  const auto scale = static_cast<C>(1.0 / (1.0 - ratio));
  const std::span<const T> from = x.as<T>();
  const std::span<T> to = y.as<T>();
  for (std::size_t i = 0; i < from.size(); ++i) {
    const bool keep = numbers.next() >= ratio;
    to[i] = static_cast<T>(keep ? static_cast<C>(from[i]) * scale : C{});
    if (mask != nullptr) mask->as<bool>()[i] = keep;
  }
}

void drop_float8(const Tensor& x, Tensor& y, Tensor* mask, double ratio, UniformNumbers numbers) {
  const double scale = 1.0 / (1.0 - ratio);
  for (std::size_t i = 0; i < x.bytes(); ++i) {
    const bool keep = numbers.next() >= ratio;
    y.data()[i] = static_cast<std::byte>(small_float_bits(y.dtype(), keep ? read(x, i) * scale : 0.0));
    if (mask != nullptr) mask->as<bool>()[i] = keep;
  }
}

/// Keeps everything.
void fill_mask(Tensor& mask) {
  if (mask.dtype() == DataType::kBool) {
    std::ranges::fill(mask.as<bool>(), true);
    return;
  }
  dispatch(mask.dtype(), FloatTypes{}, [&]<class T>() { std::ranges::fill(mask.as<T>(), T(1.0f)); });
}

void keep_all(const RunContext& run) {
  copy_same_bytes(run, run.input(0), run.output(0));
  if (run.has_output(1)) fill_mask(run.output(1));
}

double ratio_of(const RunContext& run) {
  if (!run.has_input(1)) return 0.5;
  if (run.input(1).elements() != 1)
    fail_node("ratio has shape " + run.input(1).shape().to_string() + ", but must be a scalar");
  const double ratio = read(run.input(1), 0);
  if (!(ratio >= 0.0 && ratio < 1.0)) fail_node("ratio is " + std::to_string(ratio) + ", but must be in [0, 1)");
  return ratio;
}

/// Before version 12 always inference. Without a seed every run draws other numbers.
class Dropout final : public Kernel {
 public:
  explicit Dropout(const KernelInfo& info) {
    if (const int64_t* seed = info.find<int64_t>("seed")) seed_ = static_cast<uint32_t>(*seed);
  }

  Step plan(const PlanContext& context) const override {
    const Tensor* mode = context.constant(2);
    if (mode != nullptr && mode->elements() != 1) {
      fail_node("training_mode has shape " + mode->shape().to_string() + ", but must be a scalar");
    }
    Step step;
    if (mode == nullptr || mode->data()[0] == std::byte{0}) {
      step.views = {{0, 0}};
      step.variant = "inference";
      step.run = keep_all;
      return step;
    }
    step.variant = "training";
    step.run = [seed = seed_](const RunContext& run) {
      const double ratio = ratio_of(run);
      if (ratio == 0.0) return keep_all(run);
      const UniformNumbers numbers(seed ? *seed : next_random_seed());
      const Tensor& x = run.input(0);
      Tensor* mask = run.has_output(1) ? &run.output(1) : nullptr;
      if (kFloat8.contains(x.dtype())) return drop_float8(x, run.output(0), mask, ratio, numbers);
      dispatch(x.dtype(), FloatTypes{}, [&]<class T>() { drop<T>(x, run.output(0), mask, ratio, numbers); });
    };
    return step;
  }

 private:
  std::optional<uint32_t> seed_;
};

}  // namespace

void register_dropout(KernelRegistry& kernels) {
  kernels.add({.op_type = "Dropout", .versions = between(1, 11), .create = make_kernel<Dropout>});
  kernels.add({.op_type = "Dropout", .versions = since(12), .create = make_kernel<Dropout>, .plan_inputs = {2}});
}

}  // namespace ort::cpu
