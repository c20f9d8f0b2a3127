#include <string>
#include <vector>

#include "libort/runtime/kernel_registry.h"
#include "providers/portable/families.h"
#include "providers/portable/moving_kernel.h"

namespace ort::portable {
namespace {

/// Strides of the two channel factors that DepthToSpace and SpaceToDepth split off: DCR puts the block position before
/// the channel (block row, block column, channel), CRD behind it.
struct ChannelStrides {
  int64_t row = 0;
  int64_t column = 0;
  int64_t channel = 0;
};

ChannelStrides channel_strides(bool depth_first, int64_t channels, int64_t block, int64_t plane) {
  if (depth_first) return {.row = block * channels * plane, .column = channels * plane, .channel = plane};
  return {.row = block * plane, .column = plane, .channel = block * block * plane};
}

/// A tensor [N, C * b * b, H, W] seen as [N, C, H, b, W, b], the layout of its counterpart [N, C, H * b, W * b].
std::vector<int64_t> deep_strides(const Shape& deep, bool depth_first, int64_t block) {
  const int64_t plane = deep[2] * deep[3];
  const ChannelStrides channel = channel_strides(depth_first, deep[1] / (block * block), block, plane);
  return {deep[1] * plane, channel.channel, deep[3], channel.row, 1, channel.column};
}

std::vector<int64_t> flat_strides(const Shape& flat, int64_t block) {
  const int64_t width = flat[3];
  return {flat[1] * flat[2] * width, flat[2] * width, block * width, width, block, 1};
}

class DepthSpace : public MovingKernel {
 public:
  explicit DepthSpace(const KernelInfo& info) : MovingKernel(info), block_(info.attribute<int64_t>("blocksize")) {
    const auto* mode = info.find<std::string>("mode");
    depth_first_ = mode == nullptr || *mode == "DCR";
  }

 protected:
  std::vector<int64_t> strides_of_deep(const Shape& deep) const { return deep_strides(deep, depth_first_, block_); }
  std::vector<int64_t> strides_of_flat(const Shape& flat) const { return flat_strides(flat, block_); }
  /// [N, C, H, b, W, b]
  std::vector<int64_t> extents(const Shape& flat) const {
    return {flat[0], flat[1], flat[2] / block_, block_, flat[3] / block_, block_};
  }

 private:
  int64_t block_;
  bool depth_first_ = true;
};

class DepthToSpace final : public DepthSpace {
 public:
  using DepthSpace::DepthSpace;

  Step plan(const PlanContext& context) const override {
    const Shape& flat = context.output_shape(0);
    if (flat.elements() == 0) return move_nothing(context);
    return move_block(context, {.extents = extents(flat),
                                .source_strides = strides_of_deep(context.input_shape(0)),
                                .target_strides = strides_of_flat(flat)});
  }
};

class SpaceToDepth final : public DepthSpace {
 public:
  using DepthSpace::DepthSpace;

  Step plan(const PlanContext& context) const override {
    const Shape& flat = context.input_shape(0);
    if (flat.elements() == 0) return move_nothing(context);
    return move_block(context, {.extents = extents(flat),
                                .source_strides = strides_of_flat(flat),
                                .target_strides = strides_of_deep(context.output_shape(0))});
  }
};

}  // namespace

void register_depth_space(KernelRegistry& kernels, const MovedTypes& types) {
  kernels.add({.op_type = "DepthToSpace",
               .versions = since(1),
               .create = make_kernel<DepthToSpace>,
               .types = types_of("T", types)});
  kernels.add({.op_type = "SpaceToDepth",
               .versions = since(1),
               .create = make_kernel<SpaceToDepth>,
               .types = types_of("T", types)});
}

}  // namespace ort::portable
