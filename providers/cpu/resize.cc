#include <algorithm>
#include <complex>
#include <utility>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/cpu_mover.h"
#include "providers/cpu/families.h"
#include "providers/cpu/resize_coordinates.h"
#include "providers/cpu/resize_weights.h"
#include "providers/cpu/saturate.h"
#include "providers/cpu/weighted_sums.h"

namespace ort::cpu {
namespace {

enum class ResizeMode { kNearest, kLinear, kCubic };

ResizeMode resize_mode(const std::string& name) {
  if (name == "nearest") return ResizeMode::kNearest;
  if (name == "linear" || name == "bilinear") return ResizeMode::kLinear;
  if (name == "cubic") return ResizeMode::kCubic;
  fail_node("mode '" + name + "' is not known");
}

template <class T>
T attribute_or(const KernelInfo& info, std::string_view name, T otherwise) {
  const T* value = info.find<T>(name);
  return value == nullptr ? otherwise : *value;
}

std::vector<double> doubles_of(const Tensor& tensor) {
  std::vector<double> numbers;
  dispatch(tensor.dtype(), Types<float, double, Float16>{}, [&]<class T>() {
    for (const T element : tensor.as<T>()) numbers.push_back(static_cast<double>(static_cast<Compute<T>>(element)));
  });
  return numbers;
}

/// `value` as one element of `dtype`.
Tensor element_of(DataType dtype, float value) {
  using Filled = Types<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
                       uint64_t, bool, std::complex<float>, std::complex<double>>;
  Tensor tensor(dtype, {});
  if (tensor.is_string()) return tensor;
  dispatch(dtype, Filled{}, [&]<class T>() {
    if constexpr (std::is_same_v<T, bool>) {
      tensor.as<T>()[0] = value != 0;
    } else if constexpr (std::is_integral_v<T>) {
      tensor.as<T>()[0] = saturate_to<T>(value);
    } else {
      tensor.as<T>()[0] = static_cast<T>(value);
    }
  });
  return tensor;
}

/// Resize 10 to 19 and Upsample 1 to 10. Versions before 11 have no coordinate modes: x / scale.
class Resize final : public Kernel {
 public:
  explicit Resize(const KernelInfo& info) : mode_(resize_mode(info.attribute<std::string>("mode"))) {
    const bool simple = info.find<std::string>("coordinate_transformation_mode") == nullptr;
    coordinates_ = simple ? CoordinateMode::kAsymmetric
                          : coordinate_mode(info.attribute<std::string>("coordinate_transformation_mode"));
    nearest_ = simple ? NearestMode::kSimple : nearest_mode(info.attribute<std::string>("nearest_mode"));
    filter_ = {.cubic = mode_ == ResizeMode::kCubic,
               .cubic_coeff_a = attribute_or(info, "cubic_coeff_a", -0.75f),
               .antialias = attribute_or<int64_t>(info, "antialias", 0) != 0,
               .exclude_outside = attribute_or<int64_t>(info, "exclude_outside", 0) != 0};
    extrapolation_ = attribute_or(info, "extrapolation_value", 0.0f);
    if (mode_ != ResizeMode::kNearest && info.input_dtype(0) == DataType::kString) {
      fail_unsupported("strings can be resized in mode nearest only");
    }
    if (mode_ == ResizeMode::kNearest) fill_ = element_of(info.input_dtype(0), extrapolation_);
  }

  Step plan(const PlanContext& context) const override {
    if (context.output_shape(0).elements() == 0) return cpu_mover().strided_copies(context, {});
    const std::vector<std::optional<AxisMapping>> axes = mappings(context);
    if (std::ranges::none_of(axes, [](const auto& axis) { return axis.has_value(); }))
      return cpu_mover().same_elements(context);
    return mode_ == ResizeMode::kNearest ? plan_nearest(context, axes) : plan_weighted(context, axes);
  }

 private:
  /// The axes that change; nothing for those that stay as they are.
  std::vector<std::optional<AxisMapping>> mappings(const PlanContext& context) const {
    const Shape& input = context.input_shape(0);
    const ResizeRequest request = this->request(context);
    const std::vector<ResizedAxis> resized = resized_axes(request, input);
    const bool moves_at_scale_1 =
        coordinates_ == CoordinateMode::kTfCropAndResize || coordinates_ == CoordinateMode::kTfHalfPixelForNn;
    std::vector<std::optional<AxisMapping>> axes(resized.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const bool named = request.scales[i] || request.sizes[i];
      if (!named || (resized[i].scale == 1.0 && !moves_at_scale_1)) continue;
      axes[i] = AxisMapping{.input = input[static_cast<int>(i)], .output = resized[i]};
    }
    if (coordinates_ == CoordinateMode::kTfCropAndResize) set_roi(context, axes);
    return axes;
  }

  ResizeRequest request(const PlanContext& context) const {
    const Tensor* scales = constant_at(context, scales_input(context.node()));
    const Tensor* sizes = constant_at(context, sizes_input(context.node()));
    std::optional<std::vector<float>> given_scales;
    if (scales != nullptr) given_scales.emplace(scales->as<float>().begin(), scales->as<float>().end());
    std::optional<std::vector<int64_t>> given_sizes;
    if (sizes != nullptr) given_sizes = integers_of(*sizes);
    return resize_request(context.node(), context.input_shape(0).rank(), std::move(given_scales),
                          std::move(given_sizes));
  }

  static const Tensor* constant_at(const PlanContext& context, int input) {
    return input < 0 ? nullptr : context.constant(input);
  }

  /// roi: [starts..., ends...] of all axes, or of those that attribute `axes` names.
  static void set_roi(const PlanContext& context, std::vector<std::optional<AxisMapping>>& axes) {
    const Tensor* roi = context.constant(1);
    if (roi == nullptr) fail_node("tf_crop_and_resize without roi");
    const std::vector<double> bounds = doubles_of(*roi);
    const auto* named = context.node().find<std::vector<int64_t>>("axes");
    const std::size_t count = named == nullptr ? axes.size() : named->size();
    if (bounds.size() != 2 * count) {
      fail_node("roi has " + std::to_string(bounds.size()) + " elements for " + std::to_string(count) + " axes");
    }
    for (std::size_t i = 0; i < count; ++i) {
      const int64_t axis = named == nullptr ? static_cast<int64_t>(i) : (*named)[i];
      auto& mapping = axes[static_cast<std::size_t>(normalize_axis(axis, static_cast<int>(axes.size())))];
      mapping->roi_start = bounds[i];
      mapping->roi_end = bounds[count + i];
    }
  }

  Step plan_nearest(const PlanContext& context, const std::vector<std::optional<AxisMapping>>& axes) const {
    std::vector<AxisTable> tables;
    for (const auto& axis : axes) {
      tables.push_back(axis ? nearest_table(coordinates_, nearest_, *axis) : AxisTable());
    }
    return cpu_mover().table_copy(context, std::move(tables), {.value = fill_});
  }

  Step plan_weighted(const PlanContext& context, const std::vector<std::optional<AxisMapping>>& axes) const {
    std::vector<AxisWeights> weights;
    for (const auto& axis : axes) weights.push_back(axis ? axis_weights(coordinates_, filter_, *axis) : AxisWeights());
    return weighted_sums_step(context, weights, extrapolation_);
  }

  ResizeMode mode_;
  CoordinateMode coordinates_ = CoordinateMode::kAsymmetric;
  NearestMode nearest_ = NearestMode::kSimple;
  ResizeFilter filter_;
  float extrapolation_ = 0;
  Tensor fill_;
};

}  // namespace

void register_resize(KernelRegistry& kernels) {
  kernels.add({.op_type = "Resize", .versions = between(10, 10), .create = make_kernel<Resize>, .plan_inputs = {1}});
  kernels.add({.op_type = "Resize", .versions = since(11), .create = make_kernel<Resize>, .plan_inputs = {1, 2, 3}});
  kernels.add({.op_type = "Upsample", .versions = between(1, 8), .create = make_kernel<Resize>});
  kernels.add({.op_type = "Upsample", .versions = since(9), .create = make_kernel<Resize>, .plan_inputs = {1}});
}

}  // namespace ort::cpu
