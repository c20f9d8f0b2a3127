#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libort/core/tensor.h"
#include "libort/core/value_type.h"
#include "libort/graph/attribute.h"

namespace ort::onnx {

struct ParsedGraph;

/// Names are views on the file or on `ParsedModel::made_names`.
struct ParsedAttribute {
  std::string_view name;
  std::string_view reference;  ///< attribute of the function around it that it stands for; mostly empty
  AttributeType type = AttributeType::kUndefined;  ///< of the value; of a reference: undefined when not said
  Attribute value;                                 ///< of kGraph and kGraphs: null pointers, see `graphs`
  std::vector<ParsedGraph> graphs;                 ///< one for kGraph
};

struct ParsedNode {
  std::string_view name;
  std::string_view op_type;
  std::string_view domain;  ///< "" is ai.onnx
  std::string_view overload;
  std::vector<std::string_view> inputs;   ///< "" is an absent one
  std::vector<std::string_view> outputs;  ///< "" is an absent one
  std::vector<ParsedAttribute> attributes;
  int64_t opset = 0;        ///< of its domain; 0 until the importer knows where the node stands
  std::string_view origin;  ///< the call that a node of a function body was made from
};

/// An input, an output or an inner value of a graph.
struct ParsedValue {
  std::string_view name;
  std::string_view doc;
  ValueType type;
};

struct ParsedInitializer {
  std::string_view name;
  Tensor tensor;
};

struct ParsedGraph {
  std::string_view name;
  std::string_view doc;
  std::vector<ParsedNode> nodes;
  std::vector<ParsedValue> inputs;
  std::vector<ParsedValue> outputs;
  std::vector<ParsedValue> value_infos;
  std::vector<ParsedInitializer> initializers;
};

/// Calls `visit` with each node of the list and of all graphs inside of it, the outer ones first.
template <class Visitor>
void for_each_node(const std::vector<ParsedNode>& nodes, Visitor&& visit) {
  for (const ParsedNode& node : nodes) {
    visit(node);
    for (const ParsedAttribute& attribute : node.attributes) {
      for (const ParsedGraph& graph : attribute.graphs) for_each_node(graph.nodes, visit);
    }
  }
}

/// Versions of operator sets by domain.
using Opsets = std::map<std::string, int64_t, std::less<>>;

struct ParsedFunction {
  std::string_view domain;
  std::string_view name;
  std::string_view overload;
  std::vector<std::string_view> inputs;
  std::vector<std::string_view> outputs;
  std::vector<std::string_view> attributes;  ///< without default
  std::vector<ParsedAttribute> defaults;
  std::vector<ParsedNode> nodes;
  Opsets opsets;
};

/// A ModelProto as it stands in the file, tensors already checked, graphs not yet.
struct ParsedModel {
  int64_t ir_version = 0;
  bool has_graph = false;
  std::string_view producer_name;
  std::string_view producer_version;
  std::string_view domain;
  std::string_view doc;
  int64_t model_version = 0;
  Opsets opsets;
  std::map<std::string, std::string> metadata;
  ParsedGraph graph;
  std::vector<ParsedFunction> functions;
  std::deque<std::string> made_names;  ///< storage of names that are not in the file
};

}  // namespace ort::onnx
