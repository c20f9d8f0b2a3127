#include <type_traits>

#include "libort/core/shape.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/row_group.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/portable/axis_lines.h"

namespace ort::cuda {
namespace {

using portable::AxisLines;

/// An element and its position along the axis; a negative position: no element.
template <class C>
struct Candidate {
  C value;
  int64_t position;
};

template <class C>
__device__ Candidate<C> exchange_lanes(Candidate<C> candidate, unsigned mask) {
  return {cuda::exchange_lanes(candidate.value, mask), cuda::exchange_lanes(candidate.position, mask)};
}

/// The better one of two: NaN is more extreme than any number; of equal ones the first counts, or the last.
struct Choice {
  bool smallest = false;
  bool from_end = false;

  template <class C>
  __device__ Candidate<C> operator()(const Candidate<C>& a, const Candidate<C>& b) const {
    if (b.position < 0) return a;
    if (a.position < 0) return b;
    const bool a_is_nan = a.value != a.value;
    const bool b_is_nan = b.value != b.value;
    if (a_is_nan != b_is_nan) return a_is_nan ? a : b;
    if (!a_is_nan && a.value != b.value) return (a.value < b.value) == smallest ? a : b;
    return (a.position < b.position) != from_end ? a : b;
  }
};

template <class T, class Group>
__global__ void search_kernel(const T* x, int64_t* positions, AxisLines lines, Choice choice) {
  for (int64_t row = Group::first_row(); row < lines.outer * lines.inner; row += Group::row_step()) {
    const int64_t first = row / lines.inner * lines.length * lines.inner + row % lines.inner;
    Candidate<Compute<T>> best{Compute<T>{}, -1};
    for (int64_t i = Group::own(); i < lines.length; i += Group::kSize)
      best = choice(best, {load(x[first + i * lines.inner]), i});
    best = Group::join_all(best, choice);
    if (Group::own() == 0) positions[row] = best.position;
  }
}

/// ArgMax and ArgMin, all versions.
class ArgExtreme final : public Kernel {
 public:
  explicit ArgExtreme(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {
    const auto* last = info.find<int64_t>("select_last_index");
    choice_ = {.smallest = info.node().op_type == "ArgMin", .from_end = last != nullptr && *last != 0};
  }

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const AxisLines lines = portable::lines_along(shape, normalize_axis(axis_, shape.rank()));
    const int64_t rows = lines.outer * lines.inner;
    Step step;
    dispatch(context.input_dtype(0), NumberTypes{}, [&]<class T>() {
      dispatch_group(rows, lines.length, lines.inner > 1, [&]<class Group>() {
        step.run = [lines, rows, choice = choice_](const RunContext& run) {
          launch_rows<Group>(search_kernel<T, Group>, rows, stream_of(run).get(), run.input(0).as<T>().data(),
                             run.output(0).as<int64_t>().data(), lines, choice);
        };
      });
    });
    return step;
  }

 private:
  int64_t axis_;
  Choice choice_;
};

}  // namespace

void register_arg_max(KernelRegistry& kernels) {
  for (const char* name : {"ArgMax", "ArgMin"}) {
    kernels.add({.op_type = name, .versions = since(1), .create = make_kernel<ArgExtreme>, .types = {{"T", kNumbers}}});
  }
}

}  // namespace ort::cuda
