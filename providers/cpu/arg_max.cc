#include <algorithm>
#include <array>
#include <type_traits>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/portable/axis_lines.h"

namespace ort::cpu {
namespace {

constexpr int64_t kGrain = 16384;     ///< elements of a range
constexpr int64_t kColumnBlock = 64;  ///< lines that are searched side by side when they are not contiguous

/// Whether `candidate` takes the place of `best`; NaN is more extreme than any number.
template <bool kMin, class C>
bool replaces(C candidate, C best) {
  if constexpr (std::is_floating_point_v<C>) {
    if (best != best) return false;
    if (candidate != candidate) return true;
  }
  return kMin ? candidate < best : candidate > best;
}

/// What is looked for along each line, which has elements: of equal ones the first, or the last with `from_end`.
struct Search {
  portable::AxisLines lines;
  bool from_end = false;
};

/// `count` lines side by side, at most kColumnBlock.
template <class T, bool kMin>
void search_columns(const Search& search, const T* x, int64_t* positions, int64_t count) {
  using C = Compute<T>;
  const portable::AxisLines& lines = search.lines;
  std::array<C, kColumnBlock> best;
  const auto columns = static_cast<std::size_t>(count);
  const int64_t step = search.from_end ? -1 : 1;
  const int64_t first = search.from_end ? lines.length - 1 : 0;
  for (std::size_t j = 0; j < columns; ++j) best[j] = static_cast<C>(x[first * lines.inner + static_cast<int64_t>(j)]);
  std::fill_n(positions, count, first);
  for (int64_t i = 1, at = first + step; i < lines.length; ++i, at += step) {
    const T* row = x + at * lines.inner;
    for (std::size_t j = 0; j < columns; ++j) {
      const C candidate = static_cast<C>(row[j]);
      if (!replaces<kMin>(candidate, best[j])) continue;
      best[j] = candidate;
      positions[j] = at;
    }
  }
}

template <class T, bool kMin>
void find_extremes(const Search& search, const RunContext& run) {
  const portable::AxisLines& lines = search.lines;
  const T* x = run.input(0).as<T>().data();
  int64_t* positions = run.output(0).as<int64_t>().data();
  const int64_t width = std::clamp<int64_t>(lines.inner, 1, kColumnBlock);
  const int64_t blocks = (lines.inner + width - 1) / width;
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, lines.length * width));
  run.parallel_for(lines.outer * blocks, grain, [&](int64_t begin, int64_t end) {
    for (int64_t block = begin; block < end; ++block) {
      const int64_t outer = block / blocks;
      const int64_t column = block % blocks * width;
      search_columns<T, kMin>(search, x + outer * lines.length * lines.inner + column,
                              positions + outer * lines.inner + column, std::min(width, lines.inner - column));
    }
  });
}

template <bool kMin>
class ArgExtreme final : public Kernel {
 public:
  explicit ArgExtreme(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {
    const auto* last = info.find<int64_t>("select_last_index");
    from_end_ = last != nullptr && *last != 0;
  }

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const int axis = normalize_axis(axis_, shape.rank());
    const Search search{portable::lines_along(shape, axis), from_end_};
    Step step;
    dispatch(context.input_dtype(0), NumericTypes{},
             [&]<class T>() { step.run = [search](const RunContext& run) { find_extremes<T, kMin>(search, run); }; });
    return step;
  }

 private:
  int64_t axis_;
  bool from_end_ = false;
};

}  // namespace

void register_arg_max(KernelRegistry& kernels) {
  kernels.add({"ArgMax", since(1), make_kernel<ArgExtreme<false>>});
  kernels.add({"ArgMin", since(1), make_kernel<ArgExtreme<true>>});
}

}  // namespace ort::cpu
