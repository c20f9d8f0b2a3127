#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "libort/graph/graph_mutator.h"
#include "libort/optimizer/pass.h"
#include "libort/optimizer/pattern.h"

namespace ort {

/// A rewrite of several nodes into one: a pattern, conditions with names, and the node that takes their place.
class Fusion {
 public:
  using Condition = std::function<bool(const Match& match, const PassContext& context)>;
  /// The new node without outputs, or why there is none. Adds constants to the graph only for a node that it returns.
  using Rewritten = std::variant<Node, std::string>;
  using Rewrite = std::function<Rewritten(const Match& match, GraphMutator& graph, PassContext& context)>;

  /// `name` is what people read, such as "Conv+Relu".
  Fusion(std::string name, Pattern pattern) : name_(std::move(name)), pattern_(std::move(pattern)) {}

  /// `what` continues "needs": "constant bounds".
  Fusion& require(std::string what, Condition condition);
  Fusion& rewrite(Rewrite rewrite);

  /// Tries every node as the pattern's root. Matched nodes go; the new one writes the root's output 0 and has the
  /// lineage of all of them. Near misses become notes: "Conv+Relu at 'relu1': <why>".
  /// Returns the number of rewrites.
  int apply(GraphMutator& graph, PassContext& context) const;

 private:
  struct Requirement {
    std::string what;
    Condition condition;
  };

  /// Why the pattern is there and nothing was rewritten; empty where it is not there or was rewritten.
  std::string apply_at(NodeId root, GraphMutator& graph, PassContext& context) const;
  std::string unmet_requirement(const Match& match, const PassContext& context) const;

  std::string name_;
  Pattern pattern_;
  std::vector<Requirement> requirements_;
  Rewrite rewrite_;
};

}  // namespace ort
