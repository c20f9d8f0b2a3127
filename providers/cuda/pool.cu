#include <limits>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/row_group.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/device/window.h"
#include "providers/cuda/families.h"
#include "providers/portable/window_axes.h"

namespace ort::cuda {
namespace {

using portable::WindowAxis;

using MaxPoolTypes = Types<float, double, Float16, BFloat16, int8_t, uint8_t>;

template <class C>
__device__ constexpr C lowest() {
  return std::numeric_limits<C>::has_infinity ? -std::numeric_limits<C>::infinity() : std::numeric_limits<C>::lowest();
}

/// Position of an element in its plane when the first spatial axis is the one that moves fastest.
__device__ int64_t column_major(const WindowSpace& window, int64_t offset) {
  int64_t position = 0;
  int64_t behind = 1;
  for (int64_t d = 0; d < window.rank; ++d) behind *= window.axes[d].input;
  int64_t stride = 1;
  for (int64_t d = 0; d < window.rank; ++d) {
    behind /= window.axes[d].input;
    position += offset / behind * stride;
    offset %= behind;
    stride *= window.axes[d].input;
  }
  return position;
}

/// NaN is never the largest. The index of a window in the padding is -1; `indices` may be null.
template <class T>
__global__ void max_pool_kernel(const T* x, T* y, int64_t* indices, int64_t count, WindowSpace window, int64_t x_plane,
                                int64_t y_plane, bool by_columns) {
  using C = Compute<T>;
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t plane = i / y_plane * x_plane;
    C largest = lowest<C>();
    int64_t at = -1;
    for_each_tap<TowardsInput>(window, i % y_plane, [&](int64_t, int64_t offset) {
      const C value = load(x[plane + offset]);
      if (at < 0 || value > largest) at = offset;
      if (value > largest) largest = value;
    });
    store(y[i], largest);
    if (indices == nullptr) continue;
    indices[i] = at < 0 ? -1 : plane + (by_columns ? column_major(window, at) : at);
  }
}

/// MaxPool, all versions.
class MaxPool final : public Kernel {
 public:
  explicit MaxPool(const KernelInfo& info) {
    const int64_t* order = info.find<int64_t>("storage_order");
    by_columns_ = order != nullptr && *order != 0;
  }

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), MaxPoolTypes{}, [&]<class T>() {
      step.run = [window = window_space(portable::pool_axes(context)), count = context.output_shape(0).elements(),
                  x_plane = plane_size(context.input_shape(0)), y_plane = plane_size(context.output_shape(0)),
                  by_columns = by_columns_, has_indices = context.has_output(1)](const RunContext& run) {
        launch_flat(max_pool_kernel<T>, count, stream_of(run).get(), run.input(0).as<T>().data(),
                    run.output(0).as<T>().data(), has_indices ? run.output(1).as<int64_t>().data() : nullptr, count,
                    window, x_plane, y_plane, by_columns);
      };
    });
    return step;
  }

 private:
  bool by_columns_ = false;
};

/// Divides by the number of taps that `counted` has inside; by nothing where there are none.
template <class T>
__global__ void average_pool_kernel(const T* x, T* y, int64_t count, WindowSpace window, WindowSpace counted,
                                    int64_t x_plane, int64_t y_plane) {
  using C = Compute<T>;
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t plane = i / y_plane * x_plane;
    C sum{};
    for_each_tap<TowardsInput>(window, i % y_plane, [&](int64_t, int64_t offset) { sum += load(x[plane + offset]); });
    int64_t taps = 0;
    for_each_tap<TowardsInput>(counted, i % y_plane, [&](int64_t, int64_t) { ++taps; });
    store(y[i], taps == 0 ? C{} : sum / static_cast<C>(taps));
  }
}

/// AveragePool, all versions.
class AveragePool final : public Kernel {
 public:
  explicit AveragePool(const KernelInfo& info) {
    const int64_t* include = info.find<int64_t>("count_include_pad");
    count_include_pad_ = include != nullptr && *include != 0;
  }

  Step plan(const PlanContext& context) const override {
    const std::vector<WindowAxis> axes = portable::pool_axes(context);
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step.run = [window = window_space(axes),
                  counted = window_space(count_include_pad_ ? portable::padded_axes(axes) : axes),
                  count = context.output_shape(0).elements(), x_plane = plane_size(context.input_shape(0)),
                  y_plane = plane_size(context.output_shape(0))](const RunContext& run) {
        launch_flat(average_pool_kernel<T>, count, stream_of(run).get(), run.input(0).as<T>().data(),
                    run.output(0).as<T>().data(), count, window, counted, x_plane, y_plane);
      };
    });
    return step;
  }

 private:
  bool count_include_pad_ = false;
};

/// The average of no elements is NaN. Sums are kept in double.
struct GlobalAverage {
  template <class T, class Group>
  __device__ static Compute<T> of(const T* x, int64_t count) {
    const double sum = Group::template sum<double>(count, [&](int64_t i) { return static_cast<double>(load(x[i])); });
    return static_cast<Compute<T>>(sum / static_cast<double>(count));
  }
};

/// The largest of no elements is -infinity; NaN is never the largest.
struct GlobalMax {
  template <class T, class Group>
  __device__ static Compute<T> of(const T* x, int64_t count) {
    using C = Compute<T>;
    C largest = lowest<C>();
    for (int64_t i = Group::own(); i < count; i += Group::kSize) {
      const C value = load(x[i]);
      if (value > largest) largest = value;
    }
    return Group::join_all(largest, [](C a, C b) { return b > a ? b : a; });
  }
};

template <class T, class Pool, class Group>
__global__ void global_pool_kernel(const T* x, T* y, int64_t planes, int64_t size) {
  for (int64_t plane = Group::first_row(); plane < planes; plane += Group::row_step()) {
    const Compute<T> result = Pool::template of<T, Group>(x + plane * size, size);
    if (Group::own() == 0) store(y[plane], result);
  }
}

/// GlobalAveragePool and GlobalMaxPool: one result for each plane.
template <class Pool>
class GlobalPool final : public Kernel {
 public:
  explicit GlobalPool(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const int64_t planes = context.output_shape(0).elements();
    const int64_t size = plane_size(context.input_shape(0));
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      dispatch_group(planes, size, false, [&]<class Group>() {
        step.run = [planes, size](const RunContext& run) {
          launch_rows<Group>(global_pool_kernel<T, Pool, Group>, planes, stream_of(run).get(),
                             run.input(0).as<T>().data(), run.output(0).as<T>().data(), planes, size);
        };
      });
    });
    return step;
  }
};

}  // namespace

void register_pool(KernelRegistry& kernels) {
  kernels.add({.op_type = "MaxPool", .versions = since(1), .create = make_kernel<MaxPool>});
  kernels.add(
      {.op_type = "AveragePool", .versions = since(1), .create = make_kernel<AveragePool>, .types = {{"T", kFloats}}});
  kernels.add({.op_type = "GlobalAveragePool",
               .versions = since(1),
               .create = make_kernel<GlobalPool<GlobalAverage>>,
               .types = {{"T", kFloats}}});
  kernels.add({.op_type = "GlobalMaxPool",
               .versions = since(1),
               .create = make_kernel<GlobalPool<GlobalMax>>,
               .types = {{"T", kFloats}}});
}

}  // namespace ort::cuda
