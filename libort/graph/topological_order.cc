#include <functional>
#include <queue>

#include "libort/core/text.h"
#include "libort/graph/graph.h"

namespace ort {
namespace {

void for_each_producer(const Graph& graph, const Node& node, const auto& visit) {
  for (const auto* list : {&node.inputs, &node.implicit_inputs}) {
    for (const ValueId id : *list) {
      if (id != kNoValue && graph.value(id).producer != kNoNode) visit(graph.value(id).producer);
    }
  }
}

/// Follows producers that wait for each other until one comes again: the cycle, as "a -> b -> a".
std::string describe_cycle(const Graph& graph, const std::vector<uint32_t>& waiting) {
  NodeId node = 0;
  while (graph.node(node).removed || waiting[node] == 0) ++node;
  std::vector<NodeId> path;
  std::vector<bool> seen(graph.node_slots(), false);
  while (!seen[node]) {
    seen[node] = true;
    path.push_back(node);
    NodeId next = node;
    for_each_producer(graph, graph.node(node), [&](NodeId producer) {
      if (waiting[producer] > 0) next = producer;
    });
    node = next;
  }
  std::string text = printable(graph.display_name(node));
  std::size_t steps = 0;
  for (auto step = path.rbegin(); step != path.rend() && steps++ < 20; ++step) {
    text += " -> " + printable(graph.display_name(*step));
    if (*step == node) break;
  }
  return text;
}

}  // namespace

std::vector<NodeId> Graph::topological_order() const {
  std::vector<uint32_t> waiting(nodes_.size(), 0);
  std::priority_queue<NodeId, std::vector<NodeId>, std::greater<>> ready;
  std::size_t live = 0;
  for (NodeId id = 0; id < nodes_.size(); ++id) {
    if (nodes_[id].removed) continue;
    ++live;
    for_each_producer(*this, nodes_[id], [&](NodeId) { ++waiting[id]; });
    if (waiting[id] == 0) ready.push(id);
  }
  std::vector<NodeId> order;
  order.reserve(live);
  while (!ready.empty()) {
    const NodeId id = ready.top();
    ready.pop();
    order.push_back(id);
    for (const ValueId output : nodes_[id].outputs) {
      if (output == kNoValue) continue;
      for (const Use& use : values_[output].uses) {
        if (--waiting[use.node] == 0) ready.push(use.node);
      }
    }
  }
  if (order.size() != live) {
    fail_model("This is an invalid model. Error: the graph is not acyclic. Cycle: " + describe_cycle(*this, waiting));
  }
  return order;
}

}  // namespace ort
