#include "libort/formats/onnx/functions.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/formats/onnx/copy_cost.h"
#include "libort/formats/onnx/function_table.h"
#include "libort/formats/onnx/limits.h"
#include "libort/formats/onnx/name_pool.h"
#include "libort/formats/onnx/versions.h"

namespace ort::onnx {
namespace {

/// New names of the values of a function body or of a graph inside of it; "" is an absent value.
struct Scope {
  const Scope* outer = nullptr;
  std::unordered_map<std::string_view, std::string_view> names;
};

/// One call that is being expanded.
struct Call {
  const ParsedFunction& function;
  std::string_view prefix;  ///< of the names that it makes
  std::string_view origin;  ///< the outermost call
  std::unordered_map<std::string_view, ParsedAttribute> attributes;
};

int nesting(const std::vector<ParsedGraph>& graphs) {
  int deepest = 0;
  for (const ParsedGraph& graph : graphs) {
    for (const ParsedNode& node : graph.nodes) {
      for (const ParsedAttribute& attribute : node.attributes) deepest = std::max(deepest, nesting(attribute.graphs));
    }
  }
  return graphs.empty() ? 0 : deepest + 1;
}

/// Replaces calls in nodes; `level` counts the graphs around them.
class Inliner {
 public:
  explicit Inliner(ParsedModel& model);

  void run() { expand_graph(model_.graph, {}, 0); }

 private:
  void take_names(const ParsedGraph& graph);
  void charge(std::size_t bytes);
  void expand_graph(ParsedGraph& graph, std::string_view origin, int level);
  void expand_node(ParsedNode node, std::string_view origin, int level, std::vector<ParsedNode>& out);
  void expand_call(ParsedNode call, std::string_view origin, int level, std::vector<ParsedNode>& out);
  Call bind_call(ParsedNode& node, const ParsedFunction& function, std::string_view origin, int level);
  Scope bind_values(const ParsedNode& node, const Call& call);
  void define(std::string_view name, std::string_view new_name, const Call& call, Scope& scope);
  void pass_through(const ParsedNode& node, const Call& call, std::vector<ParsedNode>& out);
  std::string_view renamed(std::string_view name, const Call& call, const Scope& scope) const;
  ParsedNode copy_node(const ParsedNode& node, const Call& call, const Scope& scope, int level);
  bool copy_attribute(const ParsedAttribute& attribute, const Call& call, const Scope& scope, int level,
                      ParsedNode& node);
  ParsedGraph copy_graph(const ParsedGraph& graph, const Call& call, const Scope& outer, int level);

  ParsedModel& model_;
  FunctionTable table_;
  NamePool value_names_;
  NamePool node_names_;
  std::size_t bytes_left_;
};

[[noreturn]] void fail_in(const Call& call, const std::string& problem) {
  fail_model("This is an invalid model. Error: function " + display_name(call.function) + ", called by node '" +
             printable(call.origin) + "': " + problem);
}

void check_level(int level) {
  if (level <= kMaxGraphNesting) return;
  fail_limit("subgraphs are nested too deep: depth " + std::to_string(level) + " > " +
             std::to_string(kMaxGraphNesting));
}

Inliner::Inliner(ParsedModel& model)
    : model_(model), table_(model.functions), value_names_(model.made_names), node_names_(model.made_names) {
  std::size_t nodes = 0;
  std::size_t bytes = copy_bytes(model.graph.nodes);
  for_each_node(model.graph.nodes, [&](const ParsedNode&) { ++nodes; });
  for (const ParsedFunction& function : model.functions) {
    for_each_node(function.nodes, [&](const ParsedNode&) { ++nodes; });
    bytes += copy_bytes(function.nodes);
  }
  check_expansion(model.graph, table_, nodes);
  bytes_left_ = std::max(kFreeFunctionBytes, bytes * kFunctionGrowth);
  take_names(model.graph);
}

void Inliner::take_names(const ParsedGraph& graph) {
  for (const ParsedValue& input : graph.inputs) value_names_.take(input.name);
  for (const ParsedInitializer& initializer : graph.initializers) value_names_.take(initializer.name);
  for (const ParsedNode& node : graph.nodes) {
    node_names_.take(node.name);
    for (const std::string_view output : node.outputs) value_names_.take(output);
    for (const ParsedAttribute& attribute : node.attributes) {
      for (const ParsedGraph& inner : attribute.graphs) take_names(inner);
    }
  }
}

void Inliner::charge(std::size_t bytes) {
  if (bytes > bytes_left_) fail_limit("the functions of the model expand out of proportion to its size");
  bytes_left_ -= bytes;
}

void Inliner::expand_graph(ParsedGraph& graph, std::string_view origin, int level) {
  check_level(level);
  std::vector<ParsedNode> nodes;
  nodes.reserve(graph.nodes.size());
  for (ParsedNode& node : graph.nodes) expand_node(std::move(node), origin, level, nodes);
  graph.nodes = std::move(nodes);
}

void Inliner::expand_node(ParsedNode node, std::string_view origin, int level, std::vector<ParsedNode>& out) {
  for (ParsedAttribute& attribute : node.attributes) {
    for (ParsedGraph& graph : attribute.graphs) expand_graph(graph, origin, level + 1);
  }
  if (table_.find(node) == nullptr) {
    out.push_back(std::move(node));
  } else {
    expand_call(std::move(node), origin, level, out);
  }
}

void Inliner::expand_call(ParsedNode node, std::string_view origin, int level, std::vector<ParsedNode>& out) {
  const ParsedFunction& function = *table_.find(node);
  const Call call = bind_call(node, function, origin, level);
  const Scope scope = bind_values(node, call);
  pass_through(node, call, out);
  for (const ParsedNode& body_node : function.nodes) {
    expand_node(copy_node(body_node, call, scope, level), call.origin, level, out);
  }
}

Call Inliner::bind_call(ParsedNode& node, const ParsedFunction& function, std::string_view origin, int level) {
  const std::string_view prefix = node.name.empty() ? node_names_.make(std::string(node.op_type)) : node.name;
  Call call{function, prefix, origin.empty() ? prefix : origin, {}};
  if (node.inputs.size() > function.inputs.size() || node.outputs.size() > function.outputs.size()) {
    fail_in(call, "the call has " + std::to_string(node.inputs.size()) + " inputs and " +
                      std::to_string(node.outputs.size()) + " outputs, the function " +
                      std::to_string(function.inputs.size()) + " and " + std::to_string(function.outputs.size()));
  }
  check_opsets(function.opsets, "function " + display_name(function));
  for (ParsedAttribute& attribute : node.attributes) call.attributes.emplace(attribute.name, std::move(attribute));
  for (const ParsedAttribute& attribute : function.defaults) {
    if (call.attributes.contains(attribute.name)) continue;
    ParsedNode holder;
    if (!copy_attribute(attribute, call, Scope(), level, holder)) continue;
    call.attributes.emplace(attribute.name, std::move(holder.attributes.front()));
  }
  return call;
}

Scope Inliner::bind_values(const ParsedNode& node, const Call& call) {
  const ParsedFunction& function = call.function;
  Scope scope;
  for (std::size_t i = 0; i < function.inputs.size(); ++i) {
    define(function.inputs[i], i < node.inputs.size() ? node.inputs[i] : "", call, scope);
  }
  std::unordered_map<std::string_view, std::string_view> results;
  for (std::size_t i = 0; i < function.outputs.size(); ++i) {
    const bool added = results.emplace(function.outputs[i], i < node.outputs.size() ? node.outputs[i] : "").second;
    if (!added) fail_in(call, "two outputs are called '" + printable(function.outputs[i]) + "'");
  }
  for (const ParsedNode& body_node : function.nodes) {
    for (const std::string_view output : body_node.outputs) {
      if (output.empty()) continue;
      const auto result = results.find(output);
      const bool wanted = result != results.end() && !result->second.empty();
      define(output, wanted ? result->second : value_names_.make(call.prefix, output), call, scope);
    }
  }
  for (const std::string_view output : function.outputs) {
    if (!scope.names.contains(output)) fail_in(call, "nothing computes its output '" + printable(output) + "'");
  }
  return scope;
}

void Inliner::define(std::string_view name, std::string_view new_name, const Call& call, Scope& scope) {
  charge(sizeof(std::string) + name.size());
  if (scope.names.emplace(name, new_name).second) return;
  fail_in(call, "Duplicate definition of name (" + printable(name) + ").");
}

/// Outputs of the function that are inputs of it: a node that computes nothing gives them their names.
void Inliner::pass_through(const ParsedNode& node, const Call& call, std::vector<ParsedNode>& out) {
  const auto& inputs = call.function.inputs;
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    const auto input = std::find(inputs.begin(), inputs.end(), call.function.outputs[i]);
    if (input == inputs.end() || node.outputs[i].empty()) continue;
    const auto position = static_cast<std::size_t>(input - inputs.begin());
    if (position >= node.inputs.size() || node.inputs[position].empty()) {
      fail_in(call, "its output '" + printable(*input) + "' is an input that the call leaves out");
    }
    ParsedNode identity;
    identity.op_type = "Identity";
    identity.name = node_names_.make(call.prefix, "Identity");
    identity.inputs = {node.inputs[position]};
    identity.outputs = {node.outputs[i]};
    identity.opset = opset_of(call.function.opsets, "");
    identity.origin = call.origin;
    out.push_back(std::move(identity));
  }
}

std::string_view Inliner::renamed(std::string_view name, const Call& call, const Scope& scope) const {
  if (name.empty()) return name;
  for (const Scope* around = &scope; around != nullptr; around = around->outer) {
    const auto found = around->names.find(name);
    if (found != around->names.end()) return found->second;
  }
  fail_in(call, "'" + printable(name) + "' is neither an input of the function nor computed in it");
}

ParsedNode Inliner::copy_node(const ParsedNode& node, const Call& call, const Scope& scope, int level) {
  charge(sizeof(ParsedNode) + (node.inputs.size() + node.outputs.size()) * sizeof(std::string_view));
  ParsedNode copy;
  copy.name = node_names_.make(call.prefix, node.name.empty() ? node.op_type : node.name);
  copy.op_type = node.op_type;
  copy.domain = node.domain;
  copy.overload = node.overload;
  copy.opset = opset_of(call.function.opsets, node.domain);
  copy.origin = call.origin;
  for (const std::string_view input : node.inputs) copy.inputs.push_back(renamed(input, call, scope));
  for (const std::string_view output : node.outputs) copy.outputs.push_back(renamed(output, call, scope));
  for (const ParsedAttribute& attribute : node.attributes) copy_attribute(attribute, call, scope, level, copy);
  return copy;
}

/// False when it refers to an attribute that the call leaves out: then the node has no such attribute either.
bool Inliner::copy_attribute(const ParsedAttribute& attribute, const Call& call, const Scope& scope, int level,
                             ParsedNode& node) {
  charge(sizeof(ParsedAttribute) + heap_bytes(attribute.value));
  if (attribute.reference.empty()) {
    ParsedAttribute copy{attribute.name, {}, attribute.type, attribute.value, {}};
    for (const ParsedGraph& graph : attribute.graphs) copy.graphs.push_back(copy_graph(graph, call, scope, level + 1));
    node.attributes.push_back(std::move(copy));
    return true;
  }
  const auto bound = call.attributes.find(attribute.reference);
  if (bound == call.attributes.end()) {
    const auto& declared = call.function.attributes;
    if (std::find(declared.begin(), declared.end(), attribute.reference) != declared.end()) return false;
    fail_in(call, "attribute '" + printable(attribute.name) + "' refers to '" + printable(attribute.reference) +
                      "', which is no attribute of the function");
  }
  const ParsedAttribute& value = bound->second;
  if (attribute.type != AttributeType::kUndefined && attribute.type != value.type) {
    fail_in(call, "attribute '" + printable(attribute.reference) + "' has type " +
                      std::string(attribute_type_name(value.type)) + " instead of " +
                      std::string(attribute_type_name(attribute.type)));
  }
  check_level(level + nesting(value.graphs));
  charge(heap_bytes(value.value));
  for (const ParsedGraph& graph : value.graphs) charge(frame_bytes(graph) + copy_bytes(graph.nodes));
  node.attributes.push_back(value);
  node.attributes.back().name = attribute.name;
  return true;
}

ParsedGraph Inliner::copy_graph(const ParsedGraph& graph, const Call& call, const Scope& outer, int level) {
  check_level(level);
  charge(frame_bytes(graph));
  Scope scope{&outer, {}};
  const auto define_fresh = [&](std::string_view name) {
    if (!scope.names.contains(name)) define(name, value_names_.make(call.prefix, name), call, scope);
  };
  ParsedGraph copy{graph.name, graph.doc, {}, graph.inputs, graph.outputs, {}, graph.initializers};
  for (ParsedValue& input : copy.inputs) define(input.name, value_names_.make(call.prefix, input.name), call, scope);
  for (ParsedInitializer& initializer : copy.initializers) define_fresh(initializer.name);
  for (const ParsedNode& node : graph.nodes) {
    for (const std::string_view output : node.outputs) {
      if (!output.empty()) define(output, value_names_.make(call.prefix, output), call, scope);
    }
  }
  for (ParsedValue& input : copy.inputs) input.name = renamed(input.name, call, scope);
  for (ParsedInitializer& initializer : copy.initializers) initializer.name = renamed(initializer.name, call, scope);
  for (ParsedValue& output : copy.outputs) output.name = renamed(output.name, call, scope);
  for (const ParsedNode& node : graph.nodes) copy.nodes.push_back(copy_node(node, call, scope, level));
  return copy;
}

}  // namespace

void inline_functions(ParsedModel& model) {
  if (model.functions.empty()) return;
  Inliner(model).run();
}

}  // namespace ort::onnx
