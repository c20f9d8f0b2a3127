#include <type_traits>

#include "libort/core/checked_math.h"
#include "providers/cpu/conv_variants.h"
#include "providers/cpu/lanes.h"
#include "providers/cpu/matrix_multiply.h"

namespace ort::cpu {
namespace {

constexpr int64_t kColumnBytes = 512 * 1024;  ///< of the matrix of windows that an item makes
constexpr int64_t kMinPixels = 64;
constexpr int64_t kMaxPixels = 1024;
constexpr int64_t kMinFilters = 64;
constexpr int64_t kWantedItems = 8;      ///< filters are split where windows alone give fewer
constexpr int64_t kFilterMultiple = 16;  ///< of an item, so that the tiles of a product stay whole

/// Filters and pixels of output group `group` of image `image`.
struct Item {
  int64_t image = 0;
  int64_t group = 0;
  int64_t filter = 0;
  int64_t filters = 0;
  int64_t pixel = 0;
  int64_t pixels = 0;
};

Item item_of(const ConvGeometry& geometry, const ConvSchedule& schedule, int64_t index) {
  const int64_t across = parts_of(geometry.window.output_size(), schedule.pixels);
  const int64_t down = parts_of(geometry.filters, schedule.filters);
  Item item;
  item.pixel = index % across * schedule.pixels;
  item.filter = index / across % down * schedule.filters;
  item.group = index / across / down % geometry.groups;
  item.image = index / across / down / geometry.groups;
  item.filters = std::min(schedule.filters, geometry.filters - item.filter);
  item.pixels = std::min(schedule.pixels, geometry.window.output_size() - item.pixel);
  return item;
}

/// Bytes of the parts of a lane's scratch memory.
template <class T>
struct Scratch {
  std::size_t taps = 0;
  std::size_t columns = 0;
  std::size_t sums = 0;

  Scratch(const ConvGeometry& geometry, const ConvSchedule& schedule, bool with_columns) {
    const auto elements = [](int64_t a, int64_t b) {
      return checked_align(static_cast<std::size_t>(checked_multiply(a, b)) * sizeof(Compute<T>), 64);
    };
    if (with_columns) {
      taps = checked_align(static_cast<std::size_t>(geometry.window.outer_taps()) * sizeof(RowTap), 64);
      columns = elements(geometry.depth(), schedule.pixels);
    }
    if (!std::is_same_v<T, Compute<T>>) sums = elements(schedule.filters, schedule.pixels);
  }
  std::size_t bytes() const { return taps + columns + sums; }
};

template <class T>
ConvSchedule make_schedule(const ConvGeometry& geometry, int threads, bool with_columns) {
  ConvSchedule schedule;
  const int64_t pixels = geometry.window.output_size();
  if (pixels == 0 || geometry.planes() == 0) return schedule;
  const int64_t column_bytes = std::max<int64_t>(1, geometry.depth()) * static_cast<int64_t>(sizeof(Compute<T>));
  schedule.pixels = std::min(pixels, std::clamp(kColumnBytes / column_bytes / 16 * 16, kMinPixels, kMaxPixels));
  const int64_t windows = geometry.batch * geometry.groups * parts_of(pixels, schedule.pixels);
  const int64_t splits = std::min(parts_of(kWantedItems, windows), parts_of(geometry.filters, kMinFilters));
  schedule.filters =
      std::min(geometry.filters, parts_of(parts_of(geometry.filters, splits), kFilterMultiple) * kFilterMultiple);
  schedule.items = windows * parts_of(geometry.filters, schedule.filters);
  schedule.lanes = lanes_for(threads, schedule.items);
  schedule.lane_bytes = Scratch<T>(geometry, schedule, with_columns).bytes();
  return schedule;
}

/// Elements [begin, end) of an output row, as tap `tap` of the last axis reads them from `input`, a row of X.
template <class T>
void copy_row(const Window& window, const T* input, int64_t tap, int64_t begin, int64_t end, Compute<T>* to) {
  const WindowAxis& axis = window.last();
  const PositionRange inside = window.tap_columns()[static_cast<std::size_t>(tap)];
  const int64_t first = std::clamp(inside.begin, begin, end);
  const int64_t last = std::clamp(inside.end, first, end);
  std::fill(to, to + (first - begin), Compute<T>{});
  const int64_t shift = tap * axis.dilation - axis.pad_begin;
  if (axis.stride == 1) {
    if (last > first) widen(input + first + shift, to + (first - begin), last - first);
  } else {
    for (int64_t i = first; i < last; ++i) to[i - begin] = static_cast<Compute<T>>(input[i * axis.stride + shift]);
  }
  std::fill(to + (last - begin), to + (end - begin), Compute<T>{});
}

/// Part of one output row of all channels: `count` columns of the matrix of windows, from output column `begin` on.
template <class T>
void copy_row_windows(const ConvGeometry& geometry, const T* x, int64_t row, int64_t begin, int64_t count, RowTap* taps,
                      Compute<T>* columns, int64_t stride) {
  const Window& window = geometry.window;
  const int64_t inside = window.row_taps(row, taps);
  for (int64_t channel = 0; channel < geometry.channels; ++channel) {
    const T* plane = x + channel * window.input_size();
    const RowTap* next = taps;
    for (int64_t outer = 0; outer < window.outer_taps(); ++outer) {
      const bool present = next < taps + inside && next->outer_tap == outer;
      for (int64_t tap = 0; tap < window.last().kernel; ++tap, columns += stride) {
        if (present) {
          copy_row(window, plane + next->input_offset, tap, begin, begin + count, columns);
        } else {
          std::fill_n(columns, count, Compute<T>{});
        }
      }
      if (present) ++next;
    }
  }
}

/// The matrix of windows [depth, item.pixels] of an item.
template <class T>
void fill_columns(const ConvGeometry& geometry, const Item& item, const T* x, RowTap* taps, Compute<T>* columns) {
  const int64_t width = geometry.window.last().output;
  for (int64_t done = 0; done < item.pixels;) {
    const int64_t pixel = item.pixel + done;
    const int64_t count = std::min(width - pixel % width, item.pixels - done);
    copy_row_windows(geometry, x, pixel / width, pixel % width, count, taps, columns + done, item.pixels);
    done += count;
  }
}

/// Filters of the item times `columns` ([depth, item.pixels] with `stride` between rows), finished into Y.
template <class T>
void multiply_item(const ConvGeometry& geometry, const ActivationFunction& activation, const Item& item,
                   const ConvOperands<T>& operands, const Compute<T>* columns, int64_t stride, Compute<T>* scratch) {
  const int64_t filter = item.group * geometry.filters + item.filter;
  const int64_t plane = item.image * geometry.groups * geometry.filters + filter;
  const int64_t plane_size = geometry.window.output_size();
  MatrixMultiply product = dense_multiply(item.filters, item.pixels, geometry.depth());
  product.ldb = stride;
  Compute<T>* sums = scratch;
  if constexpr (std::is_same_v<T, Compute<T>>) {
    sums = operands.y + plane * plane_size + item.pixel;
    product.ldc = plane_size;
  }
  multiply<Compute<T>>(product, operands.w + filter * geometry.depth(), columns, sums);
  for (int64_t i = 0; i < item.filters; ++i) {
    operands.finish(geometry, activation, sums + i * product.ldc, plane + i, item.pixel, item.pixels);
  }
}

template <class T>
const T* input_of(const ConvGeometry& geometry, const Item& item, const T* x) {
  return x + (item.image * geometry.groups + item.group) * geometry.channels * geometry.window.input_size();
}

template <class T>
void run_im2col(const ConvGeometry& geometry, const ConvSchedule& schedule, const ActivationFunction& activation,
                const RunContext& run, std::byte* workspace, const ConvOperands<T>& operands) {
  const Scratch<T> scratch(geometry, schedule, true);
  for_each_item(run, schedule.lanes, schedule.items, [&](int64_t lane, int64_t index) {
    const Item item = item_of(geometry, schedule, index);
    std::byte* own = workspace + static_cast<std::size_t>(lane) * schedule.lane_bytes;
    auto* columns = reinterpret_cast<Compute<T>*>(own + scratch.taps);
    auto* sums = reinterpret_cast<Compute<T>*>(own + scratch.taps + scratch.columns);
    fill_columns(geometry, item, input_of(geometry, item, operands.x), reinterpret_cast<RowTap*>(own), columns);
    multiply_item(geometry, activation, item, operands, columns, item.pixels, sums);
  });
}

template <class T>
void run_pointwise(const ConvGeometry& geometry, const ConvSchedule& schedule, const ActivationFunction& activation,
                   const RunContext& run, std::byte*, const ConvOperands<T>& operands) {
  for_each_item(run, schedule.lanes, schedule.items, [&](int64_t, int64_t index) {
    const Item item = item_of(geometry, schedule, index);
    const T* columns = input_of(geometry, item, operands.x) + item.pixel;
    multiply_item<T>(geometry, activation, item, operands, columns, geometry.window.input_size(), nullptr);
  });
}

}  // namespace

template <class T>
ConvVariant<T> pointwise_conv() {
  return {"pointwise", [](const ConvGeometry& geometry) { return geometry.window.is_pointwise(); },
          [](const ConvGeometry& geometry, int threads) { return make_schedule<T>(geometry, threads, false); },
          run_pointwise<T>};
}

template <class T>
ConvVariant<T> im2col_conv() {
  return {"im2col", [](const ConvGeometry&) { return true; },
          [](const ConvGeometry& geometry, int threads) { return make_schedule<T>(geometry, threads, true); },
          run_im2col<T>};
}

template ConvVariant<float> pointwise_conv();
template ConvVariant<double> pointwise_conv();
template ConvVariant<float> im2col_conv();
template ConvVariant<double> im2col_conv();
template ConvVariant<Float16> im2col_conv();
template ConvVariant<BFloat16> im2col_conv();

}  // namespace ort::cpu
