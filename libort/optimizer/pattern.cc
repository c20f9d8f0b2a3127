#include "libort/optimizer/pattern.h"

#include <algorithm>

#include "libort/core/text.h"

namespace ort {

Pattern Pattern::as(std::string_view label) && {
  label_ = label;
  return std::move(*this);
}

bool Pattern::names(const Node& node) const {
  return node.domain.empty() && std::find(op_types_.begin(), op_types_.end(), node.op_type) != op_types_.end();
}

Pattern any() { return {Pattern::Kind::kAny, {}, {}}; }

Pattern constant() { return {Pattern::Kind::kConstant, {}, {}}; }

Pattern optional_constant() { return {Pattern::Kind::kOptionalConstant, {}, {}}; }

Pattern op(std::string_view op_type, std::vector<Pattern> inputs) {
  return {Pattern::Kind::kOperator, {op_type}, std::move(inputs)};
}

Pattern one_of(std::vector<std::string_view> op_types, std::vector<Pattern> inputs) {
  return {Pattern::Kind::kOperator, std::move(op_types), std::move(inputs)};
}

ValueId Match::value(std::string_view label) const {
  const auto found =
      std::find_if(values_.begin(), values_.end(), [&](const auto& labelled) { return labelled.first == label; });
  if (found == values_.end()) {
    throw Error(ErrorCode::kFail, ErrorKind::kInternal, "the pattern has no label '" + std::string(label) + "'");
  }
  return found->second;
}

const Node& Match::node(std::string_view label) const { return graph_.node(graph_.value(value(label)).producer); }

const Tensor* Match::tensor(std::string_view label) const {
  const ValueId id = value(label);
  return id == kNoValue ? nullptr : graph_.value(id).fixed();
}

/// Walks a pattern, whose depth its author bounds, next to a graph. Goes on after a condition that fails, since only a
/// place with all the pattern's operators is a near miss.
class Matcher {
 public:
  explicit Matcher(const Graph& graph) : graph_(graph), match_(graph) {}

  MatchResult run(const Pattern& pattern, NodeId root) {
    if (!match_node(pattern, root)) return {};
    if (!near_miss_.empty()) return {std::nullopt, std::move(near_miss_)};
    return {std::move(match_), {}};
  }

 private:
  /// False when an operator is another one.
  bool match_node(const Pattern& pattern, NodeId id) {
    const Node& node = graph_.node(id);
    if (!pattern.names(node) || !node.has_output(0)) return false;
    match_.nodes_.push_back(id);
    if (!pattern.label().empty()) match_.values_.emplace_back(pattern.label(), node.outputs[0]);
    for (std::size_t i = 0; i < pattern.inputs().size(); ++i) {
      const ValueId input = node.has_input(i) ? node.inputs[i] : kNoValue;
      if (!match_input(pattern.inputs()[i], id, input)) return false;
    }
    return true;
  }

  bool match_input(const Pattern& pattern, NodeId reader, ValueId id) {
    if (pattern.kind() == Pattern::Kind::kOperator) {
      if (id == kNoValue || graph_.value(id).producer == kNoNode || graph_.value(id).producer_slot != 0) return false;
      check_single_reader(graph_.value(id).producer);
      return match_node(pattern, graph_.value(id).producer);
    }
    if (!pattern.label().empty()) match_.values_.emplace_back(pattern.label(), id);
    if (id == kNoValue) {
      if (pattern.kind() != Pattern::Kind::kOptionalConstant) miss("an input of " + title(reader) + " is absent");
      return true;
    }
    if (pattern.kind() != Pattern::Kind::kAny && graph_.value(id).fixed() == nullptr) miss_constant(graph_.value(id));
    return true;
  }

  void check_single_reader(NodeId id) {
    std::size_t readers = 0;
    for (const ValueId output : graph_.node(id).outputs) {
      if (output == kNoValue) continue;
      readers += graph_.value(output).uses.size();
      if (graph_.is_graph_output(output)) miss("the result of " + title(id) + " is a graph output");
    }
    if (readers > 1) miss("the result of " + title(id) + " has " + std::to_string(readers) + " readers");
  }

  void miss_constant(const Value& value) {
    miss("'" + printable(value.name) + "' " +
         (value.constant ? "is an initializer that callers may override" : "is not constant"));
  }

  void miss(std::string reason) {
    if (near_miss_.empty()) near_miss_ = std::move(reason);
  }

  std::string title(NodeId id) const {
    return graph_.node(id).op_type + " '" + printable(graph_.display_name(id)) + "'";
  }

  const Graph& graph_;
  Match match_;
  std::string near_miss_;
};

MatchResult match_pattern(const Pattern& pattern, const Graph& graph, NodeId root) {
  return Matcher(graph).run(pattern, root);
}

}  // namespace ort
