#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/index.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/portable/broadcast.h"

namespace ort::cuda {
namespace {

struct Total {
  using AllowedTypes = FloatTypes;
  template <class C>
  __device__ C operator()(C a, C b) const {
    return a + b;
  }
};

/// The larger one; NaN where one is NaN.
struct Larger {
  using AllowedTypes = NumberTypes;
  template <class C>
  __device__ C operator()(C a, C b) const {
    return b > a || b != b ? b : a;
  }
};

struct Smaller {
  using AllowedTypes = NumberTypes;
  template <class C>
  __device__ C operator()(C a, C b) const {
    return b < a || b != b ? b : a;
  }
};

constexpr int kGroupSize = 3;

/// Inputs that one kernel folds. Passed to kernels by value.
template <class T>
struct Group {
  const T* inputs[kGroupSize] = {};
  int64_t count = 0;
};

/// Folds a group from the left, behind what the groups before made of it. `before` is null for the first group, `after`
/// for the last one, which stores the result.
template <class T, class Op>
__global__ void fold_kernel(Group<T> group, const Compute<T>* before, Compute<T>* after, T* result, int64_t count,
                            StridedSpace<kGroupSize> space) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    int64_t at[kGroupSize];
    space.locate(i, at);
    Compute<T> folded = load(group.inputs[0][at[0]]);
    if (before != nullptr) folded = Op{}(before[i], folded);
    for (int k = 1; k < kGroupSize; ++k) {
      if (k < group.count) folded = Op{}(folded, load(group.inputs[k][at[k]]));
    }
    if (after != nullptr) {
      after[i] = folded;
    } else {
      store(result[i], folded);
    }
  }
}

/// Spaces of inputs [0, kGroupSize), [kGroupSize, 2 * kGroupSize), ...
std::vector<StridedSpace<kGroupSize>> group_spaces(const PlanContext& context) {
  std::vector<StridedSpace<kGroupSize>> spaces;
  for (int first = 0; first < context.input_count(); first += kGroupSize) {
    std::array<Shape, kGroupSize> shapes;
    for (int k = 0; k < kGroupSize && first + k < context.input_count(); ++k) {
      shapes[static_cast<std::size_t>(k)] = context.input_shape(first + k);
    }
    spaces.push_back(broadcast_space<kGroupSize>(context.output_shape(0), shapes));
  }
  return spaces;
}

/// Sum, Max and Min, all versions. More than one group: what is between them lies in the workspace, not rounded.
template <class Op>
class VariadicArithmetic final : public Kernel {
 public:
  explicit VariadicArithmetic(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.output_dtype(0), typename Op::AllowedTypes{}, [&]<class T>() { step = fold_step<T>(context); });
    for (int i = 0; i < context.input_count(); ++i) {
      if (portable::allows_in_place(context, i)) step.in_place.push_back({0, i});
    }
    return step;
  }

 private:
  template <class T>
  static Step fold_step(const PlanContext& context) {
    Step step;
    std::vector<StridedSpace<kGroupSize>> spaces = group_spaces(context);
    const int64_t count = context.output_shape(0).elements();
    if (spaces.size() > 1) step.workspace = static_cast<std::size_t>(count) * sizeof(Compute<T>);
    step.run = [spaces = std::move(spaces), count](const RunContext& run) {
      auto* const between = reinterpret_cast<Compute<T>*>(run.workspace());
      const int groups = static_cast<int>(spaces.size());
      for (int g = 0; g < groups; ++g) {
        Group<T> group;
        group.count = std::min(kGroupSize, run.input_count() - g * kGroupSize);
        for (int k = 0; k < group.count; ++k) group.inputs[k] = run.input(g * kGroupSize + k).template as<T>().data();
        const Compute<T>* before = g == 0 ? nullptr : between;
        Compute<T>* after = g == groups - 1 ? nullptr : between;
        launch_flat(fold_kernel<T, Op>, count, stream_of(run).get(), group, before, after,
                    run.output(0).template as<T>().data(), count, spaces[static_cast<std::size_t>(g)]);
      }
    };
    return step;
  }
};

}  // namespace

void register_variadic_arithmetic(KernelRegistry& kernels) {
  kernels.add({.op_type = "Sum",
               .versions = since(1),
               .create = make_kernel<VariadicArithmetic<Total>>,
               .types = {{"T", kFloats}}});
  kernels.add({.op_type = "Max",
               .versions = since(1),
               .create = make_kernel<VariadicArithmetic<Larger>>,
               .types = {{"T", kNumbers}}});
  kernels.add({.op_type = "Min",
               .versions = since(1),
               .create = make_kernel<VariadicArithmetic<Smaller>>,
               .types = {{"T", kNumbers}}});
}

}  // namespace ort::cuda
