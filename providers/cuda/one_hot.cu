#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/conversion.h"
#include "providers/cuda/device/element_size.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/families.h"
#include "providers/portable/axis_lines.h"
#include "providers/portable/moved_types.h"

namespace ort::cuda {
namespace {

/// Indices of any numeric type. Passed to kernels by value.
struct Indices {
  const std::byte* data;
  int64_t dtype;  ///< a DataType
};

/// An index in [-depth, depth) as a class, -1 for any other. Floats are truncated.
__device__ inline int64_t class_at(const Indices& indices, int64_t at, int64_t depth) {
  int64_t whole = depth;
  with_number_type(static_cast<DataType>(indices.dtype), [&]<class T>() {
    const auto index = load(reinterpret_cast<const Stored<T>*>(indices.data)[at]);
    whole = converted<int64_t>(index);
    if constexpr (std::is_same_v<T, uint64_t>) {
      if (index > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) whole = depth;
    }
  });
  if (whole < -depth || whole >= depth) return -1;
  return whole < 0 ? whole + depth : whole;
}

/// values[1] where the position along the line is the class of the index, values[0] elsewhere. The output is [outer,
/// length, inner], the indices are [outer, inner].
template <class E>
__global__ void one_hot_kernel(Indices indices, const E* values, E* y, int64_t count, portable::AxisLines lines) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t row = i / lines.inner;
    const int64_t at = row / lines.length * lines.inner + i % lines.inner;
    y[i] = values[class_at(indices, at, lines.length) == row % lines.length];
  }
}

/// OneHot, all versions. The depth is known from the shape of the output.
class OneHot final : public Kernel {
 public:
  explicit OneHot(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.output_shape(0);
    const portable::AxisLines lines = portable::lines_along(shape, normalize_axis(axis_, shape.rank()));
    Step step;
    dispatch_size(context.output_dtype(0), [&]<class E>() {
      step.run = [lines, count = shape.elements()](const RunContext& run) {
        const Indices indices{run.input(0).data(), static_cast<int64_t>(run.input(0).dtype())};
        launch_flat(one_hot_kernel<E>, count, stream_of(run).get(), indices, run.input(2).as<E>().data(),
                    run.output(0).as<E>().data(), count, lines);
      };
    });
    return step;
  }

 private:
  int64_t axis_;
};

}  // namespace

void register_one_hot(KernelRegistry& kernels) {
  kernels.add({.op_type = "OneHot",
               .versions = since(9),
               .create = make_kernel<OneHot>,
               .types = portable::types_of("T3", portable::kFixedSizeTensors),
               .plan_inputs = {1}});
}

}  // namespace ort::cuda
