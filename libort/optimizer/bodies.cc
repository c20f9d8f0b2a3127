#include "libort/optimizer/bodies.h"

#include <memory>
#include <unordered_set>

namespace ort {

std::vector<Graph*> bodies_of(const Node& node) {
  std::vector<Graph*> bodies;
  for (const auto& [name, attribute] : node.attributes) {
    if (const auto* body = attribute.get<std::shared_ptr<Graph>>()) bodies.push_back(body->get());
    if (const auto* list = attribute.get<std::vector<std::shared_ptr<Graph>>>()) {
      for (const auto& body : *list) bodies.push_back(body.get());
    }
  }
  return bodies;
}

std::vector<Graph*> graphs_of(Graph& root) {
  std::vector<Graph*> graphs = {&root};
  std::unordered_set<const Graph*> seen = {&root};
  for (std::size_t next = 0; next < graphs.size(); ++next) {
    const Graph& graph = *graphs[next];
    for (NodeId id = 0; id < graph.node_slots(); ++id) {
      if (graph.node(id).removed) continue;
      for (Graph* body : bodies_of(graph.node(id))) {
        if (seen.insert(body).second) graphs.push_back(body);
      }
    }
  }
  return graphs;
}

}  // namespace ort
