#include <set>

#include "libort/core/text.h"
#include "libort/graph/graph_mutator.h"
#include "libort/ops/resolve.h"

namespace ort {
namespace {

std::string node_title(const Graph& graph, NodeId id) {
  return "node '" + printable(graph.display_name(id)) + "' (" + printable(graph.node(id).op_type) + ")";
}

[[noreturn]] void fail_definition(const Graph& graph, NodeId id, const std::string& what) {
  fail_model("This is an invalid model. In " + node_title(graph, id) + ": " + what);
}

std::string range_text(std::size_t least, std::size_t most) {
  if (most == SIZE_MAX) return "at least " + std::to_string(least);
  return least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
}

void check_counts(const Graph& graph, NodeId id, const OpSchema& schema) {
  const Node& node = graph.node(id);
  if (node.inputs.size() > schema.max_inputs() || node.inputs.size() < schema.min_inputs()) {
    fail_definition(graph, id,
                    "it has " + std::to_string(node.inputs.size()) + " inputs, but the operator takes " +
                        range_text(schema.min_inputs(), schema.max_inputs()));
  }
  if (node.outputs.size() > schema.max_outputs() || node.outputs.size() < schema.min_outputs()) {
    fail_definition(graph, id,
                    "it has " + std::to_string(node.outputs.size()) + " outputs, but the operator gives " +
                        range_text(schema.min_outputs(), schema.max_outputs()));
  }
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    if (node.inputs[i] == kNoValue && schema.input_at(i)->arity != Arity::kOptional) {
      fail_definition(graph, id,
                      "input " + std::to_string(i) + " '" + schema.input_at(i)->name + "' is required but absent");
    }
  }
}

void check_and_fill_attributes(GraphMutator& mutator, NodeId id, const OpSchema& schema) {
  const Graph& graph = mutator.graph();
  for (const auto& [name, attribute] : graph.node(id).attributes) {
    const auto known = schema.attributes.find(name);
    if (known == schema.attributes.end()) {
      std::vector<std::string> names;
      for (const auto& [candidate, ignored] : schema.attributes) names.push_back(candidate);
      const std::string near = nearest_match(name, names);
      fail_definition(graph, id,
                      "Unrecognized attribute: " + printable(name) + " for operator " + schema.name +
                          (near.empty() ? "" : " (did you mean '" + near + "'?)"));
    }
    if (attribute.type() != known->second.type) {
      fail_definition(graph, id,
                      "attribute '" + printable(name) + "' is of type " +
                          std::string(attribute_type_name(attribute.type())) + ", but the operator wants " +
                          std::string(attribute_type_name(known->second.type)));
    }
  }
  for (const auto& [name, attribute] : schema.attributes) {
    if (graph.node(id).attributes.contains(name)) continue;
    if (attribute.required) {
      throw Error(ErrorCode::kFail, ErrorKind::kModel,
                  "This is an invalid model. Node (" + printable(graph.display_name(id)) + ") attribute (" + name +
                      ") is required but not specified.");
    }
    if (attribute.default_value.type() != AttributeType::kUndefined)
      mutator.set_attribute(id, name, attribute.default_value);
  }
}

std::string domain_title(const std::string& domain) { return domain.empty() ? "ai.onnx" : printable(domain); }

/// Empty when the operator is known; a sentence otherwise.
std::string resolve_node(GraphMutator& mutator, NodeId id, const OpRegistry& registry) {
  const Node& node = mutator.graph().node(id);
  const std::string title = domain_title(node.domain) + ":" + printable(node.op_type) + "(opset " +
                            std::to_string(node.opset) + "), node '" + printable(mutator.graph().display_name(id)) +
                            "'";
  const OpSchema* schema = registry.find(node.domain, node.op_type, node.opset);
  if (schema == nullptr) return title + ": is not a registered function/op";
  if (schema->deprecated)
    return title + ": the operator is deprecated since version " + std::to_string(schema->since_version);
  check_counts(mutator.graph(), id, *schema);
  check_and_fill_attributes(mutator, id, *schema);
  mutator.set_since_version(id, schema->since_version);
  return {};
}

}  // namespace

std::vector<std::string> resolve_operators(Graph& root, const OpRegistry& registry) {
  std::vector<std::string> missing;
  std::vector<Graph*> pending = {&root};
  while (!pending.empty()) {
    Graph& graph = *pending.back();
    pending.pop_back();
    GraphMutator mutator(graph);
    for (NodeId id = 0; id < graph.node_slots(); ++id) {
      if (graph.node(id).removed) continue;
      std::string problem = resolve_node(mutator, id, registry);
      if (!problem.empty()) missing.push_back(std::move(problem));
      for (const auto& [name, attribute] : graph.node(id).attributes) {
        if (const auto* body = attribute.get<std::shared_ptr<Graph>>()) pending.push_back(body->get());
        if (const auto* bodies = attribute.get<std::vector<std::shared_ptr<Graph>>>()) {
          for (const auto& body : *bodies) pending.push_back(body.get());
        }
      }
    }
  }
  return missing;
}

}  // namespace ort
