#include <algorithm>
#include <ranges>
#include <span>

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/lanes.h"
#include "providers/portable/axis_lines.h"

namespace ort::cpu {
namespace {

using portable::AxisLines;

constexpr int64_t kItemElements = 16384;  ///< elements that are worth a visit to the queue

/// An element of a line and its place there.
template <class C>
struct Candidate {
  C value;
  int64_t place;
};

/// The order of the result: by value, NaN beyond all numbers, equal values by place.
template <bool kLargest>
struct Precedes {
  template <class C>
  bool operator()(const Candidate<C>& a, const Candidate<C>& b) const {
    if constexpr (std::is_floating_point_v<C>) {
      const bool a_nan = a.value != a.value;
      const bool b_nan = b.value != b.value;
      if (a_nan != b_nan) return kLargest ? a_nan : b_nan;
      if (a_nan) return a.place < b.place;
    }
    if (a.value != b.value) return kLargest ? a.value > b.value : a.value < b.value;
    return a.place < b.place;
  }
};

/// One line, whose elements are `inner` apart in all three tensors. `values` or `places` may be null, `kept` has room
/// for those that are kept.
template <class T, bool kLargest>
void select_line(const AxisLines& lines, const T* x, T* values, int64_t* places,
                 std::span<Candidate<Compute<T>>> kept) {
  const auto candidates = std::views::iota(int64_t{0}, lines.length) | std::views::transform([&](int64_t place) {
                            return Candidate<Compute<T>>{static_cast<Compute<T>>(x[place * lines.inner]), place};
                          });
  std::ranges::partial_sort_copy(candidates, kept, Precedes<kLargest>{});
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const int64_t to = static_cast<int64_t>(i) * lines.inner;
    if (values != nullptr) values[to] = x[kept[i].place * lines.inner];
    if (places != nullptr) places[to] = kept[i].place;
  }
}

template <class T, bool kLargest>
Step select_step(const AxisLines& lines, int64_t count, int threads) {
  using Kept = Candidate<Compute<T>>;
  const int64_t total = lines.outer * lines.inner;
  const int64_t part = std::max<int64_t>(1, kItemElements / std::max<int64_t>(1, lines.length));
  const int64_t items = parts_of(total, part);
  const int lanes = lanes_for(threads, items);
  const std::size_t lane_bytes = checked_align(checked_multiply(static_cast<std::size_t>(count), sizeof(Kept)), 64);
  Step step;
  step.workspace = checked_multiply(lane_bytes, static_cast<std::size_t>(lanes));
  step.run = [=](const RunContext& run) {
    const T* x = run.input(0).as<T>().data();
    T* values = run.has_output(0) ? run.output(0).as<T>().data() : nullptr;
    int64_t* places = run.has_output(1) ? run.output(1).as<int64_t>().data() : nullptr;
    for_each_item(run, lanes, items, [&](int64_t lane, int64_t item) {
      auto* scratch = reinterpret_cast<Kept*>(run.workspace() + static_cast<std::size_t>(lane) * lane_bytes);
      const std::span<Kept> kept(scratch, static_cast<std::size_t>(count));
      const int64_t end = std::min(total, (item + 1) * part);
      for (int64_t line = item * part; line < end; ++line) {
        const int64_t outer = line / lines.inner;
        const int64_t inner = line % lines.inner;
        const int64_t to = outer * count * lines.inner + inner;
        select_line<T, kLargest>(lines, x + outer * lines.length * lines.inner + inner,
                                 values == nullptr ? nullptr : values + to, places == nullptr ? nullptr : places + to,
                                 kept);
      }
    });
  };
  return step;
}

/// Attribute `sorted`: an order is always right, so results are sorted in any case.
class TopK final : public Kernel {
 public:
  explicit TopK(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {
    const auto* largest = info.find<int64_t>("largest");
    largest_ = largest == nullptr || *largest != 0;
  }

  Step plan(const PlanContext& context) const override {
    const Shape& output = context.output_shape(0);
    const Shape& shape = context.input_shape(0);
    const int axis = normalize_axis(axis_, shape.rank());
    const AxisLines lines = portable::lines_along(shape, axis);
    Step step;
    dispatch(context.input_dtype(0), NumericTypes{}, [&]<class T>() {
      step = largest_ ? select_step<T, true>(lines, output[axis], context.threads())
                      : select_step<T, false>(lines, output[axis], context.threads());
    });
    return step;
  }

 private:
  int64_t axis_;
  bool largest_ = true;
};

}  // namespace

void register_top_k(KernelRegistry& kernels) {
  kernels.add({.op_type = "TopK", .versions = between(1, 9), .create = make_kernel<TopK>});
  kernels.add({.op_type = "TopK", .versions = since(10), .create = make_kernel<TopK>, .plan_inputs = {1}});
}

}  // namespace ort::cpu
