#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel.h"
#include "providers/cpu/activation_function.h"
#include "providers/cpu/compute_copy.h"
#include "providers/cpu/window.h"

namespace ort::cpu {

/// X [batch, groups * channels, input...], W [groups * filters, channels, kernel...], Y [batch, groups * filters,
/// output...].
struct ConvGeometry {
  Window window;
  int64_t batch = 0;
  int64_t groups = 1;
  int64_t channels = 0;  ///< of a group
  int64_t filters = 0;   ///< of a group

  int64_t depth() const { return channels * window.kernel_size(); }  ///< products in a sum
  int64_t planes() const { return batch * groups * filters; }        ///< of the output
};

/// Addresses of one run. W is in the type that T computes in.
template <class T>
struct ConvOperands {
  const T* x = nullptr;
  const Compute<T>* w = nullptr;
  const T* bias = nullptr;    ///< or null: [groups * filters]
  const T* addend = nullptr;  ///< or null: like Y
  T* y = nullptr;

  /// Turns `count` sums of output plane `plane` into results from element `begin` of the plane on. `sums` may be the
  /// results' own memory.
  void finish(const ConvGeometry& geometry, const ActivationFunction& activation, Compute<T>* sums, int64_t plane,
              int64_t begin, int64_t count) const {
    const int64_t offset = plane * geometry.window.output_size() + begin;
    if (bias != nullptr) {
      const auto value = static_cast<Compute<T>>(bias[plane % (geometry.groups * geometry.filters)]);
      for (int64_t i = 0; i < count; ++i) sums[i] += value;
    }
    if (addend != nullptr) {
      for (int64_t i = 0; i < count; ++i) sums[i] += static_cast<Compute<T>>(addend[offset + i]);
    }
    if (!activation.is_identity()) activation.apply(std::span(sums, static_cast<std::size_t>(count)));
    narrow<T>(sums, y + offset, count);
  }
};

/// How the work is cut; hangs on the geometry, only `lanes` on the number of threads.
struct ConvSchedule {
  int64_t items = 0;
  int64_t pixels = 0;   ///< output elements of a plane that an item computes (products), or
  int64_t filters = 0;  ///< filters of an item (products)
  int64_t rows = 0;     ///< output rows of an item (direct forms)
  int lanes = 1;
  std::size_t lane_bytes = 0;

  std::size_t workspace() const { return lane_bytes * static_cast<std::size_t>(lanes); }
};

/// One way to convolve.
template <class T>
struct ConvVariant {
  std::string_view name;
  bool (*accepts)(const ConvGeometry& geometry);
  ConvSchedule (*schedule)(const ConvGeometry& geometry, int threads);
  /// `workspace`: as many bytes as the schedule says.
  void (*run)(const ConvGeometry& geometry, const ConvSchedule& schedule, const ActivationFunction& activation,
              const RunContext& run, std::byte* workspace, const ConvOperands<T>& operands);
};

/// In order of preference; the last accepts everything. For FloatTypes.
template <class T>
std::span<const ConvVariant<T>> conv_variants();

// The entries of the list; pointwise for float and double only.
template <class T>
ConvVariant<T> pointwise_conv();  ///< a 1x1 window reads X as it is
template <class T>
ConvVariant<T> im2col_conv();  ///< Chellapilla et al. 2006: windows as columns of a matrix, then a product
template <class T>
ConvVariant<T> depthwise_conv();  ///< one channel for each group: adds shifted rows
template <class T>
ConvVariant<T> reference_conv();  ///< the sum as ONNX writes it

}  // namespace ort::cpu
