#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libort/graph/graph.h"

namespace ort {

/// What has to stand at one place of a graph: a value of some kind, or an operator over patterns of its inputs.
/// Labels and operator names are static text.
class Pattern {
 public:
  enum class Kind { kAny, kConstant, kOptionalConstant, kOperator };

  Pattern(Kind kind, std::vector<std::string_view> op_types, std::vector<Pattern> inputs)
      : kind_(kind), op_types_(std::move(op_types)), inputs_(std::move(inputs)) {}

  /// Gives the place a name, under which the Match knows it.
  Pattern as(std::string_view label) &&;

  Kind kind() const { return kind_; }
  std::string_view label() const { return label_; }
  const std::vector<Pattern>& inputs() const { return inputs_; }
  /// True for a node of ai.onnx with one of the operator names.
  bool names(const Node& node) const;

 private:
  Kind kind_;
  std::string_view label_;
  std::vector<std::string_view> op_types_;
  std::vector<Pattern> inputs_;
};

/// Any value.
Pattern any();
/// A value that no run can change.
Pattern constant();
/// The same, or an input that is absent.
Pattern optional_constant();
/// Output 0 of an operator of ai.onnx. Inputs behind the listed ones may be anything. Below the root of a pattern
/// nobody else reads the operator's outputs and none of them is a graph output: what is fused disappears.
Pattern op(std::string_view op_type, std::vector<Pattern> inputs = {});
Pattern one_of(std::vector<std::string_view> op_types, std::vector<Pattern> inputs = {});

/// The places of a graph where a pattern's labels stand.
class Match {
 public:
  explicit Match(const Graph& graph) : graph_(graph) {}

  const Graph& graph() const { return graph_; }
  /// All matched nodes, the root first.
  const std::vector<NodeId>& nodes() const { return nodes_; }
  NodeId root() const { return nodes_.front(); }

  /// The labelled place; the pattern has the label.
  ValueId value(std::string_view label) const;
  const Node& node(std::string_view label) const;
  /// Contents of a constant; null when it is absent.
  const Tensor* tensor(std::string_view label) const;

 private:
  friend class Matcher;
  const Graph& graph_;
  std::vector<NodeId> nodes_;
  std::vector<std::pair<std::string_view, ValueId>> values_;
};

/// A match, or why there is none: empty where already the operators are others, a sentence for a near miss.
struct MatchResult {
  std::optional<Match> match;
  std::string near_miss;
};

MatchResult match_pattern(const Pattern& pattern, const Graph& graph, NodeId root);

}  // namespace ort
