#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <utility>

#include "libort/core/saturate.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"
#include "providers/cpu/moved_type.h"

namespace ort::cpu {
namespace {

/// The output is [outer, depth, inner], the indices are [outer, inner].
struct Classes {
  int64_t outer = 1;
  int64_t depth = 0;
  int64_t inner = 1;
};

/// An index in [-depth, depth) as a class, -1 for any other. Floats are truncated.
template <class C>
int64_t class_of(C index, int64_t depth) {
  int64_t whole = -1;
  if constexpr (std::floating_point<C>) {
    whole = saturate_to<int64_t>(index);
  } else {
    if (!std::in_range<int64_t>(index)) return -1;
    whole = static_cast<int64_t>(index);
  }
  if (whole < -depth || whole >= depth) return -1;
  return whole < 0 ? whole + depth : whole;
}

using FindClasses = void (*)(const std::byte* indices, int64_t begin, int64_t count, int64_t depth, int64_t* classes);

template <class T>
void find_classes(const std::byte* indices, int64_t begin, int64_t count, int64_t depth, int64_t* classes) {
  const T* from = reinterpret_cast<const T*>(indices) + begin;
  for (int64_t i = 0; i < count; ++i) classes[i] = class_of(static_cast<Compute<T>>(from[i]), depth);
}

/// Writes `on` for the indices [begin, end). Each of them owns one column of the output, so ranges never meet.
template <class E>
void mark(const Classes& shape, FindClasses find, const std::byte* indices, const E& on, E* output, int64_t begin,
          int64_t end) {
  constexpr int64_t kPiece = 256;
  std::array<int64_t, kPiece> classes;
  for (int64_t first = begin; first < end; first += kPiece) {
    const int64_t count = std::min(kPiece, end - first);
    find(indices, first, count, shape.depth, classes.data());
    for (int64_t i = 0; i < count; ++i) {
      const int64_t found = classes[static_cast<std::size_t>(i)];
      if (found < 0) continue;
      const int64_t row = (first + i) / shape.inner;
      output[(row * shape.depth + found) * shape.inner + (first + i) % shape.inner] = on;
    }
  }
}

/// OneHot, all versions. The depth is known from the shape of the output.
class OneHot final : public Kernel {
 public:
  explicit OneHot(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.output_shape(0);
    const int axis = normalize_axis(axis_, shape.rank());
    const Classes classes{shape.elements(0, axis), shape[axis], shape.elements(axis + 1, shape.rank())};
    const int64_t total = shape.elements();
    FindClasses find = nullptr;
    dispatch(context.input_dtype(0), NumericTypes{}, [&]<class T>() { find = find_classes<T>; });
    Step step;
    dispatch_moved(context.output_dtype(0), [&]<class E>() {
      step.run = [classes, find, total](const RunContext& run) {
        const std::byte* indices = run.input(0).data();
        const E* values = reinterpret_cast<const E*>(run.input(2).data());
        E* output = reinterpret_cast<E*>(run.output(0).data());
        run.parallel_for(total, kMovedGrain,
                         [&](int64_t begin, int64_t end) { std::fill(output + begin, output + end, values[0]); });
        if (total == 0) return;
        run.parallel_for(classes.outer * classes.inner, kCostlyElementGrain, [&](int64_t begin, int64_t end) {
          mark(classes, find, indices, values[1], output, begin, end);
        });
      };
    });
    return step;
  }

 private:
  int64_t axis_;
};

}  // namespace

void register_one_hot(KernelRegistry& kernels) {
  kernels.add({.op_type = "OneHot", .versions = since(9), .create = make_kernel<OneHot>, .plan_inputs = {1}});
}

}  // namespace ort::cpu
