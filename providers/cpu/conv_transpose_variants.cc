#include "providers/cpu/conv_transpose_variants.h"

#include <algorithm>
#include <array>
#include <type_traits>

#include "libort/core/checked_math.h"
#include "providers/cpu/compute_copy.h"
#include "providers/cpu/lanes.h"
#include "providers/cpu/matrix_multiply.h"

namespace ort::cpu {
namespace {

constexpr int64_t kColumnBytes = 512 * 1024;  ///< of the products that are added to Y at a time
constexpr int64_t kMinPixels = 64;
constexpr int64_t kMaxPixels = 1024;
constexpr int64_t kWantedItems = 8;  ///< filters are split where images and groups alone give fewer

/// Bytes of the parts of a lane's scratch memory.
template <class T>
struct Scratch {
  std::size_t taps = 0;
  std::size_t columns = 0;
  std::size_t widened = 0;  ///< part of X in the type that T computes in
  std::size_t sums = 0;     ///< planes of Y in the type that T computes in

  Scratch(const ConvTransposeGeometry& geometry, const ConvTransposeSchedule& schedule) {
    const auto elements = [](int64_t a, int64_t b) {
      return checked_align(static_cast<std::size_t>(checked_multiply(a, b)) * sizeof(Compute<T>), 64);
    };
    taps = checked_align(static_cast<std::size_t>(geometry.window.outer_taps()) * sizeof(RowTap), 64);
    columns = elements(schedule.filters * geometry.window.kernel_size(), schedule.pixels);
    if (!std::is_same_v<T, Compute<T>>) {
      widened = elements(geometry.channels, schedule.pixels);
      sums = elements(schedule.filters, geometry.y_size());
    }
  }
  std::size_t bytes() const { return taps + columns + widened + sums; }
};

template <class T>
ConvTransposeSchedule make_schedule(const ConvTransposeGeometry& geometry, int threads) {
  ConvTransposeSchedule schedule;
  if (geometry.planes() == 0 || geometry.y_size() == 0) return schedule;
  const int64_t images = geometry.batch * geometry.groups;
  schedule.filters = parts_of(geometry.filters, std::min(geometry.filters, parts_of(kWantedItems, images)));
  const int64_t column = schedule.filters * geometry.window.kernel_size() * static_cast<int64_t>(sizeof(Compute<T>));
  schedule.pixels = std::max<int64_t>(
      1, std::min(geometry.x_size(), std::clamp(kColumnBytes / column / 16 * 16, kMinPixels, kMaxPixels)));
  schedule.items = images * parts_of(geometry.filters, schedule.filters);
  schedule.lanes = lanes_for(threads, schedule.items);
  schedule.lane_bytes = Scratch<T>(geometry, schedule).bytes();
  return schedule;
}

/// Adds columns [begin, begin + count) of row `row` of X, already multiplied by the weights, to one plane of Y.
/// `products`: for each tap `count` numbers, `stride` between taps.
template <class C>
void add_row(const Window& window, std::span<const RowTap> taps, int64_t begin, int64_t count, const C* products,
             int64_t stride, C* plane) {
  const WindowAxis& axis = window.last();
  for (const RowTap& outer : taps) {
    for (int64_t tap = 0; tap < axis.kernel; ++tap) {
      const PositionRange inside = window.tap_columns()[static_cast<std::size_t>(tap)];
      const int64_t first = std::clamp(inside.begin, begin, begin + count);
      const int64_t last = std::clamp(inside.end, first, begin + count);
      const C* from = products + (outer.outer_tap * axis.kernel + tap) * stride;
      const int64_t shift = outer.input_offset + tap * axis.dilation - axis.pad_begin;
      for (int64_t i = first; i < last; ++i) plane[shift + i * axis.stride] += from[i - begin];
    }
  }
}

/// Adds elements [pixel, pixel + pixels) of X to the planes of an item. `columns`: [filters * kernel, pixels].
template <class C>
void add_pixels(const Window& window, int64_t filters, int64_t pixel, int64_t pixels, const C* columns, RowTap* taps,
                C* planes) {
  const int64_t width = window.last().output;
  for (int64_t done = 0; done < pixels;) {
    const int64_t row = (pixel + done) / width;
    const int64_t begin = (pixel + done) % width;
    const int64_t count = std::min(width - begin, pixels - done);
    const auto inside = static_cast<std::size_t>(window.row_taps(row, taps));
    for (int64_t filter = 0; filter < filters; ++filter) {
      add_row(window, std::span<const RowTap>(taps, inside), begin, count,
              columns + filter * window.kernel_size() * pixels + done, pixels, planes + filter * window.input_size());
    }
    done += count;
  }
}

/// Blocks of X times the transposed filters, added to Y plane by plane: the way back of im2col. An item owns its
/// planes, and adds the blocks in order.
template <class T>
class ProductItem {
 public:
  ProductItem(const ConvTransposeGeometry& geometry, const ConvTransposeSchedule& schedule, int64_t index,
              const ConvTransposeOperands<T>& operands, std::byte* scratch)
      : geometry_(geometry), schedule_(schedule), operands_(operands) {
    const int64_t blocks = parts_of(geometry.filters, schedule.filters);
    image_group_ = index / blocks;
    filter_ = index % blocks * schedule.filters;
    filters_ = std::min(schedule.filters, geometry.filters - filter_);
    const Scratch<T> parts(geometry, schedule);
    taps_ = reinterpret_cast<RowTap*>(scratch);
    columns_ = reinterpret_cast<Compute<T>*>(scratch + parts.taps);
    widened_ = reinterpret_cast<Compute<T>*>(scratch + parts.taps + parts.columns);
    y_ = operands.y + (image_group_ * geometry.filters + filter_) * geometry.y_size();
    if constexpr (std::is_same_v<T, Compute<T>>) {
      planes_ = y_;
    } else {
      planes_ = widened_ + parts.widened / sizeof(Compute<T>);
    }
  }

  void run() {
    const int64_t group = image_group_ % geometry_.groups;
    for (int64_t i = 0; i < filters_; ++i) {
      const Compute<T> bias = operands_.bias == nullptr
                                  ? Compute<T>{}
                                  : static_cast<Compute<T>>(operands_.bias[group * geometry_.filters + filter_ + i]);
      std::fill_n(planes_ + i * geometry_.y_size(), geometry_.y_size(), bias);
    }
    for (int64_t pixel = 0; pixel < geometry_.x_size(); pixel += schedule_.pixels) {
      const int64_t pixels = std::min(schedule_.pixels, geometry_.x_size() - pixel);
      multiply_pixels(group, pixel, pixels);
      add_pixels(geometry_.window, filters_, pixel, pixels, columns_, taps_, planes_);
    }
    narrow<T>(planes_, y_, filters_ * geometry_.y_size());
  }

 private:
  void multiply_pixels(int64_t group, int64_t pixel, int64_t pixels) {
    const int64_t taps = geometry_.window.kernel_size();
    const T* x = operands_.x + image_group_ * geometry_.channels * geometry_.x_size() + pixel;
    MatrixMultiply product = dense_multiply(filters_ * taps, pixels, geometry_.channels, true, false);
    product.lda = geometry_.filters * taps;
    const Compute<T>* w = operands_.w + (group * geometry_.channels * geometry_.filters + filter_) * taps;
    if constexpr (std::is_same_v<T, Compute<T>>) {
      product.ldb = geometry_.x_size();
      multiply<Compute<T>>(product, w, x, columns_);
    } else {
      for (int64_t channel = 0; channel < geometry_.channels; ++channel) {
        widen(x + channel * geometry_.x_size(), widened_ + channel * pixels, pixels);
      }
      multiply<Compute<T>>(product, w, widened_, columns_);
    }
  }

  const ConvTransposeGeometry& geometry_;
  const ConvTransposeSchedule& schedule_;
  const ConvTransposeOperands<T>& operands_;
  int64_t image_group_ = 0;
  int64_t filter_ = 0;
  int64_t filters_ = 0;
  RowTap* taps_ = nullptr;
  Compute<T>* columns_ = nullptr;
  Compute<T>* widened_ = nullptr;
  Compute<T>* planes_ = nullptr;
  T* y_ = nullptr;
};

template <class T>
void run_products(const ConvTransposeGeometry& geometry, const ConvTransposeSchedule& schedule, const RunContext& run,
                  std::byte* workspace, const ConvTransposeOperands<T>& operands) {
  for_each_item(run, schedule.lanes, schedule.items, [&](int64_t lane, int64_t index) {
    std::byte* own = workspace + static_cast<std::size_t>(lane) * schedule.lane_bytes;
    ProductItem<T>(geometry, schedule, index, operands, own).run();
  });
}

/// An item is one plane of Y; a lane has the taps and the sums of that plane.
template <class T>
ConvTransposeSchedule reference_schedule(const ConvTransposeGeometry& geometry, int threads) {
  ConvTransposeSchedule schedule;
  schedule.filters = 1;
  schedule.items = geometry.y_size() == 0 ? 0 : geometry.planes();
  schedule.lanes = lanes_for(threads, schedule.items);
  schedule.lane_bytes = Scratch<T>(geometry, schedule).bytes();
  return schedule;
}

/// Adds every element of X times every weight, one by one.
template <class T>
void run_reference(const ConvTransposeGeometry& geometry, const ConvTransposeSchedule& schedule, const RunContext& run,
                   std::byte* workspace, const ConvTransposeOperands<T>& operands) {
  const Window& window = geometry.window;
  const WindowAxis& axis = window.last();
  for_each_item(run, schedule.lanes, schedule.items, [&](int64_t lane, int64_t item) {
    std::byte* own = workspace + static_cast<std::size_t>(lane) * schedule.lane_bytes;
    auto* taps = reinterpret_cast<RowTap*>(own);
    T* y = operands.y + item * geometry.y_size();
    auto* sums = reinterpret_cast<Compute<T>*>(own + Scratch<T>(geometry, schedule).taps);
    if constexpr (std::is_same_v<T, Compute<T>>) sums = y;
    const int64_t filter = item % geometry.filters;
    const int64_t image_group = item / geometry.filters;
    const int64_t group = image_group % geometry.groups;
    const T* bias = operands.bias == nullptr ? nullptr : operands.bias + group * geometry.filters + filter;
    std::fill_n(sums, geometry.y_size(), bias == nullptr ? Compute<T>{} : static_cast<Compute<T>>(*bias));
    for (int64_t channel = 0; channel < geometry.channels; ++channel) {
      const T* x = operands.x + (image_group * geometry.channels + channel) * geometry.x_size();
      const Compute<T>* w =
          operands.w + ((group * geometry.channels + channel) * geometry.filters + filter) * window.kernel_size();
      for (int64_t pixel = 0; pixel < geometry.x_size(); ++pixel) {
        const auto value = static_cast<Compute<T>>(x[pixel]);
        const TapRange range = window.columns()[static_cast<std::size_t>(pixel % axis.output)];
        const int64_t rows = window.row_taps(pixel / axis.output, taps);
        for (int64_t row = 0; row < rows; ++row) {
          for (int64_t tap = 0; tap < range.taps; ++tap) {
            sums[taps[row].input_offset + range.input + tap * axis.dilation] +=
                value * w[taps[row].outer_tap * axis.kernel + range.first_tap + tap];
          }
        }
      }
    }
    narrow<T>(sums, y, geometry.y_size());
  });
}

template <class T>
constexpr std::array<ConvTransposeVariant<T>, 2> kVariants{
    {{"col2im", [](const ConvTransposeGeometry&) { return true; }, make_schedule<T>, run_products<T>},
     {"reference", [](const ConvTransposeGeometry&) { return true; }, reference_schedule<T>, run_reference<T>}}};

}  // namespace

template <class T>
std::span<const ConvTransposeVariant<T>> conv_transpose_variants() {
  return kVariants<T>;
}

template std::span<const ConvTransposeVariant<float>> conv_transpose_variants();
template std::span<const ConvTransposeVariant<double>> conv_transpose_variants();
template std::span<const ConvTransposeVariant<Float16>> conv_transpose_variants();
template std::span<const ConvTransposeVariant<BFloat16>> conv_transpose_variants();

}  // namespace ort::cpu
