#include <algorithm>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "libort/optimizer/bodies.h"
#include "libort/optimizer/equality.h"
#include "libort/optimizer/passes.h"
#include "libort/optimizer/replace_value.h"

namespace ort {
namespace {

/// Constants up to this size are compared with each other.
constexpr std::size_t kSmallConstant = 1024;

struct NodeHash {
  const Graph& graph;
  std::size_t operator()(NodeId id) const {
    const Node& node = graph.node(id);
    std::size_t hash = std::hash<std::string>()(node.op_type);
    for (const ValueId input : node.inputs) hash = hash_with(hash, input);
    for (const auto& [name, attribute] : node.attributes) {
      hash = hash_with(hash_with(hash, std::hash<std::string>()(name)), hash_of(attribute));
    }
    return hash;
  }
};

struct SameNode {
  const Graph& graph;
  bool operator()(NodeId left, NodeId right) const {
    const Node& a = graph.node(left);
    const Node& b = graph.node(right);
    return a.op_type == b.op_type && a.domain == b.domain && a.overload == b.overload &&
           a.since_version == b.since_version && a.inputs == b.inputs && same_outputs(a, b) &&
           std::equal(
               a.attributes.begin(), a.attributes.end(), b.attributes.begin(), b.attributes.end(),
               [](const auto& x, const auto& y) { return x.first == y.first && same_attribute(x.second, y.second); });
  }
  /// Outputs that are asked for may change what a node computes (BatchNormalization, Dropout).
  static bool same_outputs(const Node& a, const Node& b) {
    return std::equal(a.outputs.begin(), a.outputs.end(), b.outputs.begin(), b.outputs.end(),
                      [](ValueId x, ValueId y) { return (x == kNoValue) == (y == kNoValue); });
  }
};

struct ConstantHash {
  const Graph& graph;
  std::size_t operator()(ValueId id) const { return hash_of(*graph.value(id).constant); }
};

struct SameConstant {
  const Graph& graph;
  bool operator()(ValueId a, ValueId b) const {
    return same_tensor(*graph.value(a).constant, *graph.value(b).constant);
  }
};

int share_constants(GraphMutator& mutator) {
  const Graph& graph = mutator.graph();
  std::vector<bool> is_output(graph.value_count(), false);
  for (const ValueId output : graph.outputs()) is_output[output] = true;
  std::unordered_set<ValueId, ConstantHash, SameConstant> first(16, ConstantHash{graph}, SameConstant{graph});
  int shared = 0;
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    const Value& value = graph.value(id);
    if (value.fixed() == nullptr || value.fixed()->bytes() > kSmallConstant || value.uses.empty()) continue;
    const auto [known, is_new] = first.insert(id);
    if (!is_new && !is_output[id] && mutator.replace_uses(id, *known)) ++shared;
  }
  return shared;
}

bool can_merge(const Node& node, const OpRegistry& ops) {
  const OpSchema* schema = ops.find_version(node.domain, node.op_type, node.since_version);
  return schema != nullptr && schema->deterministic && !schema->side_effect && node.implicit_inputs.empty() &&
         bodies_of(node).empty();
}

/// False when a value keeps its readers; the node then stays.
bool replace_outputs(GraphMutator& mutator, const Node& from, const Node& to) {
  bool all = true;
  for (std::size_t i = 0; i < from.outputs.size(); ++i) {
    if (from.outputs[i] != kNoValue) all = replace_value(mutator, from.outputs[i], to.outputs[i]) && all;
  }
  return all;
}

int merge_nodes(GraphMutator& mutator, const OpRegistry& ops) {
  const Graph& graph = mutator.graph();
  std::unordered_set<NodeId, NodeHash, SameNode> first(16, NodeHash{graph}, SameNode{graph});
  std::vector<NodeId> duplicates;
  for (const NodeId id : graph.topological_order()) {
    if (!can_merge(graph.node(id), ops)) continue;
    const auto [known, is_new] = first.insert(id);
    if (!is_new && replace_outputs(mutator, graph.node(id), graph.node(*known))) duplicates.push_back(id);
  }
  for (auto id = duplicates.rbegin(); id != duplicates.rend(); ++id) mutator.remove_node(*id);
  return static_cast<int>(duplicates.size());
}

}  // namespace

int merge_common_subexpressions(GraphMutator& graph, PassContext& context) {
  const int shared = share_constants(graph);
  return shared + merge_nodes(graph, context.ops);
}

}  // namespace ort
