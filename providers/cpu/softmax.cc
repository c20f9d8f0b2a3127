#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

#include "libort/core/shape.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/portable/axis_lines.h"

namespace ort::cpu {
namespace {

using portable::AxisLines;

constexpr int64_t kGrain = 16384;     ///< elements of a range
constexpr int64_t kColumnBlock = 64;  ///< rows that are computed side by side when they are not contiguous

/// Softmax: exp(x - max) / sum; LogSoftmax: x - max - log(sum). One row of contiguous elements.
template <class T, bool kLog>
void softmax_row(const T* x, T* y, int64_t length) {
  using C = Compute<T>;
  C largest = -std::numeric_limits<C>::infinity();
  for (int64_t i = 0; i < length; ++i) largest = std::max(largest, static_cast<C>(x[i]));
  C sum{};
  for (int64_t i = 0; i < length; ++i) {
    const C power = std::exp(static_cast<C>(x[i]) - largest);
    if constexpr (!kLog && std::is_same_v<T, C>) y[i] = power;
    sum += power;
  }
  const C log_sum = kLog ? std::log(sum) : C{};
  for (int64_t i = 0; i < length; ++i) {
    if constexpr (kLog) {
      y[i] = static_cast<T>(static_cast<C>(x[i]) - largest - log_sum);
    } else if constexpr (std::is_same_v<T, C>) {
      y[i] /= sum;
    } else {
      y[i] = static_cast<T>(std::exp(static_cast<C>(x[i]) - largest) / sum);
    }
  }
}

/// The same for `count` rows side by side; elements of a row are `stride` apart.
template <class T, bool kLog>
void softmax_columns(const T* x, T* y, int64_t length, int64_t stride, int64_t count) {
  using C = Compute<T>;
  std::array<C, kColumnBlock> largest;
  std::array<C, kColumnBlock> sum{};
  largest.fill(-std::numeric_limits<C>::infinity());
  const auto columns = static_cast<std::size_t>(count);
  for (int64_t i = 0; i < length; ++i) {
    const T* row = x + i * stride;
    for (std::size_t j = 0; j < columns; ++j) largest[j] = std::max(largest[j], static_cast<C>(row[j]));
  }
  for (int64_t i = 0; i < length; ++i) {
    const T* row = x + i * stride;
    for (std::size_t j = 0; j < columns; ++j) sum[j] += std::exp(static_cast<C>(row[j]) - largest[j]);
  }
  if constexpr (kLog) {
    for (std::size_t j = 0; j < columns; ++j) sum[j] = std::log(sum[j]);
  }
  for (int64_t i = 0; i < length; ++i) {
    const T* row = x + i * stride;
    T* result = y + i * stride;
    for (std::size_t j = 0; j < columns; ++j) {
      const C shifted = static_cast<C>(row[j]) - largest[j];
      result[j] = static_cast<T>(kLog ? shifted - sum[j] : std::exp(shifted) / sum[j]);
    }
  }
}

template <class T, bool kLog>
void run_contiguous(const AxisLines& rows, const RunContext& run) {
  const T* x = run.input(0).as<T>().data();
  T* y = run.output(0).as<T>().data();
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, rows.length));
  run.parallel_for(rows.outer, grain, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      softmax_row<T, kLog>(x + row * rows.length, y + row * rows.length, rows.length);
    }
  });
}

template <class T, bool kLog>
void run_strided(const AxisLines& rows, const RunContext& run) {
  const T* x = run.input(0).as<T>().data();
  T* y = run.output(0).as<T>().data();
  const int64_t blocks = (rows.inner + kColumnBlock - 1) / kColumnBlock;
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, rows.length * kColumnBlock));
  run.parallel_for(rows.outer * blocks, grain, [&](int64_t begin, int64_t end) {
    for (int64_t block = begin; block < end; ++block) {
      const int64_t column = block % blocks * kColumnBlock;
      const int64_t offset = block / blocks * rows.length * rows.inner + column;
      softmax_columns<T, kLog>(x + offset, y + offset, rows.length, rows.inner,
                               std::min(kColumnBlock, rows.inner - column));
    }
  });
}

template <bool kLog>
class Softmax final : public Kernel {
 public:
  explicit Softmax(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const AxisLines rows = portable::softmax_lines(context);
    const bool contiguous = rows.inner == 1;
    Step step;
    step.in_place = {{0, 0}};
    step.variant = contiguous ? "rows" : "columns";
    if (shape.elements() == 0) {
      step.run = [](const RunContext&) {};
      return step;
    }
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step.run = [rows, contiguous](const RunContext& run) {
        contiguous ? run_contiguous<T, kLog>(rows, run) : run_strided<T, kLog>(rows, run);
      };
    });
    return step;
  }
};

}  // namespace

void register_softmax(KernelRegistry& kernels) {
  kernels.add({"Softmax", since(1), make_kernel<Softmax<false>>});
  kernels.add({"LogSoftmax", since(1), make_kernel<Softmax<true>>});
}

}  // namespace ort::cpu
