#include "providers/portable/resize.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "libort/core/fail.h"
#include "libort/core/saturate.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/index.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

using portable::AxisWeights;

/// The type that weighted sums of T are computed in: float for float16 and bfloat16, double for integers.
template <class T>
using WeightedSum = std::conditional_t<std::is_integral_v<T>, double, Compute<T>>;

using SummedTypes = Types<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t,
                          uint32_t, uint64_t, bool>;

/// A table without positions: the whole element takes the extrapolation value.
constexpr int64_t kOutside = -1;

/// One axis that is resized: for each output position `taps` offsets in the input and their weights.
template <class S>
struct ResizedDim {
  int64_t taps = 1;
  const int64_t* offsets = nullptr;  ///< [output][tap], in elements; kOutside for the first tap: outside
  const S* weights = nullptr;        ///< [output][tap]
};

/// The output as a row-major space whose axes either keep their positions, with a stride of the input, or are resized.
template <class S>
struct ResizedSpace {
  int64_t rank = 0;
  int64_t sizes[kMaxDims] = {};    ///< of the output
  int64_t strides[kMaxDims] = {};  ///< of the input
  int64_t resized[kMaxDims] = {};  ///< index into `dims`, or -1
  int64_t dim_count = 0;           ///< at least one; the last axis that is resized is the last one here
  ResizedDim<S> dims[kMaxDims];
};

/// The taps of one output element.
template <class S>
struct Taps {
  int64_t base = 0;             ///< offset by the axes that keep their positions
  int64_t rows[kMaxDims] = {};  ///< first entry in the tables of each resized axis
  bool outside = false;
};

template <class S>
__device__ Taps<S> taps_of(const ResizedSpace<S>& space, int64_t position) {
  Taps<S> taps;
  for (int64_t axis = space.rank - 1; axis >= 0; --axis) {
    const int64_t coordinate = take_coordinate(position, space.sizes[axis]);
    const int64_t which = space.resized[axis];
    if (which < 0) {
      taps.base += coordinate * space.strides[axis];
    } else {
      taps.rows[which] = coordinate * space.dims[which].taps;
      taps.outside = taps.outside || space.dims[which].offsets[taps.rows[which]] == kOutside;
    }
  }
  return taps;
}

template <class T>
__device__ void store_sum(T& y, WeightedSum<T> sum) {
  if constexpr (std::is_same_v<T, bool>) {
    y = sum != 0;
  } else if constexpr (std::is_integral_v<T>) {
    const double integer = nearbyint(sum);
    y = saturate_to<T>(fabs(sum - integer) <= 1e-9 * fabs(integer) ? integer : sum);
  } else {
    store(y, sum);
  }
}

/// Sum over all combinations of taps. Those that weigh nothing are not read.
template <class T, class S>
__device__ S weighted_sum(const T* x, const ResizedSpace<S>& space, const Taps<S>& taps) {
  const int64_t last = space.dim_count - 1;
  int64_t combinations = 1;
  for (int64_t dim = 0; dim < last; ++dim) combinations *= space.dims[dim].taps;
  S sum{};
  for (int64_t combination = 0; combination < combinations; ++combination) {
    S weight{1};
    int64_t offset = taps.base;
    int64_t rest = combination;
    for (int64_t dim = last - 1; dim >= 0; --dim) {
      const int64_t tap = dim == 0 ? rest : take_coordinate(rest, space.dims[dim].taps);
      const int64_t entry = taps.rows[dim] + tap;
      weight *= space.dims[dim].weights[entry];
      offset += space.dims[dim].offsets[entry];
    }
    if (weight == 0) continue;
    S along{};
    for (int64_t tap = 0; tap < space.dims[last].taps; ++tap) {
      const int64_t entry = taps.rows[last] + tap;
      const S factor = space.dims[last].weights[entry];
      if (factor != 0) along += factor * static_cast<S>(load(x[offset + space.dims[last].offsets[entry]]));
    }
    sum += weight * along;
  }
  return sum;
}

template <class T, class S>
__global__ void weighted_sums_kernel(const T* x, T* y, int64_t count, ResizedSpace<S> space, S extrapolation) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const Taps<S> taps = taps_of(space, i);
    store_sum<T>(y[i], taps.outside ? extrapolation : weighted_sum(x, space, taps));
  }
}

/// A space and the device memory that it points to.
template <class S>
struct PlannedSpace {
  ResizedSpace<S> space;
  std::vector<std::shared_ptr<std::byte>> memory;

  /// `elements` in device memory that lives as long as this.
  template <class E>
  const E* keep(const CudaProvider& provider, const std::vector<E>& elements) {
    memory.push_back(provider.upload(std::as_bytes(std::span(elements))));
    return reinterpret_cast<const E*>(memory.back().get());
  }
};

template <class S>
void add_resized_axis(PlannedSpace<S>& planned, const CudaProvider& provider, const AxisWeights& axis, int64_t stride) {
  std::vector<int64_t> offsets;
  for (const int64_t position : axis.positions) offsets.push_back(position * stride);
  for (const int64_t output : axis.outside) offsets[static_cast<std::size_t>(output * axis.taps)] = kOutside;
  const std::vector<S> weights(axis.weights.begin(), axis.weights.end());
  ResizedSpace<S>& space = planned.space;
  space.resized[space.rank] = space.dim_count;
  space.dims[space.dim_count++] = {axis.taps, planned.keep(provider, offsets), planned.keep(provider, weights)};
}

template <class S>
PlannedSpace<S> planned_space(const CudaProvider& provider, const PlanContext& context,
                              const std::vector<AxisWeights>& axes) {
  const Shape& output = context.output_shape(0);
  const std::vector<int64_t> strides = contiguous_strides(context.input_shape(0));
  PlannedSpace<S> planned;
  ResizedSpace<S>& space = planned.space;
  bool merges = false;
  for (int axis = 0; axis < output.rank(); ++axis) {
    const AxisWeights& weights = axes[static_cast<std::size_t>(axis)];
    const int64_t stride = strides[static_cast<std::size_t>(axis)];
    if (merges && weights.taps == 0) {
      space.sizes[space.rank - 1] *= output[axis];
      space.strides[space.rank - 1] = stride;
      continue;
    }
    if (space.rank == kMaxDims) {
      fail_node("the CUDA provider takes at most " + std::to_string(kMaxDims) + " dimensions that cannot be merged");
    }
    space.resized[space.rank] = -1;
    if (weights.taps > 0) add_resized_axis(planned, provider, weights, stride);
    space.sizes[space.rank] = output[axis];
    space.strides[space.rank] = stride;
    merges = weights.taps == 0;
    ++space.rank;
  }
  return planned;
}

/// Resize and Upsample, all versions; mode nearest is the provider's mover's.
class Resize final : public portable::Resize {
 public:
  explicit Resize(const KernelInfo& info) : portable::Resize(info), provider_(provider_of(info)) {}

 protected:
  Step plan_weighted_sums(const PlanContext& context, const std::vector<AxisWeights>& axes,
                          float extrapolation) const override {
    Step step;
    step.variant = "weighted sums";
    dispatch(context.input_dtype(0), SummedTypes{}, [&]<class T>() {
      using S = WeightedSum<T>;
      const auto planned = std::make_shared<const PlannedSpace<S>>(planned_space<S>(provider_, context, axes));
      step.run = [planned, extrapolation, count = context.output_shape(0).elements()](const RunContext& run) {
        launch_flat(weighted_sums_kernel<T, S>, count, stream_of(run).get(),
                    reinterpret_cast<const T*>(run.input(0).data()), reinterpret_cast<T*>(run.output(0).data()), count,
                    planned->space, static_cast<S>(extrapolation));
      };
    });
    return step;
  }

 private:
  const CudaProvider& provider_;
};

}  // namespace

void register_resize(KernelRegistry& kernels) {
  portable::register_resize(kernels, make_kernel<Resize>, kFloatsBf16 | kIntegers | kBool);
}

}  // namespace ort::cuda
