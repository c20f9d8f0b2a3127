#include <algorithm>
#include <array>
#include <string_view>

#include "libort/ops/op_schema.h"
#include "libort/optimizer/constant_elements.h"
#include "libort/optimizer/passes.h"
#include "libort/optimizer/replace_value.h"

namespace ort {
namespace {

/// The input that output 0 of the node surely repeats; kNoValue when there is none.
using Rule = ValueId (*)(const Graph& graph, const Node& node);

const ValueType& type_of(const Graph& graph, ValueId id) { return graph.value(id).type; }

const Tensor* fixed_input(const Graph& graph, const Node& node, std::size_t i) {
  return node.has_input(i) ? graph.value(node.inputs[i]).fixed() : nullptr;
}

/// True when input 0 and output 0 surely have the same shape, but for at most `open` axes that are not known. An open
/// axis follows from the number of elements, unless there are none.
bool same_shape(const Graph& graph, const Node& node, int open) {
  const SymbolicShape& before = type_of(graph, node.inputs[0]).shape;
  const SymbolicShape& after = type_of(graph, node.outputs[0]).shape;
  if (!before.ranked || !after.ranked || before.rank() != after.rank()) return false;
  int unknown = 0;
  bool empty = false;
  for (std::size_t axis = 0; axis < before.dims.size(); ++axis) {
    const Dim& left = before.dims[axis];
    const Dim& right = after.dims[axis];
    if (left.known() && right.known()) {
      if (left.value != right.value) return false;
      empty = empty || left.value == 0;
    } else {
      ++unknown;
    }
  }
  return unknown == 0 || (unknown <= open && !empty);
}

ValueId always(const Graph&, const Node& node) { return node.inputs[0]; }

ValueId dropout(const Graph& graph, const Node& node) {
  if (node.has_output(1)) {
    const bool mask_read = !graph.value(node.outputs[1]).uses.empty() || graph.is_graph_output(node.outputs[1]);
    if (mask_read) return kNoValue;
  }
  if (node.since_version < 7) return node.attribute<int64_t>("is_test") != 0 ? node.inputs[0] : kNoValue;
  if (!node.has_input(2)) return node.inputs[0];
  const Tensor* training = fixed_input(graph, node, 2);
  const bool inference = training != nullptr && training->dtype() == DataType::kBool && training->elements() == 1 &&
                         training->data()[0] == std::byte{0};
  return inference ? node.inputs[0] : kNoValue;
}

ValueId cast(const Graph& graph, const Node& node) {
  const ValueType& before = type_of(graph, node.inputs[0]);
  const ValueType& after = type_of(graph, node.outputs[0]);
  const bool same = before.is_tensor() && after.is_tensor() && before.dtype == after.dtype && is_known(before.dtype);
  return same ? node.inputs[0] : kNoValue;
}

/// Operators that keep the number and order of elements.
ValueId reshape(const Graph& graph, const Node& node) { return same_shape(graph, node, 1) ? node.inputs[0] : kNoValue; }

ValueId expand(const Graph& graph, const Node& node) { return same_shape(graph, node, 0) ? node.inputs[0] : kNoValue; }

/// With steps that go forward, only the whole range gives as many elements as there were.
ValueId slice(const Graph& graph, const Node& node) {
  if (!same_shape(graph, node, 0)) return kNoValue;
  if (!node.has_input(4)) return node.inputs[0];
  const Tensor* steps = fixed_input(graph, node, 4);
  if (steps == nullptr) return kNoValue;
  const std::vector<int64_t> numbers = integers_of(*steps);
  const bool forward = std::all_of(numbers.begin(), numbers.end(), [](int64_t step) { return step > 0; });
  return forward ? node.inputs[0] : kNoValue;
}

ValueId transpose(const Graph& graph, const Node& node) {
  const auto* permutation = node.find<std::vector<int64_t>>("perm");
  if (permutation == nullptr) {
    const SymbolicShape& shape = type_of(graph, node.inputs[0]).shape;
    return shape.ranked && shape.rank() <= 1 ? node.inputs[0] : kNoValue;
  }
  for (std::size_t axis = 0; axis < permutation->size(); ++axis) {
    if ((*permutation)[axis] != static_cast<int64_t>(axis)) return kNoValue;
  }
  return node.inputs[0];
}

ValueId pad(const Graph& graph, const Node& node) {
  if (node.since_version >= 11) {
    const Tensor* pads = fixed_input(graph, node, 1);
    return pads != nullptr && all_elements_are(*pads, 0.0) ? node.inputs[0] : kNoValue;
  }
  const auto& pads = node.attribute<std::vector<int64_t>>(node.since_version < 2 ? "paddings" : "pads");
  const bool none = std::all_of(pads.begin(), pads.end(), [](int64_t pad) { return pad == 0; });
  return none ? node.inputs[0] : kNoValue;
}

ValueId single(const Graph&, const Node& node) { return node.inputs.size() == 1 ? node.inputs[0] : kNoValue; }

/// True when a tensor of shape `operand` broadcasts into `shape` without making it larger.
bool fits_into(const Shape& operand, const SymbolicShape& shape) {
  if (operand.rank() == 0) return true;
  if (!shape.ranked || operand.rank() > shape.rank()) return false;
  const int skipped = shape.rank() - operand.rank();
  for (int axis = 0; axis < operand.rank(); ++axis) {
    const Dim& dim = shape.dims[static_cast<std::size_t>(skipped + axis)];
    if (operand[axis] != 1 && dim.value != operand[axis]) return false;
  }
  return true;
}

/// Input `other` when input `constant` holds nothing but `neutral` and does not enlarge the result.
ValueId neutral_operand(const Graph& graph, const Node& node, std::size_t constant, double neutral) {
  const ValueId other = node.inputs[1 - constant];
  const Tensor* tensor = fixed_input(graph, node, constant);
  if (node.since_version < 7 || tensor == nullptr || !fits_into(tensor->shape(), type_of(graph, other).shape)) {
    return kNoValue;
  }
  return all_elements_are(*tensor, neutral) ? other : kNoValue;
}

/// x + 0 turns -0 into +0; for floats only -0 leaves every x as it is.
ValueId add(const Graph& graph, const Node& node) {
  const double neutral = kFloatsBf16.contains(type_of(graph, node.inputs[0]).dtype) ? -0.0 : 0.0;
  const ValueId left = neutral_operand(graph, node, 1, neutral);
  return left != kNoValue ? left : neutral_operand(graph, node, 0, neutral);
}

ValueId subtract(const Graph& graph, const Node& node) { return neutral_operand(graph, node, 1, 0.0); }

ValueId multiply(const Graph& graph, const Node& node) {
  const ValueId left = neutral_operand(graph, node, 1, 1.0);
  return left != kNoValue ? left : neutral_operand(graph, node, 0, 1.0);
}

ValueId divide(const Graph& graph, const Node& node) { return neutral_operand(graph, node, 1, 1.0); }

struct NamedRule {
  std::string_view op_type;
  Rule rule;
};

constexpr std::array kRules = std::to_array<NamedRule>({
    {"Identity", always}, {"Dropout", dropout},     {"Cast", cast},         {"CastLike", cast}, {"Reshape", reshape},
    {"Flatten", reshape}, {"Squeeze", reshape},     {"Unsqueeze", reshape}, {"Expand", expand}, {"Tile", expand},
    {"Slice", slice},     {"Transpose", transpose}, {"Pad", pad},           {"Concat", single}, {"Sum", single},
    {"Mean", single},     {"Max", single},          {"Min", single},        {"Add", add},       {"Sub", subtract},
    {"Mul", multiply},    {"Div", divide},
});

ValueId repeated_input(const Graph& graph, const Node& node) {
  if (!node.domain.empty() || node.since_version == 0 || !node.has_input(0) || !node.has_output(0)) return kNoValue;
  const auto rule =
      std::find_if(kRules.begin(), kRules.end(), [&](const NamedRule& r) { return r.op_type == node.op_type; });
  return rule == kRules.end() ? kNoValue : rule->rule(graph, node);
}

}  // namespace

int remove_no_ops(GraphMutator& mutator, PassContext&) {
  const Graph& graph = mutator.graph();
  int removed = 0;
  for (NodeId id = 0; id < graph.node_slots(); ++id) {
    if (graph.node(id).removed) continue;
    const ValueId input = repeated_input(graph, graph.node(id));
    if (input == kNoValue || !replace_value(mutator, graph.node(id).outputs[0], input)) continue;
    mutator.remove_node(id);
    ++removed;
  }
  return removed;
}

}  // namespace ort
