#pragma once

#include <optional>
#include <vector>

#include "libort/core/tensor.h"
#include "libort/runtime/kernel.h"
#include "providers/portable/moved_types.h"
#include "providers/portable/moving_kernel.h"
#include "providers/portable/resize_coordinates.h"
#include "providers/portable/resize_weights.h"

namespace ort {
class KernelRegistry;
}

namespace ort::portable {

/// Resize 10 to 19 and Upsample 1 to 10. Mode nearest only moves data; for the others a provider says how it sums.
/// Versions before 11 have no coordinate modes: x / scale.
class Resize : public MovingKernel {
 public:
  /// Throws (node) for names that ONNX does not know and (unsupported) for strings that would have to be summed.
  explicit Resize(const KernelInfo& info);

  Step plan(const PlanContext& context) const final;

 protected:
  /// Step that makes output 0 from input 0 by weighted sums along one axis after the other. `axes` has one entry for
  /// each axis; the output has elements. Positions outside become `extrapolation`.
  virtual Step plan_weighted_sums(const PlanContext& context, const std::vector<AxisWeights>& axes,
                                  float extrapolation) const = 0;

 private:
  enum class Mode { kNearest, kLinear, kCubic };
  using Mappings = std::vector<std::optional<AxisMapping>>;

  static Mode mode_of(const KernelInfo& info);
  Mappings mappings(const PlanContext& context) const;
  Step plan_nearest(const PlanContext& context, const Mappings& axes) const;

  Mode mode_;
  CoordinateMode coordinates_ = CoordinateMode::kAsymmetric;
  NearestMode nearest_ = NearestMode::kSimple;
  ResizeFilter filter_;
  float extrapolation_ = 0;
  Tensor fill_;  ///< `extrapolation_` as an element, for mode nearest
};

/// Registers what `create` makes, a kernel derived from Resize, for all versions.
void register_resize(KernelRegistry& kernels, const KernelFactory& create, const MovedTypes& types = {});

}  // namespace ort::portable
