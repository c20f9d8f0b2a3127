#include "libort/optimizer/fused_node.h"

namespace ort {

Node fused_node(const Node& origin, std::string op_type, const std::string& activation, const OpRegistry& ops) {
  Node node = origin;
  node.op_type = std::move(op_type);
  node.domain = "com.microsoft";
  node.opset = 1;
  const OpSchema* schema = ops.find(node.domain, node.op_type, node.opset);
  node.since_version = schema == nullptr ? 0 : schema->since_version;
  node.attributes.insert_or_assign("activation", activation);
  return node;
}

bool runs_fused(const Graph& graph, const Node& fused, const PassContext& context) {
  const OpSchema* schema = context.ops.find_version(fused.domain, fused.op_type, fused.since_version);
  if (schema == nullptr) return false;
  for (std::size_t i = 0; i < fused.inputs.size(); ++i) {
    if (!fused.has_input(i)) continue;
    const auto allowed = schema->types.find(schema->input_at(i)->type);
    if (allowed != schema->types.end() && !allowed->second.contains(graph.value(fused.inputs[i]).type)) return false;
  }
  return context.evaluator.supports(graph, fused, *schema).supported;
}

}  // namespace ort
