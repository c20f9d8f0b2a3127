#include "libort/formats/onnx/graph_builder.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/formats/onnx/limits.h"
#include "libort/formats/onnx/versions.h"
#include "libort/graph/graph_mutator.h"

namespace ort::onnx {
namespace {

/// IR versions below make constants of initializers, and list them among the graph inputs.
constexpr int64_t kOverridableSince = 4;

constexpr std::size_t kMaxSuggestions = 20'000;

constexpr std::string_view kInvalid = "This is an invalid model. Error: ";

struct BuildContext {
  const ParsedModel& model;
  Warnings& warnings;
  std::set<std::string, std::less<>> domains_without_import;
};

std::string quoted(std::string_view name) { return "'" + printable(name) + "'"; }

std::string describe_node(const ParsedNode& node) {
  return "node " + quoted(node.name) + " (" + printable(node.op_type) + ")";
}

/// What defines a name: a graph input, an initializer or a node.
struct Definer {
  std::string_view kind;
  const ParsedNode* node = nullptr;

  std::string describe() const { return node == nullptr ? std::string(kind) : describe_node(*node); }
};

constexpr Definer kGraphInput = {"a graph input"};
constexpr Definer kInitializer = {"an initializer"};

/// Builds one graph. Lives while its subgraphs are built, which look up names here.
class GraphBuilder {
 public:
  GraphBuilder(const ParsedGraph& parsed, BuildContext& context, GraphBuilder* outer)
      : parsed_(parsed), context_(context), outer_(outer), level_(outer == nullptr ? 0 : outer->level_ + 1) {
    if (level_ > kMaxGraphNesting) {
      fail_limit("subgraphs are nested too deep: depth " + std::to_string(level_) + " > " +
                 std::to_string(kMaxGraphNesting));
    }
  }

  Graph build();

  /// Names of outer values that the graph reads.
  const std::vector<std::string>& captured() const { return captured_; }

 private:
  [[noreturn]] void fail_duplicate(std::string_view name, const Definer& second) const;
  [[noreturn]] void fail_undefined(const std::string& what, std::string_view name) const;
  Definer definer_of(ValueId id) const;
  std::string suggestion(std::string_view name) const;
  ValueId define(std::string_view name, ValueType type, const Definer& definer);
  void collect_declared_types();
  void define_inputs();
  void define_initializers();
  void override_input(ValueId id, const ParsedInitializer& initializer);
  void define_node_outputs();
  ValueId find_or_capture(std::string_view name);
  bool is_visible(std::string_view name) const;
  void note_read(ValueId id);
  void add_node(const ParsedNode& parsed);
  void add_attribute(const ParsedAttribute& parsed, Node& node, std::vector<ValueId>& implicit);
  std::shared_ptr<Graph> build_subgraph(const ParsedGraph& parsed, std::vector<ValueId>& implicit);
  int64_t opset_for(const ParsedNode& parsed);
  void note_name(const ParsedNode& parsed);
  void add_outputs();

  const ParsedGraph& parsed_;
  BuildContext& context_;
  GraphBuilder* outer_;
  int level_;
  Graph graph_;
  GraphMutator mutator_{graph_};
  std::unordered_map<std::string_view, const ValueType*> declared_types_;
  std::unordered_set<std::string_view> node_names_;
  std::vector<std::string> captured_;
  bool sorted_ = true;
};

void GraphBuilder::fail_duplicate(std::string_view name, const Definer& second) const {
  fail_model(std::string(kInvalid) + "Duplicate definition of name (" + printable(name) + "). It is defined by " +
             definer_of(graph_.find_value(name)).describe() + " and by " + second.describe() + ".");
}

Definer GraphBuilder::definer_of(ValueId id) const {
  const Value& value = graph_.value(id);
  if (value.is_graph_input) return kGraphInput;
  if (value.constant) return kInitializer;
  for (const ParsedNode& node : parsed_.nodes) {
    if (std::find(node.outputs.begin(), node.outputs.end(), value.name) != node.outputs.end()) return {{}, &node};
  }
  return {"the graph"};
}

std::string GraphBuilder::suggestion(std::string_view name) const {
  std::vector<std::string> candidates;
  for (const GraphBuilder* builder = this; builder != nullptr; builder = builder->outer_) {
    for (ValueId id = 0; id < builder->graph_.value_count() && candidates.size() < kMaxSuggestions; ++id) {
      candidates.push_back(builder->graph_.value(id).name);
    }
  }
  const std::string nearest = nearest_match(name, candidates);
  return nearest.empty() ? "" : "; did you mean " + quoted(nearest) + "?";
}

void GraphBuilder::fail_undefined(const std::string& what, std::string_view name) const {
  fail_model(std::string(kInvalid) + what + " " + quoted(name) +
             " is not a graph input, initializer, or output of a node" + suggestion(name));
}

ValueId GraphBuilder::define(std::string_view name, ValueType type, const Definer& definer) {
  if (graph_.find_value(name) != kNoValue) fail_duplicate(name, definer);
  if (outer_ != nullptr && outer_->is_visible(name)) {
    context_.warnings.add("the name " + quoted(name) + " of a subgraph hides an outer value of that name");
  }
  return mutator_.add_value(std::string(name), std::move(type));
}

void GraphBuilder::collect_declared_types() {
  for (const auto* values : {&parsed_.value_infos, &parsed_.outputs}) {
    for (const ParsedValue& value : *values) {
      if (value.type.kind != ValueType::Kind::kUnknown) declared_types_.insert_or_assign(value.name, &value.type);
    }
  }
}

void GraphBuilder::define_inputs() {
  std::unordered_set<std::string_view> constants;
  if (level_ == 0 && context_.model.ir_version < kOverridableSince) {
    for (const ParsedInitializer& initializer : parsed_.initializers) constants.insert(initializer.name);
  }
  for (const ParsedValue& input : parsed_.inputs) {
    if (constants.contains(input.name)) continue;
    const bool typed = input.type.kind != ValueType::Kind::kUnknown &&
                       (!input.type.is_tensor() || input.type.dtype != DataType::kUndefined);
    if (level_ == 0 && !typed) fail_model(std::string(kInvalid) + "graph input " + quoted(input.name) + " has no type");
    const ValueId id = define(input.name, input.type, kGraphInput);
    mutator_.add_graph_input(id);
    mutator_.set_doc(id, std::string(input.doc));
  }
}

void GraphBuilder::define_initializers() {
  for (const ParsedInitializer& initializer : parsed_.initializers) {
    const ValueId known = graph_.find_value(initializer.name);
    if (known != kNoValue && graph_.value(known).is_graph_input && !graph_.value(known).constant) {
      override_input(known, initializer);
    } else {
      mutator_.set_constant(define(initializer.name, {}, kInitializer), initializer.tensor);
    }
  }
}

void GraphBuilder::override_input(ValueId id, const ParsedInitializer& initializer) {
  const ValueType& type = graph_.value(id).type;
  const Tensor& tensor = initializer.tensor;
  if (type.kind != ValueType::Kind::kUnknown && (!type.is_tensor() || type.dtype != tensor.dtype())) {
    fail_model(std::string(kInvalid) + "initializer " + quoted(initializer.name) + " is a tensor(" +
               std::string(data_type_name(tensor.dtype())) + ") but the graph input of that name is a " +
               type.to_string());
  }
  const std::vector<int64_t>& dims = tensor.shape().dims();
  const bool fits =
      std::equal(dims.begin(), dims.end(), type.shape.dims.begin(), type.shape.dims.end(),
                 [](int64_t dim, const Dim& declared) { return !declared.known() || declared.value == dim; });
  if (type.shape.ranked && !fits) {
    context_.warnings.add("initializer " + quoted(initializer.name) + " has shape " + tensor.shape().to_string() +
                          " but the graph input of that name has shape " + type.shape.to_string());
  }
  mutator_.set_constant(id, tensor);
}

void GraphBuilder::define_node_outputs() {
  for (const ParsedNode& node : parsed_.nodes) {
    for (const std::string_view output : node.outputs) {
      if (output.empty()) continue;
      const auto declared = declared_types_.find(output);
      define(output, declared == declared_types_.end() ? ValueType() : *declared->second, {{}, &node});
    }
  }
}

bool GraphBuilder::is_visible(std::string_view name) const {
  for (const GraphBuilder* builder = this; builder != nullptr; builder = builder->outer_) {
    if (builder->graph_.find_value(name) != kNoValue) return true;
  }
  return false;
}

ValueId GraphBuilder::find_or_capture(std::string_view name) {
  const ValueId known = graph_.find_value(name);
  if (known != kNoValue || outer_ == nullptr) return known;
  const ValueId outside = outer_->find_or_capture(name);
  if (outside == kNoValue) return kNoValue;
  const ValueId id = mutator_.add_value(std::string(name), outer_->graph_.value(outside).type);
  mutator_.mark_outer(id);
  captured_.emplace_back(name);
  return id;
}

void GraphBuilder::note_read(ValueId id) {
  const Value& value = graph_.value(id);
  const bool defined = value.is_graph_input || value.is_outer || value.constant || value.producer != kNoNode;
  sorted_ = sorted_ && defined;
}

std::shared_ptr<Graph> GraphBuilder::build_subgraph(const ParsedGraph& parsed, std::vector<ValueId>& implicit) {
  GraphBuilder builder(parsed, context_, this);
  auto graph = std::make_shared<Graph>(builder.build());
  for (const std::string& name : builder.captured()) {
    const ValueId id = graph_.find_value(name);
    note_read(id);
    implicit.push_back(id);
  }
  return graph;
}

void GraphBuilder::add_attribute(const ParsedAttribute& parsed, Node& node, std::vector<ValueId>& implicit) {
  if (!parsed.reference.empty()) {
    fail_model(std::string(kInvalid) + "attribute " + quoted(parsed.name) + " of " + quoted(node.name) +
               " refers to an attribute of a function, but stands outside of one");
  }
  Attribute value = parsed.value;
  if (parsed.type == AttributeType::kGraph) {
    value = build_subgraph(parsed.graphs.front(), implicit);
  } else if (parsed.type == AttributeType::kGraphs) {
    std::vector<std::shared_ptr<Graph>> graphs;
    for (const ParsedGraph& graph : parsed.graphs) graphs.push_back(build_subgraph(graph, implicit));
    value = std::move(graphs);
  }
  node.attributes.emplace(parsed.name, std::move(value));
}

int64_t GraphBuilder::opset_for(const ParsedNode& parsed) {
  if (parsed.opset != 0) return parsed.opset;
  if (const int64_t imported = opset_of(context_.model.opsets, parsed.domain); imported != 0) return imported;
  const int64_t newest = newest_opset(parsed.domain);
  if (context_.domains_without_import.emplace(parsed.domain).second) {
    const std::string name = parsed.domain.empty() ? "ai.onnx" : printable(parsed.domain);
    context_.warnings.add("the model uses operators of domain '" + name + "' without importing it" +
                          (newest == 0 ? "" : "; version " + std::to_string(newest) + " is assumed"));
  }
  return newest;
}

void GraphBuilder::note_name(const ParsedNode& parsed) {
  if (!parsed.name.empty() && !node_names_.insert(parsed.name).second) {
    context_.warnings.add("two nodes of one graph have the name " + quoted(parsed.name));
  }
}

void GraphBuilder::add_node(const ParsedNode& parsed) {
  note_name(parsed);
  Node node;
  node.name = parsed.name;
  node.op_type = parsed.op_type;
  node.domain = parsed.domain;
  node.overload = parsed.overload;
  node.opset = opset_for(parsed);
  for (const std::string_view input : parsed.inputs) {
    const ValueId id = input.empty() ? kNoValue : find_or_capture(input);
    if (id == kNoValue && !input.empty()) fail_undefined("input of " + describe_node(parsed), input);
    if (id != kNoValue) note_read(id);
    node.inputs.push_back(id);
  }
  for (const std::string_view output : parsed.outputs) {
    node.outputs.push_back(output.empty() ? kNoValue : graph_.find_value(output));
  }
  std::vector<ValueId> implicit;
  for (const ParsedAttribute& attribute : parsed.attributes) add_attribute(attribute, node, implicit);
  std::sort(implicit.begin(), implicit.end());
  implicit.erase(std::unique(implicit.begin(), implicit.end()), implicit.end());
  node.implicit_inputs = std::move(implicit);
  if (!parsed.origin.empty()) {
    node.lineage.emplace_back(parsed.origin);
  } else {
    node.lineage.push_back(node.name.empty() ? node.op_type + "_" + std::to_string(graph_.node_slots()) : node.name);
  }
  mutator_.add_node(std::move(node));
}

void GraphBuilder::add_outputs() {
  std::unordered_set<std::string_view> seen;
  for (const ParsedValue& output : parsed_.outputs) {
    const ValueId id = find_or_capture(output.name);
    if (id == kNoValue) fail_undefined("graph output", output.name);
    if (level_ == 0 && !seen.insert(output.name).second) {
      fail_model(std::string(kInvalid) + "Duplicate definition of name (" + printable(output.name) +
                 "). Two graph outputs have it.");
    }
    mutator_.add_graph_output(id);
    if (graph_.value(id).type.kind == ValueType::Kind::kUnknown) mutator_.set_type(id, output.type);
    if (!output.doc.empty()) mutator_.set_doc(id, std::string(output.doc));
  }
}

Graph GraphBuilder::build() {
  graph_.name = parsed_.name;
  graph_.doc = parsed_.doc;
  collect_declared_types();
  define_inputs();
  define_initializers();
  define_node_outputs();
  for (const ParsedNode& node : parsed_.nodes) add_node(node);
  add_outputs();
  if (!sorted_) {
    graph_.topological_order();
    context_.warnings.add("the nodes of graph " + quoted(graph_.name) + " are not in topological order");
  }
  return std::move(graph_);
}

}  // namespace

Graph build_graph(const ParsedModel& model, Warnings& warnings) {
  BuildContext context{model, warnings, {}};
  return GraphBuilder(model.graph, context, nullptr).build();
}

}  // namespace ort::onnx
