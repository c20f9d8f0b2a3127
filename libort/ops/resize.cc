#include <cmath>
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/resize_geometry.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

/// Contents of the scales input; nothing when it is absent. `unknown` is set when it is there but not known yet.
std::optional<std::vector<float>> given_scales(const InferContext& context, bool& unknown) {
  const int input = scales_input(context.node());
  if (input < 0 || !context.has_input(input)) return std::nullopt;
  const Tensor* scales = context.constant(input);
  if (scales == nullptr) {
    const SymbolicShape& shape = context.input_shape(input);
    unknown = !shape.ranked || product_of(shape.dims).value != 0;
    return std::nullopt;
  }
  return std::vector<float>(scales->as<float>().begin(), scales->as<float>().end());
}

/// The dimensions that can be told although not all of the input's are known.
SymbolicShape partly_resized(const ResizeRequest& request, const SymbolicShape& input) {
  SymbolicShape shape = unknown_dims(input.rank());
  for (std::size_t axis = 0; axis < shape.dims.size(); ++axis) {
    const Dim& dim = input.dims[axis];
    const bool kept = !request.sizes[axis] && request.scales[axis].value_or(1.0f) == 1.0f;
    if (kept) {
      shape.dims[axis] = dim;
    } else if (request.scales[axis] && dim.known()) {
      shape.dims[axis] = axis_by_scale(dim.value, *request.scales[axis]).length;
    } else if (request.sizes[axis] && request.aspect_ratio == AspectRatio::kStretch) {
      shape.dims[axis] = *request.sizes[axis];
    }
  }
  return shape;
}

/// The dimensions where `sizes` is known in part only, for sizes that name every axis.
SymbolicShape dims_from_sizes(const InferContext& context, int rank) {
  const std::optional<std::vector<Element>> sizes = context.elements(sizes_input(context.node()));
  const auto* policy = context.node().find<std::string>("keep_aspect_ratio_policy");
  const bool literal =
      (policy == nullptr || *policy == "stretch") && context.node().find<std::vector<int64_t>>("axes") == nullptr;
  SymbolicShape shape = unknown_dims(rank);
  if (!sizes || !literal || std::ssize(*sizes) != rank) return shape;
  for (std::size_t axis = 0; axis < shape.dims.size(); ++axis) shape.dims[axis] = (*sizes)[axis].to_dim();
  return shape;
}

void infer_resize(InferContext& context) {
  const SymbolicShape& input = context.input_shape(0);
  if (!input.ranked) return context.set_output(0, context.input_dtype(0), {});
  bool unknown = false;
  std::optional<std::vector<float>> scales = given_scales(context, unknown);
  const int sizes_at = sizes_input(context.node());
  std::optional<std::vector<int64_t>> sizes = sizes_at < 0 ? std::nullopt : context.integers(sizes_at);
  if (unknown) return context.set_output(0, context.input_dtype(0), unknown_dims(input.rank()));
  if (sizes_at >= 0 && context.has_input(sizes_at) && !sizes) {
    return context.set_output(0, context.input_dtype(0), dims_from_sizes(context, input.rank()));
  }
  const ResizeRequest request = resize_request(context.node(), input.rank(), std::move(scales), std::move(sizes));
  if (!input.known()) return context.set_output(0, context.input_dtype(0), partly_resized(request, input));
  Shape known;
  for (const Dim& dim : input.dims) known.append(dim.value);
  SymbolicShape shape = SymbolicShape::of({});
  for (const ResizedAxis& axis : resized_axes(request, known)) shape.dims.emplace_back(axis.length);
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

/// A product and a sum for each element that an interpolation weighs: two (linear) or four (cubic) along each axis that
/// changes its length, more where antialias widens the filter.
double resize_operations(const CostContext& context) {
  const std::string& mode = context.node().attribute<std::string>("mode");
  if (mode == "nearest") return 0;
  const int64_t* antialias = context.node().find<int64_t>("antialias");
  const double width = mode == "cubic" ? 4 : 2;
  const Shape& input = context.input_shape(0);
  const Shape& output = context.output_shape(0);
  double taps = 1;
  for (int axis = 0; axis < input.rank(); ++axis) {
    if (input[axis] == output[axis] || output[axis] == 0) continue;
    const double shrink = static_cast<double>(input[axis]) / static_cast<double>(output[axis]);
    taps *= antialias != nullptr && *antialias != 0 && shrink > 1 ? std::ceil(width * shrink) : width;
  }
  return taps == 1 ? 0 : 2 * taps * context.output_elements(0);
}

void define_upsample(OpRegistry& ops) {
  OpFamily upsample(ops, "Upsample");
  upsample.since(1)
      .input("X", "T")
      .output("Y", "T")
      .required_attribute("height_scale", AttributeType::kFloat)
      .required_attribute("width_scale", AttributeType::kFloat)
      .attribute("mode", "nearest")
      .type("T", kFloats | kBool | kIndexTypes)
      .infer(infer_resize)
      .cost(resize_operations);
  upsample.since(7)
      .drop_attribute("height_scale")
      .drop_attribute("width_scale")
      .required_attribute("scales", AttributeType::kFloats)
      .type("T", kAllTensors);
  upsample.since(9).drop_attribute("scales").input("scales", "tensor(float)");
  upsample.since(10).deprecate();
}

}  // namespace

/// Resize 10, 11 (coordinate modes), 13, 18 (antialias, axes, aspect ratio), 19; Upsample 1, 7, 9, 10.
void define_resize(OpRegistry& ops) {
  OpFamily resize(ops, "Resize");
  resize.since(10)
      .input("X", "T")
      .input("scales", "tensor(float)")
      .output("Y", "T")
      .attribute("mode", "nearest")
      .type("T", kAllTensors)
      .infer(infer_resize)
      .cost(resize_operations);

  OpFamily resize_11(ops, "Resize");
  resize_11.since(11)
      .input("X", "T1")
      .input("roi", "T2")
      .input("scales", "tensor(float)")
      .optional_input("sizes", "tensor(int64)")
      .output("Y", "T1")
      .attribute("coordinate_transformation_mode", "half_pixel")
      .attribute("cubic_coeff_a", -0.75f)
      .attribute("exclude_outside", 0)
      .attribute("extrapolation_value", 0.0f)
      .attribute("mode", "nearest")
      .attribute("nearest_mode", "round_prefer_floor")
      .type("T1", kAllTensors)
      .type("T2", kFloats)
      .infer(infer_resize)
      .cost(resize_operations);
  resize_11.since(13)
      .drop_inputs()
      .input("X", "T1")
      .optional_input("roi", "T2")
      .optional_input("scales", "tensor(float)")
      .optional_input("sizes", "tensor(int64)")
      .type("T1", kAllTensorsBf16);
  resize_11.since(18)
      .attribute("antialias", 0)
      .optional_attribute("axes", AttributeType::kInts)
      .attribute("keep_aspect_ratio_policy", "stretch");
  resize_11.since(19);

  define_upsample(ops);
}

}  // namespace ort
