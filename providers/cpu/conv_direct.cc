#include "libort/core/checked_math.h"
#include "providers/cpu/conv_variants.h"
#include "providers/cpu/lanes.h"

namespace ort::cpu {
namespace {

constexpr int64_t kItemWork = 32768;  ///< products of an item

std::size_t taps_bytes(const ConvGeometry& geometry) {
  return checked_align(static_cast<std::size_t>(geometry.window.outer_taps()) * sizeof(RowTap), 64);
}

/// Items are rows of an output plane. A lane has room for the taps and the sums of a row.
template <class T>
ConvSchedule make_schedule(const ConvGeometry& geometry, int threads) {
  ConvSchedule schedule;
  if (geometry.window.output_size() == 0 || geometry.planes() == 0) return schedule;
  const int64_t width = geometry.window.last().output;
  const int64_t row_work = std::min(kItemWork, width * std::max<int64_t>(1, std::min(kItemWork, geometry.depth())));
  schedule.rows = std::min(geometry.window.rows(), kItemWork / row_work);
  schedule.items = checked_multiply(geometry.planes(), parts_of(geometry.window.rows(), schedule.rows));
  schedule.lanes = lanes_for(threads, schedule.items);
  schedule.lane_bytes = taps_bytes(geometry) + checked_align(static_cast<std::size_t>(width) * sizeof(Compute<T>), 64);
  return schedule;
}

/// Calls `sum_row(filter, input, row, taps, tap_count, sums)` for every row of every plane and finishes its sums.
template <class T, class SumRow>
void for_each_row(const ConvGeometry& geometry, const ConvSchedule& schedule, const ActivationFunction& activation,
                  const RunContext& run, std::byte* workspace, const ConvOperands<T>& operands, const SumRow& sum_row) {
  const Window& window = geometry.window;
  const int64_t width = window.last().output;
  for_each_item(run, schedule.lanes, schedule.items, [&](int64_t lane, int64_t item) {
    std::byte* own = workspace + static_cast<std::size_t>(lane) * schedule.lane_bytes;
    auto* taps = reinterpret_cast<RowTap*>(own);
    auto* sums = reinterpret_cast<Compute<T>*>(own + taps_bytes(geometry));
    const int64_t blocks = parts_of(window.rows(), schedule.rows);
    const int64_t plane = item / blocks;
    const int64_t begin = item % blocks * schedule.rows;
    const int64_t end = std::min(window.rows(), begin + schedule.rows);
    const int64_t filter = plane % (geometry.groups * geometry.filters);
    const int64_t image_group = plane / geometry.filters;
    const T* x = operands.x + image_group * geometry.channels * window.input_size();
    const Compute<T>* w = operands.w + filter * geometry.depth();
    for (int64_t row = begin; row < end; ++row) {
      const int64_t count = window.row_taps(row, taps);
      sum_row(x, w, std::span<const RowTap>(taps, static_cast<std::size_t>(count)), sums);
      operands.finish(geometry, activation, sums, plane, row * width, width);
    }
  });
}

template <class T>
void run_depthwise(const ConvGeometry& geometry, const ConvSchedule& schedule, const ActivationFunction& activation,
                   const RunContext& run, std::byte* workspace, const ConvOperands<T>& operands) {
  const Window& window = geometry.window;
  const WindowAxis& axis = window.last();
  const auto sum_row = [&](const T* x, const Compute<T>* w, std::span<const RowTap> taps, Compute<T>* sums) {
    std::fill_n(sums, axis.output, Compute<T>{});
    for (const RowTap& outer : taps) {
      for (int64_t tap = 0; tap < axis.kernel; ++tap) {
        const Compute<T> weight = w[outer.outer_tap * axis.kernel + tap];
        const PositionRange inside = window.tap_columns()[static_cast<std::size_t>(tap)];
        const int64_t shift = outer.input_offset + tap * axis.dilation - axis.pad_begin;
        if (axis.stride == 1) {
          for (int64_t i = inside.begin; i < inside.end; ++i) {
            sums[i] += weight * static_cast<Compute<T>>(x[shift + i]);
          }
        } else {
          for (int64_t i = inside.begin; i < inside.end; ++i) {
            sums[i] += weight * static_cast<Compute<T>>(x[shift + i * axis.stride]);
          }
        }
      }
    }
  };
  for_each_row(geometry, schedule, activation, run, workspace, operands, sum_row);
}

template <class T>
void run_reference(const ConvGeometry& geometry, const ConvSchedule& schedule, const ActivationFunction& activation,
                   const RunContext& run, std::byte* workspace, const ConvOperands<T>& operands) {
  const Window& window = geometry.window;
  const WindowAxis& axis = window.last();
  const auto sum_row = [&](const T* x, const Compute<T>* w, std::span<const RowTap> taps, Compute<T>* sums) {
    for (int64_t column = 0; column < axis.output; ++column) {
      const TapRange range = window.columns()[static_cast<std::size_t>(column)];
      Compute<T> sum{};
      for (int64_t channel = 0; channel < geometry.channels; ++channel) {
        for (const RowTap& outer : taps) {
          const T* input = x + channel * window.input_size() + outer.input_offset + range.input;
          const Compute<T>* weight =
              w + channel * window.kernel_size() + outer.outer_tap * axis.kernel + range.first_tap;
          for (int64_t tap = 0; tap < range.taps; ++tap) {
            sum += weight[tap] * static_cast<Compute<T>>(input[tap * axis.dilation]);
          }
        }
      }
      sums[column] = sum;
    }
  };
  for_each_row(geometry, schedule, activation, run, workspace, operands, sum_row);
}

}  // namespace

template <class T>
ConvVariant<T> depthwise_conv() {
  return {"depthwise", [](const ConvGeometry& geometry) { return geometry.channels == 1; }, make_schedule<T>,
          run_depthwise<T>};
}

template <class T>
ConvVariant<T> reference_conv() {
  return {"reference", [](const ConvGeometry&) { return true; }, make_schedule<T>, run_reference<T>};
}

template ConvVariant<float> depthwise_conv();
template ConvVariant<double> depthwise_conv();
template ConvVariant<Float16> depthwise_conv();
template ConvVariant<BFloat16> depthwise_conv();
template ConvVariant<float> reference_conv();
template ConvVariant<double> reference_conv();
template ConvVariant<Float16> reference_conv();
template ConvVariant<BFloat16> reference_conv();

}  // namespace ort::cpu
