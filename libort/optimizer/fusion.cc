#include "libort/optimizer/fusion.h"

#include "libort/core/text.h"

namespace ort {

Fusion& Fusion::require(std::string what, Condition condition) {
  requirements_.push_back({std::move(what), std::move(condition)});
  return *this;
}

Fusion& Fusion::rewrite(Rewrite rewrite) {
  rewrite_ = std::move(rewrite);
  return *this;
}

int Fusion::apply(GraphMutator& graph, PassContext& context) const {
  int rewrites = 0;
  const std::size_t nodes = graph.graph().node_slots();
  for (NodeId id = 0; id < nodes; ++id) {
    if (graph.graph().node(id).removed) continue;
    const std::string near_miss = apply_at(id, graph, context);
    if (graph.graph().node(id).removed) ++rewrites;
    if (near_miss.empty()) continue;
    context.notes.push_back(name_ + " at '" + printable(graph.graph().display_name(id)) + "': " + near_miss);
  }
  return rewrites;
}

namespace {

void replace_nodes(const Match& match, Node node, GraphMutator& graph) {
  node.outputs = {match.graph().node(match.root()).outputs[0]};
  for (const NodeId id : match.nodes()) graph.remove_node(id);
  const std::vector<NodeId> in_data_order(match.nodes().rbegin(), match.nodes().rend());
  graph.add_node(std::move(node), in_data_order);
}

}  // namespace

std::string Fusion::apply_at(NodeId root, GraphMutator& graph, PassContext& context) const {
  const auto [match, near_miss] = match_pattern(pattern_, graph.graph(), root);
  if (!match) return near_miss;
  std::string unmet = unmet_requirement(*match, context);
  if (!unmet.empty()) return unmet;
  Rewritten rewritten = rewrite_(*match, graph, context);
  if (const auto* reason = std::get_if<std::string>(&rewritten)) return *reason;
  replace_nodes(*match, std::get<Node>(std::move(rewritten)), graph);
  return {};
}

std::string Fusion::unmet_requirement(const Match& match, const PassContext& context) const {
  for (const Requirement& requirement : requirements_) {
    if (!requirement.condition(match, context)) return "needs " + requirement.what;
  }
  return {};
}

}  // namespace ort
