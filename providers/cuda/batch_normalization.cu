#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/any_floats.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/moments.h"
#include "providers/cuda/device/row_group.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/portable/batch_planes.h"

namespace ort::cuda {
namespace {

using portable::BatchPlanes;

/// One number for each channel.
struct Parameters {
  AnyFloats scale;
  AnyFloats bias;
  AnyFloats mean;
  AnyFloats variance;
};

/// Y = (X - mean) * scale / sqrt(variance + epsilon) + bias. A row is a piece of a plane.
template <class T, class Group>
__global__ void normalize_kernel(const T* x, T* y, BatchPlanes planes, int64_t pieces, int64_t piece_size,
                                 Parameters parameters, double epsilon) {
  using C = Compute<T>;
  const int64_t rows = planes.images * planes.channels * pieces;
  for (int64_t row = Group::first_row(); row < rows; row += Group::row_step()) {
    const int64_t plane = row / pieces;
    const int64_t channel = plane % planes.channels;
    const double deviation = sqrt(parameters.variance.get(channel) + epsilon);
    const C factor = static_cast<C>(parameters.scale.get(channel) / deviation);
    const C bias = static_cast<C>(parameters.bias.get(channel));
    const C mean = static_cast<C>(parameters.mean.get(channel));
    const int64_t begin = row % pieces * piece_size;
    const int64_t end = begin + piece_size < planes.inner ? begin + piece_size : planes.inner;
    for (int64_t i = plane * planes.inner + begin + Group::own(); i < plane * planes.inner + end; i += Group::kSize)
      store(y[i], (load(x[i]) - mean) * factor + bias);
  }
}

/// Statistics of each channel over the batch.
template <class T, class Group>
__global__ void measure_kernel(const T* x, BatchPlanes planes, double* means, double* variances) {
  for (int64_t channel = Group::first_row(); channel < planes.channels; channel += Group::row_step()) {
    const Moments found = moments<Group>(planes.images * planes.inner, true, [&](int64_t i) {
      const int64_t plane = i / planes.inner * planes.channels + channel;
      return double{load(x[plane * planes.inner + i % planes.inner])};
    });
    if (Group::own() == 0) {
      means[channel] = found.mean;
      variances[channel] = found.variance;
    }
  }
}

/// What the outputs beside Y say: the given statistics, moved towards those of the batch, and the latter themselves.
struct StatisticOutputs {
  AnyFloats running_mean;
  AnyFloats running_variance;
  AnyFloats saved_mean;
  AnyFloats saved_variance;
};

/// `used` are the parameters that normalise X; momentum 1: the given statistics stay.
__global__ void statistics_kernel(int64_t channels, Parameters used, AnyFloats given_mean, AnyFloats given_variance,
                                  double momentum, StatisticOutputs outputs) {
  for (int64_t channel = flat_begin(); channel < channels; channel += flat_step()) {
    const double mean = used.mean.get(channel);
    const double variance = used.variance.get(channel);
    const auto moved = [&](const AnyFloats& given, double current) {
      return momentum == 1.0 ? given.get(channel) : given.get(channel) * momentum + current * (1.0 - momentum);
    };
    outputs.running_mean.set(channel, moved(given_mean, mean));
    outputs.running_variance.set(channel, moved(given_variance, variance));
    outputs.saved_mean.set(channel, mean);
    outputs.saved_variance.set(channel, variance);
  }
}

/// The statistics of the batch in the workspace, means first, in place of those that inputs give.
Parameters with_batch_statistics(Parameters parameters, std::byte* workspace, int64_t channels) {
  double* means = reinterpret_cast<double*>(workspace);
  const auto dtype = static_cast<int64_t>(DataType::kDouble);
  parameters.mean = {means, dtype};
  parameters.variance = {means + channels, dtype};
  return parameters;
}

void store_statistics(const RunContext& run, const Parameters& used, int64_t channels, double momentum) {
  const StatisticOutputs outputs{any_floats_of_output(run, 1), any_floats_of_output(run, 2),
                                 any_floats_of_output(run, 3), any_floats_of_output(run, 4)};
  launch_flat(statistics_kernel, channels, stream_of(run).get(), channels, used, any_floats(run.input(3)),
              any_floats(run.input(4)), momentum, outputs);
}

template <class T, class Group>
void measure(const RunContext& run, const BatchPlanes& planes) {
  double* means = reinterpret_cast<double*>(run.workspace());
  launch_rows<Group>(measure_kernel<T, Group>, planes.channels, stream_of(run).get(), run.input(0).as<T>().data(),
                     planes, means, means + planes.channels);
}

template <class T, class Group>
void normalize(const RunContext& run, const BatchPlanes& planes, const Parameters& parameters, int64_t pieces,
               int64_t piece_size, double epsilon) {
  launch_rows<Group>(normalize_kernel<T, Group>, planes.images * planes.channels * pieces, stream_of(run).get(),
                     run.input(0).as<T>().data(), run.output(0).as<T>().data(), planes, pieces, piece_size, parameters,
                     epsilon);
}

/// All versions.
class BatchNormalization final : public Kernel {
 public:
  explicit BatchNormalization(const KernelInfo& info) : settings_(portable::batch_settings(info)) {}

  Step plan(const PlanContext& context) const override {
    const BatchPlanes planes = portable::batch_planes(context, settings_.spatial);
    Step step;
    step.variant = settings_.training ? "training" : "inference";
    step.in_place = {{0, 0}};
    if (settings_.training)
      step.workspace = checked_multiply(static_cast<std::size_t>(planes.channels), 2 * sizeof(double));
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() { step.run = planned_run<T>(context, planes); });
    return step;
  }

 private:
  template <class T>
  std::function<void(const RunContext&)> planned_run(const PlanContext& context, const BatchPlanes& planes) const {
    constexpr int64_t kLargestPiece = int64_t{16} * kRowThreads;
    const int64_t pieces = planes.inner / kLargestPiece + 1;
    const int64_t piece_size = (planes.inner + pieces - 1) / pieces;
    const bool stores =
        context.has_output(1) || context.has_output(2) || context.has_output(3) || context.has_output(4);
    void (*find)(const RunContext&, const BatchPlanes&) = nullptr;
    dispatch_group(planes.channels, checked_multiply(planes.images, planes.inner), false,
                   [&]<class Group>() { find = measure<T, Group>; });
    decltype(&normalize<T, RowGroup<1>>) apply = nullptr;
    dispatch_group(checked_multiply(checked_multiply(planes.images, planes.channels), pieces), piece_size, false,
                   [&]<class Group>() { apply = normalize<T, Group>; });
    return [=, settings = settings_](const RunContext& run) {
      Parameters parameters{any_floats(run.input(1)), any_floats(run.input(2)), any_floats(run.input(3)),
                            any_floats(run.input(4))};
      if (settings.training) {
        find(run, planes);
        parameters = with_batch_statistics(parameters, run.workspace(), planes.channels);
      }
      if (stores) store_statistics(run, parameters, planes.channels, settings.training ? settings.momentum : 1.0);
      apply(run, planes, parameters, pieces, piece_size, settings.epsilon);
    };
  }

  portable::BatchSettings settings_;
};

}  // namespace

void register_batch_normalization(KernelRegistry& kernels) {
  kernels.add({.op_type = "BatchNormalization",
               .versions = between(1, 13),
               .create = make_kernel<BatchNormalization>,
               .types = {{"T", kFloats}}});
  kernels.add({.op_type = "BatchNormalization",
               .versions = between(14, 14),
               .create = make_kernel<BatchNormalization>,
               .types = {{"T", kFloats}, {"U", kFloats}}});
  kernels.add({.op_type = "BatchNormalization",
               .versions = since(15),
               .create = make_kernel<BatchNormalization>,
               .types = {{"T", kFloats}, {"T1", kFloats}, {"T2", kFloats}}});
}

}  // namespace ort::cuda
