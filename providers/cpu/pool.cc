#include <algorithm>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/lanes.h"
#include "providers/cpu/window.h"

namespace ort::cpu {
namespace {

constexpr int64_t kItemWork = 32768;  ///< elements that an item reads

using MaxPoolTypes = Types<float, double, Float16, BFloat16, int8_t, uint8_t>;

template <class T>
constexpr T lowest() {
  return std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
}

/// Rows of output planes, cut into items. A lane has room for the taps of a row.
struct RowSchedule {
  int64_t rows = 1;    ///< of an item
  int64_t blocks = 1;  ///< items of a plane
  int64_t items = 0;
  int lanes = 1;
  std::size_t lane_bytes = 0;

  RowSchedule(const Window& window, int64_t planes, int threads) {
    if (window.output_size() == 0 || planes == 0) return;
    const int64_t row_work = std::min(kItemWork, window.last().output * std::min(kItemWork, window.kernel_size()));
    rows = std::min(window.rows(), kItemWork / row_work);
    blocks = parts_of(window.rows(), rows);
    items = checked_multiply(planes, blocks);
    lanes = lanes_for(threads, items);
    lane_bytes = checked_align(static_cast<std::size_t>(window.outer_taps()) * sizeof(RowTap), 64);
  }

  /// Calls `function(plane, row, taps)`; `taps` has room for the outer taps of a row.
  template <class Function>
  void for_each_row(const RunContext& run, const Window& window, const Function& function) const {
    for_each_item(run, lanes, items, [&](int64_t lane, int64_t item) {
      auto* taps = reinterpret_cast<RowTap*>(run.workspace() + static_cast<std::size_t>(lane) * lane_bytes);
      const int64_t begin = item % blocks * rows;
      const int64_t end = std::min(window.rows(), begin + rows);
      for (int64_t row = begin; row < end; ++row) function(item / blocks, row, taps);
    });
  }
};

/// The largest element of a window and where it lies in its plane; -1 for a window in the padding. NaN is never larger.
template <class T>
struct Largest {
  Compute<T> value = lowest<Compute<T>>();
  int64_t offset = -1;
};

template <class T>
Largest<T> largest_of(const T* plane, std::span<const RowTap> rows, const TapRange& range, int64_t dilation) {
  Largest<T> largest;
  for (const RowTap& row : rows) {
    for (int64_t tap = 0; tap < range.taps; ++tap) {
      const int64_t offset = row.input_offset + range.input + tap * dilation;
      const auto value = static_cast<Compute<T>>(plane[offset]);
      if (value > largest.value || largest.offset < 0) {
        largest.offset = offset;
        if (value > largest.value) largest.value = value;
      }
    }
  }
  return largest;
}

/// Position of an element in its plane when the first spatial axis is the one that moves fastest.
int64_t column_major(const Window& window, int64_t offset) {
  int64_t remaining = window.input_size();
  int64_t position = 0;
  int64_t stride = 1;
  for (const WindowAxis& axis : window.axes()) {
    remaining /= axis.input;
    position += offset / remaining * stride;
    offset %= remaining;
    stride *= axis.input;
  }
  return position;
}

class MaxPool final : public Kernel {
 public:
  explicit MaxPool(const KernelInfo& info) {
    const int64_t* order = info.find<int64_t>("storage_order");
    column_major_ = order != nullptr && *order != 0;
  }

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const auto window = std::make_shared<const Window>(portable::pool_axes(context));
    const RowSchedule schedule(*window, checked_multiply(shape[0], shape[1]), context.threads());
    Step step;
    step.workspace = schedule.lane_bytes * static_cast<std::size_t>(schedule.lanes);
    dispatch(context.input_dtype(0), MaxPoolTypes{}, [&]<class T>() {
      step.run = [=, by_columns = column_major_, has_indices = context.has_output(1)](const RunContext& run) {
        const T* x = run.input(0).as<T>().data();
        T* y = run.output(0).as<T>().data();
        int64_t* indices = has_indices ? run.output(1).as<int64_t>().data() : nullptr;
        schedule.for_each_row(run, *window, [&](int64_t plane, int64_t row, RowTap* taps) {
          run_row(*window, x, plane, row, taps, by_columns, y, indices);
        });
      };
    });
    return step;
  }

 private:
  template <class T>
  static void run_row(const Window& window, const T* x, int64_t plane, int64_t row, RowTap* taps, bool by_columns, T* y,
                      int64_t* indices) {
    const auto rows = std::span<const RowTap>(taps, static_cast<std::size_t>(window.row_taps(row, taps)));
    const int64_t width = window.last().output;
    const int64_t first = plane * window.output_size() + row * width;
    for (int64_t column = 0; column < width; ++column) {
      const TapRange& range = window.columns()[static_cast<std::size_t>(column)];
      const Largest<T> largest = largest_of(x + plane * window.input_size(), rows, range, window.last().dilation);
      y[first + column] = static_cast<T>(largest.value);
      if (indices == nullptr) continue;
      const int64_t offset = by_columns && largest.offset >= 0 ? column_major(window, largest.offset) : largest.offset;
      indices[first + column] = offset < 0 ? -1 : plane * window.input_size() + offset;
    }
  }

  bool column_major_ = false;
};

template <class T>
void average_row(const Window& window, const Window& counted, const T* plane, int64_t row, RowTap* taps, T* y) {
  using C = Compute<T>;
  const int64_t counted_rows = counted.row_taps(row, taps);
  const int64_t rows = window.row_taps(row, taps);
  for (int64_t column = 0; column < window.last().output; ++column) {
    const TapRange& range = window.columns()[static_cast<std::size_t>(column)];
    C sum{};
    for (int64_t i = 0; i < rows; ++i) {
      const int64_t offset = taps[i].input_offset + range.input;
      for (int64_t tap = 0; tap < range.taps; ++tap) {
        sum += static_cast<C>(plane[offset + tap * window.last().dilation]);
      }
    }
    const int64_t count = counted_rows * counted.columns()[static_cast<std::size_t>(column)].taps;
    y[column] = static_cast<T>(count == 0 ? C{} : sum / static_cast<C>(count));
  }
}

class AveragePool final : public Kernel {
 public:
  explicit AveragePool(const KernelInfo& info) {
    const int64_t* include = info.find<int64_t>("count_include_pad");
    count_include_pad_ = include != nullptr && *include != 0;
  }

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const auto window = std::make_shared<const Window>(portable::pool_axes(context));
    const auto counted =
        count_include_pad_ ? std::make_shared<const Window>(portable::padded_axes(window->axes())) : window;
    const RowSchedule schedule(*window, checked_multiply(shape[0], shape[1]), context.threads());
    Step step;
    step.workspace = schedule.lane_bytes * static_cast<std::size_t>(schedule.lanes);
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step.run = [=](const RunContext& run) {
        const T* x = run.input(0).as<T>().data();
        T* y = run.output(0).as<T>().data();
        schedule.for_each_row(run, *window, [&](int64_t plane, int64_t row, RowTap* taps) {
          average_row(*window, *counted, x + plane * window->input_size(), row, taps,
                      y + plane * window->output_size() + row * window->last().output);
        });
      };
    });
    return step;
  }

 private:
  bool count_include_pad_ = false;
};

/// The average of no elements is NaN. Sums are kept in double.
template <class T>
T average(std::span<const T> x) {
  double sum = 0.0;
  for (const T value : x) sum += static_cast<double>(static_cast<Compute<T>>(value));
  return static_cast<T>(static_cast<Compute<T>>(sum / static_cast<double>(x.size())));
}

/// The largest of no elements is -infinity.
template <class T>
T largest(std::span<const T> x) {
  Compute<T> result = lowest<Compute<T>>();
  for (const T value : x) result = std::max(result, static_cast<Compute<T>>(value));
  return static_cast<T>(result);
}

/// GlobalAveragePool and GlobalMaxPool: one result for each plane.
template <bool kAverage>
class GlobalPool final : public Kernel {
 public:
  explicit GlobalPool(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const int64_t planes = checked_multiply(shape[0], shape[1]);
    const int64_t size = shape.elements(2, shape.rank());
    const int64_t grain = std::max<int64_t>(1, kItemWork / std::max<int64_t>(1, size));
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step.run = [=](const RunContext& run) {
        const std::span<const T> x = run.input(0).as<T>();
        const std::span<T> y = run.output(0).as<T>();
        run.parallel_for(planes, grain, [&](int64_t begin, int64_t end) {
          for (int64_t plane = begin; plane < end; ++plane) {
            const auto elements = x.subspan(static_cast<std::size_t>(plane * size), static_cast<std::size_t>(size));
            y[static_cast<std::size_t>(plane)] = kAverage ? average(elements) : largest(elements);
          }
        });
      };
    });
    return step;
  }
};

}  // namespace

void register_pool(KernelRegistry& kernels) {
  kernels.add({"MaxPool", since(1), make_kernel<MaxPool>});
  kernels.add({"AveragePool", since(1), make_kernel<AveragePool>});
  kernels.add({"GlobalAveragePool", since(1), make_kernel<GlobalPool<true>>});
  kernels.add({"GlobalMaxPool", since(1), make_kernel<GlobalPool<false>>});
}

}  // namespace ort::cpu
