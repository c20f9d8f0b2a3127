#include "providers/portable/resize.h"

#include <algorithm>
#include <complex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "libort/core/saturate.h"
#include "libort/core/type_dispatch.h"
#include "libort/ops/resize_geometry.h"
#include "libort/runtime/kernel_registry.h"

namespace ort::portable {
namespace {

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

const Tensor* constant_at(const PlanContext& context, int input) {
  return input < 0 ? nullptr : context.constant(input);
}

/// What the node asks for, by attributes or by inputs.
ResizeRequest request_of(const PlanContext& context) {
  const Tensor* scales = constant_at(context, scales_input(context.node()));
  const Tensor* sizes = constant_at(context, sizes_input(context.node()));
  std::optional<std::vector<float>> given_scales;
  if (scales != nullptr) given_scales.emplace(scales->as<float>().begin(), scales->as<float>().end());
  std::optional<std::vector<int64_t>> given_sizes;
  if (sizes != nullptr) given_sizes = integers_of(*sizes);
  return resize_request(context.node(), context.input_shape(0).rank(), std::move(given_scales), std::move(given_sizes));
}

/// roi: [starts..., ends...] of all axes, or of those that attribute `axes` names.
void set_roi(const PlanContext& context, std::vector<std::optional<AxisMapping>>& axes) {
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

}  // namespace

Resize::Mode Resize::mode_of(const KernelInfo& info) {
  const auto& name = info.attribute<std::string>("mode");
  if (name == "nearest") return Mode::kNearest;
  if (name == "linear" || name == "bilinear") return Mode::kLinear;
  if (name == "cubic") return Mode::kCubic;
  fail_node("mode '" + name + "' is not known");
}

Resize::Resize(const KernelInfo& info) : MovingKernel(info), mode_(mode_of(info)) {
  if (const auto* name = info.find<std::string>("coordinate_transformation_mode")) {
    coordinates_ = coordinate_mode(*name);
    nearest_ = nearest_mode(info.attribute<std::string>("nearest_mode"));
  }
  filter_ = {.cubic = mode_ == Mode::kCubic,
             .cubic_coeff_a = attribute_or(info, "cubic_coeff_a", -0.75f),
             .antialias = attribute_or<int64_t>(info, "antialias", 0) != 0,
             .exclude_outside = attribute_or<int64_t>(info, "exclude_outside", 0) != 0};
  extrapolation_ = attribute_or(info, "extrapolation_value", 0.0f);
  if (mode_ != Mode::kNearest && info.input_dtype(0) == DataType::kString) {
    fail_unsupported("strings can be resized in mode nearest only");
  }
  if (mode_ == Mode::kNearest) fill_ = element_of(info.input_dtype(0), extrapolation_);
}

Step Resize::plan(const PlanContext& context) const {
  if (context.output_shape(0).elements() == 0) return move_nothing(context);
  const Mappings axes = mappings(context);
  if (std::ranges::none_of(axes, [](const auto& axis) { return axis.has_value(); })) {
    return mover().same_elements(context);
  }
  if (mode_ == Mode::kNearest) return plan_nearest(context, axes);
  std::vector<AxisWeights> weights;
  for (const auto& axis : axes) weights.push_back(axis ? axis_weights(coordinates_, filter_, *axis) : AxisWeights());
  return plan_weighted_sums(context, weights, extrapolation_);
}

/// The axes that change; nothing for those that stay as they are.
Resize::Mappings Resize::mappings(const PlanContext& context) const {
  const Shape& input = context.input_shape(0);
  const ResizeRequest request = request_of(context);
  const std::vector<ResizedAxis> resized = resized_axes(request, input);
  const bool moves_at_scale_1 =
      coordinates_ == CoordinateMode::kTfCropAndResize || coordinates_ == CoordinateMode::kTfHalfPixelForNn;
  Mappings axes(resized.size());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const bool named = request.scales[i] || request.sizes[i];
    if (!named || (resized[i].scale == 1.0 && !moves_at_scale_1)) continue;
    axes[i] = AxisMapping{.input = input[static_cast<int>(i)], .output = resized[i]};
  }
  if (coordinates_ == CoordinateMode::kTfCropAndResize) set_roi(context, axes);
  return axes;
}

Step Resize::plan_nearest(const PlanContext& context, const Mappings& axes) const {
  std::vector<AxisTable> tables;
  for (const auto& axis : axes) {
    tables.push_back(axis ? nearest_table(coordinates_, nearest_, *axis) : AxisTable());
  }
  return mover().table_copy(context, std::move(tables), {.value = fill_});
}

void register_resize(KernelRegistry& kernels, const KernelFactory& create, const MovedTypes& types) {
  const auto add = [&](const char* op_type, VersionRange versions, const char* parameter, std::vector<int> inputs) {
    kernels.add({.op_type = op_type,
                 .versions = versions,
                 .create = create,
                 .types = types_of(parameter, types),
                 .plan_inputs = std::move(inputs)});
  };
  add("Resize", between(10, 10), "T", {1});
  add("Resize", since(11), "T1", {1, 2, 3});
  add("Upsample", between(1, 8), "T", {});
  add("Upsample", since(9), "T", {1});
}

}  // namespace ort::portable
