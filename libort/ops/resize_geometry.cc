#include "libort/ops/resize_geometry.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "libort/core/fail.h"

namespace ort {
namespace {

constexpr double kLongest = 4611686018427387904.0;  // 2^62

AspectRatio aspect_ratio(const Node& node) {
  const auto* policy = node.find<std::string>("keep_aspect_ratio_policy");
  if (policy == nullptr || *policy == "stretch") return AspectRatio::kStretch;
  if (*policy == "not_larger") return AspectRatio::kNotLarger;
  if (*policy == "not_smaller") return AspectRatio::kNotSmaller;
  fail_node("keep_aspect_ratio_policy '" + *policy + "' is not known");
}

/// The axes that scales, sizes and roi speak of.
std::vector<std::size_t> named_axes(const Node& node, int rank, std::size_t count) {
  std::vector<int64_t> axes(static_cast<std::size_t>(rank));
  std::iota(axes.begin(), axes.end(), 0);
  if (const auto* named = node.find<std::vector<int64_t>>("axes")) axes = *named;
  if (count != axes.size()) {
    fail_node(std::to_string(count) + " scales or sizes for " + std::to_string(axes.size()) + " axes");
  }
  std::vector<std::size_t> positions;
  for (const int64_t axis : axes) {
    positions.push_back(static_cast<std::size_t>(normalize_axis(axis, rank)));
    if (std::count(positions.begin(), positions.end(), positions.back()) > 1) {
      fail_node("axis " + std::to_string(axis) + " is resized twice");
    }
  }
  return positions;
}

/// The scales of Upsample 1 and 7.
std::vector<float> scale_attributes(const Node& node) {
  if (const auto* scales = node.find<std::vector<float>>("scales")) return *scales;
  return {1.0f, 1.0f, node.attribute<float>("height_scale"), node.attribute<float>("width_scale")};
}

int64_t checked_length(double length) {
  if (!(length < kLongest)) fail_limit("a resized dimension of " + std::to_string(length) + " elements");
  return static_cast<int64_t>(length);
}

/// One scale for all axes with a size: the smallest or the largest of those that the sizes ask for.
double common_scale(const ResizeRequest& request, const Shape& input) {
  std::optional<double> common;
  for (int axis = 0; axis < input.rank(); ++axis) {
    const std::optional<int64_t> size = request.sizes[static_cast<std::size_t>(axis)];
    if (!size) continue;
    const double scale = axis_by_size(input[axis], *size).scale;
    if (!common) common = scale;
    common = request.aspect_ratio == AspectRatio::kNotLarger ? std::min(*common, scale) : std::max(*common, scale);
  }
  return common.value_or(1.0);
}

}  // namespace

int scales_input(const Node& node) {
  if (node.op_type == "Upsample") return node.since_version >= 9 ? 1 : -1;
  return node.since_version >= 11 ? 2 : 1;
}

int sizes_input(const Node& node) { return node.op_type == "Resize" && node.since_version >= 11 ? 3 : -1; }

ResizeRequest resize_request(const Node& node, int rank, std::optional<std::vector<float>> scales,
                             std::optional<std::vector<int64_t>> sizes) {
  if (scales_input(node) < 0) scales = scale_attributes(node);
  const bool by_scale = scales && (!scales->empty() || rank == 0);
  const bool by_size = sizes && (!sizes->empty() || (rank == 0 && !scales));
  if (by_scale && by_size) fail_node("both scales and sizes are given");
  if (!by_scale && !by_size) fail_node("neither scales nor sizes are given");
  ResizeRequest request;
  request.scales.resize(static_cast<std::size_t>(rank));
  request.sizes.resize(static_cast<std::size_t>(rank));
  const std::vector<std::size_t> axes = named_axes(node, rank, by_scale ? scales->size() : sizes->size());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (by_scale) {
      const float scale = (*scales)[i];
      if (!(scale > 0) || !std::isfinite(scale)) fail_node("a scale of " + std::to_string(scale));
      request.scales[axes[i]] = scale;
    } else {
      if ((*sizes)[i] < 0) fail_node("a size of " + std::to_string((*sizes)[i]));
      request.sizes[axes[i]] = (*sizes)[i];
    }
  }
  if (by_size) request.aspect_ratio = aspect_ratio(node);
  return request;
}

ResizedAxis axis_by_scale(int64_t dim, float scale) {
  if (scale == 1.0f) return {dim, 1.0, static_cast<double>(dim)};
  const float exact = static_cast<float>(dim) * scale;
  return {checked_length(static_cast<double>(exact)), static_cast<double>(scale), static_cast<double>(exact)};
}

ResizedAxis axis_by_size(int64_t dim, int64_t size) {
  if (dim == 0 && size > 0) fail_node("a dimension of 0 cannot be resized to " + std::to_string(size));
  const double scale = dim == 0 ? 1.0 : static_cast<double>(size) / static_cast<double>(dim);
  return {size, scale, static_cast<double>(size)};
}

std::vector<ResizedAxis> resized_axes(const ResizeRequest& request, const Shape& input) {
  const bool keeps_ratio = request.aspect_ratio != AspectRatio::kStretch;
  const double common = keeps_ratio ? common_scale(request, input) : 1.0;
  std::vector<ResizedAxis> axes;
  for (int axis = 0; axis < input.rank(); ++axis) {
    const int64_t dim = input[axis];
    const std::optional<float> scale = request.scales[static_cast<std::size_t>(axis)];
    const std::optional<int64_t> size = request.sizes[static_cast<std::size_t>(axis)];
    if (scale) {
      axes.push_back(axis_by_scale(dim, *scale));
    } else if (size && keeps_ratio) {
      const double exact = common * static_cast<double>(dim);
      axes.push_back({checked_length(exact + 0.5), common, exact});
    } else {
      axes.push_back(axis_by_size(dim, size.value_or(dim)));
    }
  }
  return axes;
}

}  // namespace ort
