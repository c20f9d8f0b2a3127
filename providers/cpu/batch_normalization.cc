#include <algorithm>
#include <cmath>
#include <span>

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/portable/batch_planes.h"

namespace ort::cpu {
namespace {

using portable::BatchPlanes;
using portable::BatchSettings;

constexpr int64_t kGrain = 16384;  ///< elements of a range

/// One number for each channel, in double whatever the types of the tensors are.
struct Parameters {
  std::span<double> scale;
  std::span<double> bias;
  std::span<double> running_mean;
  std::span<double> running_variance;
  std::span<double> mean;  ///< by which X is normalised
  std::span<double> variance;

  Parameters(std::byte* workspace, std::size_t channels) {
    double* next = reinterpret_cast<double*>(workspace);
    for (std::span<double>* part : {&scale, &bias, &running_mean, &running_variance, &mean, &variance}) {
      *part = std::span(next, channels);
      next += channels;
    }
  }

  static std::size_t bytes(int64_t channels) {
    return checked_multiply(static_cast<std::size_t>(channels), 6 * sizeof(double));
  }
};

void load(const Tensor& from, std::span<double> to) {
  dispatch(from.dtype(), FloatTypes{}, [&]<class T>() {
    const std::span<const T> elements = from.as<T>();
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<Compute<T>>(elements[i]);
  });
}

void store(std::span<const double> from, Tensor& to) {
  dispatch(to.dtype(), FloatTypes{}, [&]<class T>() {
    const std::span<T> elements = to.as<T>();
    for (std::size_t i = 0; i < from.size(); ++i) elements[i] = static_cast<T>(static_cast<Compute<T>>(from[i]));
  });
}

/// Y = (X - mean) * scale + bias for planes [begin, end); the scale is already divided by the deviation.
template <class T>
void normalize(const BatchPlanes& planes, const Parameters& parameters, const T* x, T* y, int64_t begin, int64_t end) {
  using C = Compute<T>;
  auto channel = static_cast<std::size_t>(begin % planes.channels);
  for (int64_t plane = begin; plane < end; ++plane) {
    const auto scale = static_cast<C>(parameters.scale[channel]);
    const auto bias = static_cast<C>(parameters.bias[channel]);
    const auto mean = static_cast<C>(parameters.mean[channel]);
    const T* from = x + plane * planes.inner;
    T* to = y + plane * planes.inner;
    for (int64_t i = 0; i < planes.inner; ++i) to[i] = static_cast<T>((static_cast<C>(from[i]) - mean) * scale + bias);
    if (++channel == parameters.scale.size()) channel = 0;
  }
}

/// Mean and population variance of one channel over the batch.
template <class T>
void measure(const BatchPlanes& planes, const T* x, int64_t channel, double& mean, double& variance) {
  const auto count = static_cast<double>(planes.images * planes.inner);
  const auto sum_of = [&](const auto& term) {
    double sum = 0.0;
    for (int64_t image = 0; image < planes.images; ++image) {
      const T* plane = x + (image * planes.channels + channel) * planes.inner;
      for (int64_t i = 0; i < planes.inner; ++i) sum += term(double{static_cast<Compute<T>>(plane[i])});
    }
    return sum;
  };
  mean = sum_of([](double value) { return value; }) / count;
  variance = sum_of([mean](double value) { return (value - mean) * (value - mean); }) / count;
}

/// Statistics of the batch: they normalise X, and the running ones move towards them.
template <class T>
void train(const BatchSettings& settings, const BatchPlanes& planes, const Parameters& parameters,
           const RunContext& run) {
  const T* x = run.input(0).as<T>().data();
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, planes.images * planes.inner));
  const auto blend = [&](double& running, double current) {
    running = running * settings.momentum + current * (1.0 - settings.momentum);
  };
  run.parallel_for(planes.channels, grain, [&](int64_t begin, int64_t end) {
    for (int64_t channel = begin; channel < end; ++channel) {
      const auto at = static_cast<std::size_t>(channel);
      measure(planes, x, channel, parameters.mean[at], parameters.variance[at]);
      blend(parameters.running_mean[at], parameters.mean[at]);
      blend(parameters.running_variance[at], parameters.variance[at]);
    }
  });
}

template <class T>
void normalize_batch(const BatchSettings& settings, const BatchPlanes& planes, const RunContext& run) {
  const Parameters parameters(run.workspace(), static_cast<std::size_t>(planes.channels));
  load(run.input(1), parameters.scale);
  load(run.input(2), parameters.bias);
  load(run.input(3), parameters.running_mean);
  load(run.input(4), parameters.running_variance);
  if (settings.training) {
    train<T>(settings, planes, parameters, run);
  } else {
    std::copy(parameters.running_mean.begin(), parameters.running_mean.end(), parameters.mean.begin());
    std::copy(parameters.running_variance.begin(), parameters.running_variance.end(), parameters.variance.begin());
  }
  const std::span<const double> results[] = {parameters.running_mean, parameters.running_variance, parameters.mean,
                                             parameters.variance};
  for (int i = 0; i < 4; ++i) {
    if (run.has_output(i + 1)) store(results[i], run.output(i + 1));
  }
  for (std::size_t i = 0; i < parameters.scale.size(); ++i) {
    parameters.scale[i] /= std::sqrt(parameters.variance[i] + settings.epsilon);
  }
  const T* x = run.input(0).as<T>().data();
  T* y = run.output(0).as<T>().data();
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, planes.inner));
  run.parallel_for(planes.images * planes.channels, grain,
                   [&](int64_t begin, int64_t end) { normalize(planes, parameters, x, y, begin, end); });
}

/// Versions 1 to 15.
class BatchNormalization final : public Kernel {
 public:
  explicit BatchNormalization(const KernelInfo& info) : settings_(portable::batch_settings(info)) {}

  Step plan(const PlanContext& context) const override {
    const BatchPlanes planes = portable::batch_planes(context, settings_.spatial);
    Step step;
    step.variant = settings_.training ? "training" : "inference";
    step.workspace = Parameters::bytes(planes.channels);
    step.in_place = {{0, 0}};
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step.run = [settings = settings_, planes](const RunContext& run) { normalize_batch<T>(settings, planes, run); };
    });
    return step;
  }

 private:
  BatchSettings settings_;
};

}  // namespace

void register_batch_normalization(KernelRegistry& kernels) {
  kernels.add({"BatchNormalization", since(1), make_kernel<BatchNormalization>});
}

}  // namespace ort::cpu
