#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel.h"
#include "providers/cpu/window.h"

namespace ort::cpu {

/// X [batch, groups * channels, input...], W [groups * channels, filters, kernel...], Y [batch, groups * filters,
/// output...]. The window slides over Y: each element of X is added to the elements of Y that the window covers.
struct ConvTransposeGeometry {
  Window window;  ///< its input is Y, its output is X
  int64_t batch = 0;
  int64_t groups = 1;
  int64_t channels = 0;  ///< of a group of X
  int64_t filters = 0;   ///< of a group of Y

  int64_t x_size() const { return window.output_size(); }  ///< elements of a plane
  int64_t y_size() const { return window.input_size(); }
  int64_t planes() const { return batch * groups * filters; }  ///< of Y
};

/// Addresses of one run. W is in the type that T computes in.
template <class T>
struct ConvTransposeOperands {
  const T* x = nullptr;
  const Compute<T>* w = nullptr;
  const T* bias = nullptr;  ///< or null: [groups * filters]
  T* y = nullptr;
};

/// How the work is cut; hangs on the geometry, only `lanes` on the number of threads.
struct ConvTransposeSchedule {
  int64_t items = 0;
  int64_t filters = 0;  ///< planes of Y that an item computes
  int64_t pixels = 0;   ///< elements of an X plane that are multiplied at a time
  int lanes = 1;
  std::size_t lane_bytes = 0;

  std::size_t workspace() const { return lane_bytes * static_cast<std::size_t>(lanes); }
};

/// One way to compute ConvTranspose.
template <class T>
struct ConvTransposeVariant {
  std::string_view name;
  bool (*accepts)(const ConvTransposeGeometry& geometry);
  ConvTransposeSchedule (*schedule)(const ConvTransposeGeometry& geometry, int threads);
  void (*run)(const ConvTransposeGeometry& geometry, const ConvTransposeSchedule& schedule, const RunContext& run,
              std::byte* workspace, const ConvTransposeOperands<T>& operands);
};

/// In order of preference; the last accepts everything. For FloatTypes.
template <class T>
std::span<const ConvTransposeVariant<T>> conv_transpose_variants();

}  // namespace ort::cpu
