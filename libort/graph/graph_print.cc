#include "libort/core/text.h"
#include "libort/graph/graph.h"

namespace ort {
namespace {

constexpr std::size_t kShownElements = 8;

template <class T>
std::string list_text(const std::vector<T>& values, const auto& element_text) {
  std::string text = "[";
  for (std::size_t i = 0; i < values.size() && i < kShownElements; ++i) {
    text += (i == 0 ? "" : ", ") + element_text(values[i]);
  }
  if (values.size() > kShownElements) text += ", ... " + std::to_string(values.size()) + " in all";
  return text + "]";
}

std::string attribute_text(const Attribute& attribute) {
  if (const auto* value = attribute.get<float>()) return std::to_string(*value);
  if (const auto* value = attribute.get<int64_t>()) return std::to_string(*value);
  if (const auto* value = attribute.get<std::string>()) return "\"" + printable(*value) + "\"";
  if (const auto* value = attribute.get<std::vector<float>>()) {
    return list_text(*value, [](float element) { return std::to_string(element); });
  }
  if (const auto* value = attribute.get<std::vector<int64_t>>()) {
    return list_text(*value, [](int64_t element) { return std::to_string(element); });
  }
  if (const auto* value = attribute.get<std::vector<std::string>>()) {
    return list_text(*value, [](const std::string& element) { return "\"" + printable(element) + "\""; });
  }
  if (const auto* value = attribute.get<Tensor>()) {
    return std::string(data_type_name(value->dtype())) + value->shape().to_string();
  }
  return "<" + std::string(attribute_type_name(attribute.type())) + ">";
}

std::string value_text(const Graph& graph, ValueId id) {
  return id == kNoValue ? "-" : "%" + printable(graph.value(id).name);
}

std::string values_text(const Graph& graph, const std::vector<ValueId>& ids) {
  std::vector<std::string> parts;
  for (const ValueId id : ids) parts.push_back(value_text(graph, id));
  return join(parts);
}

std::string typed_text(const Graph& graph, ValueId id) {
  const ValueType& type = graph.value(id).type;
  return value_text(graph, id) + ": " + type.to_string() + (type.is_tensor() ? type.shape.to_string() : "");
}

std::string node_text(const Graph& graph, NodeId id) {
  const Node& node = graph.node(id);
  std::vector<std::string> outputs;
  for (const ValueId output : node.outputs) outputs.push_back(output == kNoValue ? "-" : typed_text(graph, output));
  std::string text = join(outputs) + " = " + (node.domain.empty() ? "" : node.domain + "::") + node.op_type;
  text += "-" + std::to_string(node.since_version) + "(" + values_text(graph, node.inputs) + ")";
  for (const auto& [key, attribute] : node.attributes) text += " " + key + "=" + attribute_text(attribute);
  return text + "  # " + printable(graph.display_name(id));
}

}  // namespace

std::string Graph::to_string() const {
  std::string text = "graph " + printable(name) + "\n";
  for (const ValueId id : inputs_) text += "input " + typed_text(*this, id) + "\n";
  for (ValueId id = 0; id < values_.size(); ++id) {
    if (values_[id].constant && !values_[id].uses.empty()) text += "constant " + typed_text(*this, id) + "\n";
  }
  for (const NodeId id : topological_order()) text += node_text(*this, id) + "\n";
  for (const ValueId id : outputs_) text += "output " + value_text(*this, id) + "\n";
  return text;
}

}  // namespace ort
