#include "libort/formats/onnx/function_table.h"

#include <algorithm>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/formats/onnx/limits.h"

namespace ort::onnx {
namespace {

/// Sizes beyond all limits; additions stop here.
constexpr std::size_t kEndless = std::size_t{1} << 60;

/// What a call turns into.
struct Expansion {
  std::size_t nodes = 0;
  int depth = 0;  ///< of calls
};

/// Measures calls, each function once.
class ExpansionMeter {
 public:
  explicit ExpansionMeter(const FunctionTable& table) : table_(table) {}

  Expansion measure(const std::vector<ParsedNode>& nodes) {
    Expansion total;
    for_each_node(nodes, [&](const ParsedNode& node) {
      const ParsedFunction* function = table_.find(node);
      const Expansion call = function == nullptr ? Expansion() : measure_function(*function);
      total.nodes = std::min(total.nodes + 1 + call.nodes, kEndless);
      total.depth = std::max(total.depth, call.depth);
    });
    return total;
  }

 private:
  Expansion measure_function(const ParsedFunction& function) {
    const auto active = std::find(path_.begin(), path_.end(), &function);
    if (active != path_.end()) fail_recursion(active);
    const auto known = known_.find(&function);
    const int depth = static_cast<int>(path_.size()) + (known == known_.end() ? 1 : known->second.depth);
    if (depth > kMaxFunctionDepth) {
      fail_limit("function calls are nested too deep: depth " + std::to_string(depth) + " > " +
                 std::to_string(kMaxFunctionDepth) + " at " + display_name(function));
    }
    if (known != known_.end()) return known->second;
    path_.push_back(&function);
    Expansion expansion = measure(function.nodes);
    path_.pop_back();
    ++expansion.depth;
    known_.emplace(&function, expansion);
    return expansion;
  }

  [[noreturn]] void fail_recursion(std::vector<const ParsedFunction*>::const_iterator start) const {
    std::string cycle;
    for (auto step = start; step != path_.end(); ++step) cycle += display_name(**step) + " -> ";
    fail_model("This is an invalid model. Error: a function calls itself: " + cycle + display_name(**start));
  }

  const FunctionTable& table_;
  std::map<const ParsedFunction*, Expansion> known_;
  std::vector<const ParsedFunction*> path_;
};

}  // namespace

FunctionTable::FunctionTable(const std::vector<ParsedFunction>& functions) {
  for (const ParsedFunction& function : functions) {
    if (functions_.emplace(Key{function.domain, function.name, function.overload}, &function).second) continue;
    fail_model("This is an invalid model. Error: two functions are called " + display_name(function));
  }
}

const ParsedFunction* FunctionTable::find(const ParsedNode& node) const {
  const auto found = functions_.find(Key{node.domain, node.op_type, node.overload});
  return found == functions_.end() ? nullptr : found->second;
}

std::string display_name(const ParsedFunction& function) {
  const std::string domain = function.domain.empty() ? "ai.onnx" : printable(function.domain);
  const std::string overload = function.overload.empty() ? "" : ":" + printable(function.overload);
  return domain + ":" + printable(function.name) + overload;
}

void check_expansion(const ParsedGraph& graph, const FunctionTable& table, std::size_t source_nodes) {
  const Expansion expansion = ExpansionMeter(table).measure(graph.nodes);
  const std::size_t limit = std::min(kMaxNodes, std::max(kFreeFunctionNodes, source_nodes * kFunctionGrowth));
  if (expansion.nodes <= limit) return;
  fail_limit("with its functions expanded the model has " +
             (expansion.nodes == kEndless ? "far too many nodes" : std::to_string(expansion.nodes) + " nodes") +
             ", the limit is " + std::to_string(limit));
}

}  // namespace ort::onnx
