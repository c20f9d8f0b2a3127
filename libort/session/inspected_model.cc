#include "libort/session/inspected_model.h"

#include <memory>
#include <utility>

#include "libort/ops/op_registry.h"
#include "libort/ops/resolve.h"
#include "libort/plan/program.h"

namespace ort {
namespace {

/// The bodies in the attributes of a graph's nodes, with the names of both: "<node>.<attribute>".
void add_bodies(const InspectedGraph& outer, std::vector<InspectedGraph>& graphs) {
  const std::string prefix = outer.body.empty() ? "" : outer.body + "/";
  for (const Assignment& assignment : outer.assignments) {
    const Node& node = outer.graph->node(assignment.node);
    for (const auto& [name, attribute] : node.attributes) {
      const std::string path = prefix + outer.graph->display_name(assignment.node) + "." + name;
      if (const auto* body = attribute.get<std::shared_ptr<Graph>>()) graphs.push_back({body->get(), path, {}});
      if (const auto* list = attribute.get<std::vector<std::shared_ptr<Graph>>>()) {
        for (const auto& body : *list) graphs.push_back({body.get(), path, {}});
      }
    }
  }
}

}  // namespace

InspectedModel inspect_source(const ModelSource& source, const SessionOptions& options,
                              const std::vector<ProviderSpec>& providers) {
  const Logger logger(options.logid, options.log_severity_level);
  InspectedModel inspected;
  inspected.list = make_providers(providers, options, cpu_allocator(), logger);
  inspected.model = std::make_unique<Model>(read_model(source, options, logger, nullptr, &inspected.external_files));
  Model& model = *inspected.model;
  // With unknown operators there is no complete inference, but what can be known decides about the other nodes.
  if (!resolve_model(model, options, logger).empty()) infer_types(model.graph, op_registry());
  std::vector<InspectedGraph> pending = {{&model.graph, "", {}}};
  while (!pending.empty()) {
    InspectedGraph next = std::move(pending.front());
    pending.erase(pending.begin());
    const std::vector<NodeId> nodes = execution_order(*next.graph, options.execution_order);
    next.assignments = partition(*next.graph, nodes, inspected.list.providers, op_registry());
    add_bodies(next, pending);
    inspected.graphs.push_back(std::move(next));
  }
  return inspected;
}

}  // namespace ort
