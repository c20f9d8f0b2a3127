#include <array>
#include <vector>

#include "libort/core/shape.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/any_floats.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/index.h"
#include "providers/cuda/device/moments.h"
#include "providers/cuda/device/row_group.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/portable/broadcast.h"

namespace ort::cuda {
namespace {

/// Rows of `length` elements. Scale (0) and bias (1) lie at the sum of their offsets for the row and in the row.
struct Rows {
  StridedSpace<2> outer;
  StridedSpace<2> inner;
  int64_t count = 0;
  int64_t length = 0;
  double epsilon = 0.0;
};

/// y = (x - mean) / sqrt(variance + epsilon) * scale + bias; without `centered` the mean counts as 0. Threads read and
/// write their own elements only, so y may be x.
template <class T, class Group>
__global__ void normalize_kernel(const T* x, const T* scale, const T* bias, T* y, AnyFloats means,
                                 AnyFloats inverse_deviations, Rows rows, bool centered) {
  using C = Compute<T>;
  for (int64_t row = Group::first_row(); row < rows.count; row += Group::row_step()) {
    const int64_t first = row * rows.length;
    const Moments found = moments<Group>(rows.length, centered, [&](int64_t i) { return double{load(x[first + i])}; });
    const double inverse_deviation = 1.0 / sqrt(found.variance + rows.epsilon);
    if (Group::own() == 0) {
      means.set(row, found.mean);
      inverse_deviations.set(row, inverse_deviation);
    }
    const C mean = static_cast<C>(found.mean);
    const C factor = static_cast<C>(inverse_deviation);
    int64_t base[2];
    rows.outer.locate(row, base);
    for (int64_t i = Group::own(); i < rows.length; i += Group::kSize) {
      int64_t at[2];
      rows.inner.locate(i, at);
      C value = (load(x[first + i]) - mean) * factor * load(scale[base[0] + at[0]]);
      if (bias != nullptr) value += load(bias[base[1] + at[1]]);
      store(y[first + i], value);
    }
  }
}

Rows rows_of(const PlanContext& context, int64_t axis, double epsilon) {
  const Shape& shape = context.output_shape(0);
  const auto at = static_cast<std::size_t>(normalize_axis(axis, shape.rank()));
  const Shape bias = context.has_input(2) ? context.input_shape(2) : Shape();
  const std::array strides{portable::broadcast_strides(shape, context.input_shape(1)),
                           portable::broadcast_strides(shape, bias)};
  const auto space = [&](std::size_t first, std::size_t last) {
    std::array<std::vector<int64_t>, 2> part;
    for (std::size_t i = 0; i < 2; ++i) part[i].assign(strides[i].begin() + first, strides[i].begin() + last);
    return make_space<2>(std::span(shape.dims()).subspan(first, last - first), part);
  };
  const auto rank = static_cast<std::size_t>(shape.rank());
  return {.outer = space(0, at),
          .inner = space(at, rank),
          .count = shape.elements(0, static_cast<int>(at)),
          .length = shape.elements(static_cast<int>(at), shape.rank()),
          .epsilon = epsilon};
}

/// LayerNormalization 17 and RMSNormalization 23. Sums are held in double whatever `stash_type` says.
class LayerNormalization final : public Kernel {
 public:
  explicit LayerNormalization(const KernelInfo& info)
      : axis_(info.attribute<int64_t>("axis")),
        epsilon_(info.attribute<float>("epsilon")),
        centered_(info.node().op_type == "LayerNormalization") {}

  Step plan(const PlanContext& context) const override {
    const Rows rows = rows_of(context, axis_, epsilon_);
    Step step;
    step.in_place = {{0, 0}};
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      dispatch_group(rows.count, rows.length, false, [&]<class Group>() {
        step.run = [rows, centered = centered_](const RunContext& run) {
          launch_rows<Group>(normalize_kernel<T, Group>, rows.count, stream_of(run).get(), run.input(0).as<T>().data(),
                             run.input(1).as<T>().data(), run.has_input(2) ? run.input(2).as<T>().data() : nullptr,
                             run.output(0).as<T>().data(), any_floats_of_output(run, 1), any_floats_of_output(run, 2),
                             rows, centered);
        };
      });
    });
    return step;
  }

 private:
  int64_t axis_;
  double epsilon_;
  bool centered_;
};

}  // namespace

void register_layer_normalization(KernelRegistry& kernels) {
  kernels.add({.op_type = "LayerNormalization",
               .versions = since(17),
               .create = make_kernel<LayerNormalization>,
               .types = {{"T", kFloats}}});
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
    kernels.add({.op_type = "RMSNormalization",
                 .versions = since(23),
                 .create = make_kernel<LayerNormalization>,
                 .types = {{"T", {dtype}}, {"V", {dtype}}}});
  }
}

}  // namespace ort::cuda
