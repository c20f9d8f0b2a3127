#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/broadcast.h"
#include "providers/cpu/families.h"
#include "providers/cpu/rounded.h"

namespace ort::cpu {
namespace {

constexpr int64_t kGrain = 16384;  ///< elements of a range
constexpr std::size_t kLanes = 8;

/// Sum of f(x[i]), held in double in a fixed number of lanes that are joined at the end.
template <class T, class F>
double sum_of(const T* x, int64_t count, F f) {
  const auto load = [x](int64_t i) { return static_cast<double>(static_cast<Compute<T>>(x[i])); };
  std::array<double, kLanes> lanes{};
  int64_t i = 0;
  for (; i + static_cast<int64_t>(kLanes) <= count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += f(load(i + static_cast<int64_t>(lane)));
  }
  double sum = 0.0;
  for (const double lane : lanes) sum += lane;
  for (; i < count; ++i) sum += f(load(i));
  return sum;
}

struct Statistics {
  double mean = 0.0;
  double inverse_deviation = 0.0;
};

template <class T>
Statistics layer_statistics(const T* x, int64_t count, double epsilon) {
  const double mean = sum_of(x, count, [](double v) { return v; }) / static_cast<double>(count);
  const double squares = sum_of(x, count, [mean](double v) { return (v - mean) * (v - mean); });
  return {mean, 1.0 / std::sqrt(squares / static_cast<double>(count) + epsilon)};
}

/// The mean counts as 0: what remains is the root of the mean of squares.
template <class T>
Statistics rms_statistics(const T* x, int64_t count, double epsilon) {
  const double squares = sum_of(x, count, [](double v) { return v * v; });
  return {0.0, 1.0 / std::sqrt(squares / static_cast<double>(count) + epsilon)};
}

/// Scale or bias along a piece of a row: elements `step` apart, 0 or 1. `data` is null for an absent bias.
template <class V>
struct Operand {
  const V* data = nullptr;
  int64_t step = 0;
};

/// y = (x - mean) * inverse deviation * scale + bias for `count` neighbours of a row, rounded once.
template <class T, class V>
void scale_piece(const T* x, V* y, int64_t count, const Statistics& row, Operand<V> scale, Operand<V> bias) {
  using C = std::conditional_t<std::is_same_v<T, double> || std::is_same_v<V, double>, double, float>;
  const auto mean = static_cast<C>(row.mean);
  const auto factor = static_cast<C>(row.inverse_deviation);
  const auto scaled = [&](int64_t i, int64_t at) {
    return (static_cast<C>(static_cast<Compute<T>>(x[i])) - mean) * factor *
           static_cast<C>(static_cast<Compute<V>>(scale.data[at]));
  };
  const auto shift = [&](int64_t at) { return static_cast<C>(static_cast<Compute<V>>(bias.data[at])); };
  if (bias.data == nullptr && scale.step == 1) {
    for (int64_t i = 0; i < count; ++i) y[i] = rounded<V>(scaled(i, i));
  } else if (bias.data == nullptr) {
    for (int64_t i = 0; i < count; ++i) y[i] = rounded<V>(scaled(i, 0));
  } else if (scale.step == 1 && bias.step == 1) {
    for (int64_t i = 0; i < count; ++i) y[i] = rounded<V>(scaled(i, i) + shift(i));
  } else {
    for (int64_t i = 0; i < count; ++i) y[i] = rounded<V>(scaled(i, i * scale.step) + shift(i * bias.step));
  }
}

/// Mean and InvStdDev are rounded to their type, which `stash_type` names.
void store_statistic(const RunContext& run, int output, int64_t row, double value) {
  if (!run.has_output(output)) return;
  Tensor& tensor = run.output(output);
  dispatch(tensor.dtype(), FloatTypes{},
           [&]<class S>() { tensor.as<S>()[static_cast<std::size_t>(row)] = rounded<S>(value); });
}

/// What a step needs: rows of `length` elements, and how scale (0) and bias (1) are broadcast to the output.
struct Geometry {
  int64_t rows = 0;
  int64_t length = 0;
  double epsilon = 0.0;
  Broadcast<2> operands;
};

Geometry geometry_of(const PlanContext& context, int64_t axis, double epsilon) {
  const Shape& shape = context.input_shape(0);
  const int at = normalize_axis(axis, shape.rank());
  const Shape bias = context.has_input(2) ? context.input_shape(2) : Shape();
  return {shape.elements(0, at), shape.elements(at, shape.rank()), epsilon,
          Broadcast<2>(context.output_shape(0), {context.input_shape(1), bias})};
}

template <class T, class V>
Step normalization_step(const PlanContext& context, Geometry planned, Statistics (*find)(const T*, int64_t, double)) {
  Step step;
  if (std::is_same_v<T, V>) step.in_place = {{0, 0}};
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, planned.length));
  const bool has_bias = context.has_input(2);
  const auto geometry = std::make_shared<const Geometry>(std::move(planned));
  step.run = [geometry, grain, has_bias, find](const RunContext& run) {
    const T* x = run.input(0).as<T>().data();
    const V* scale = run.input(1).as<V>().data();
    const V* bias = has_bias ? run.input(2).as<V>().data() : nullptr;
    V* y = run.output(0).as<V>().data();
    const auto& [rows, length, epsilon, operands] = *geometry;
    const auto& steps = operands.row_strides();
    run.parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        const Statistics statistics = find(x + row * length, length, epsilon);
        store_statistic(run, 1, row, statistics.mean);
        store_statistic(run, 2, row, statistics.inverse_deviation);
        operands.walk(row * length, (row + 1) * length, [&](int64_t position, int64_t count, const auto& offsets) {
          const Operand<V> shift = bias == nullptr ? Operand<V>() : Operand<V>{bias + offsets[1], steps[1]};
          scale_piece(x + position, y + position, count, statistics, {scale + offsets[0], steps[0]}, shift);
        });
      }
    });
  };
  return step;
}

/// LayerNormalization 17. Sums are held in double whatever `stash_type` says.
class LayerNormalization final : public Kernel {
 public:
  explicit LayerNormalization(const KernelInfo& info)
      : axis_(info.attribute<int64_t>("axis")), epsilon_(info.attribute<float>("epsilon")) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step = normalization_step<T, T>(context, geometry_of(context, axis_, epsilon_), layer_statistics<T>);
    });
    return step;
  }

 private:
  int64_t axis_;
  double epsilon_;
};

/// RMSNormalization 23. Sums are held in double whatever `stash_type` says.
class RMSNormalization final : public Kernel {
 public:
  explicit RMSNormalization(const KernelInfo& info)
      : axis_(info.attribute<int64_t>("axis")), epsilon_(info.attribute<float>("epsilon")) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      dispatch(context.output_dtype(0), FloatTypes{}, [&]<class V>() {
        step = normalization_step<T, V>(context, geometry_of(context, axis_, epsilon_), rms_statistics<T>);
      });
    });
    return step;
  }

 private:
  int64_t axis_;
  double epsilon_;
};

}  // namespace

void register_layer_normalization(KernelRegistry& kernels) {
  kernels.add({.op_type = "LayerNormalization", .versions = since(17), .create = make_kernel<LayerNormalization>});
  kernels.add({.op_type = "RMSNormalization", .versions = since(23), .create = make_kernel<RMSNormalization>});
}

}  // namespace ort::cpu
