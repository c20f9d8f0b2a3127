#include "libort/core/checked_math.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

int64_t block_size(const InferContext& context) {
  const int64_t block = context.node().attribute<int64_t>("blocksize");
  if (block <= 0) fail_node("blocksize " + std::to_string(block));
  return block;
}

void check_mode(const InferContext& context) {
  const auto* mode = context.node().find<std::string>("mode");
  if (mode != nullptr && *mode != "DCR" && *mode != "CRD") fail_node("mode '" + *mode + "' is neither DCR nor CRD");
}

/// The input's four dimensions; nothing for an unknown rank.
const SymbolicShape* four_dims(InferContext& context) {
  const SymbolicShape& input = context.input_shape(0);
  if (!input.ranked) {
    context.set_output(0, context.input_dtype(0), unknown_dims(4));
    return nullptr;
  }
  if (input.rank() != 4) fail_node("an input of shape " + input.to_string() + " has no four dimensions");
  return &input;
}

Dim divided(const Dim& dim, int64_t divisor, const char* what) {
  if (divisor == 1) return dim;
  if (!dim.known()) return {};
  if (dim.value % divisor != 0) {
    fail_node(std::string(what) + " " + std::to_string(dim.value) + " is no multiple of " + std::to_string(divisor));
  }
  return dim.value / divisor;
}

void infer_depth_to_space(InferContext& context) {
  check_mode(context);
  const int64_t block = block_size(context);
  const SymbolicShape* input = four_dims(context);
  if (input == nullptr) return;
  const std::vector<Dim>& dims = input->dims;
  context.set_output(0, context.input_dtype(0),
                     SymbolicShape::of({dims[0], divided(dims[1], checked_multiply(block, block), "depth"),
                                        scaled(dims[2], block), scaled(dims[3], block)}));
}

void infer_space_to_depth(InferContext& context) {
  check_mode(context);
  const int64_t block = block_size(context);
  const SymbolicShape* input = four_dims(context);
  if (input == nullptr) return;
  const std::vector<Dim>& dims = input->dims;
  context.set_output(0, context.input_dtype(0),
                     SymbolicShape::of({dims[0], scaled(dims[1], checked_multiply(block, block)),
                                        divided(dims[2], block, "height"), divided(dims[3], block, "width")}));
}

}  // namespace

/// DepthToSpace 1, 11 (mode), 13, 28; SpaceToDepth 1, 13, 28 (mode).
void define_depth_space(OpRegistry& ops) {
  OpFamily depth_to_space(ops, "DepthToSpace");
  depth_to_space.since(1)
      .input("input", "T")
      .output("output", "T")
      .required_attribute("blocksize", AttributeType::kInt)
      .type("T", kAllTensors)
      .infer(infer_depth_to_space)
      .cost(no_operations);
  depth_to_space.since(11).attribute("mode", "DCR");
  depth_to_space.since(13).type("T", kAllTensorsBf16);
  depth_to_space.since(28);

  OpFamily space_to_depth(ops, "SpaceToDepth");
  space_to_depth.since(1)
      .input("input", "T")
      .output("output", "T")
      .required_attribute("blocksize", AttributeType::kInt)
      .type("T", kAllTensors)
      .infer(infer_space_to_depth)
      .cost(no_operations);
  space_to_depth.since(13).type("T", kAllTensorsBf16);
  space_to_depth.since(28).attribute("mode", "DCR");
}

}  // namespace ort
