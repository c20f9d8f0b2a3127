#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "libort/formats/onnx/parsed_model.h"

namespace ort::onnx {

/// The functions of a model by domain, name and overload.
class FunctionTable {
 public:
  /// Refers to `functions`. Throws (model) for two with one domain, name and overload.
  explicit FunctionTable(const std::vector<ParsedFunction>& functions);

  /// The function that the node calls; null when it is no call.
  const ParsedFunction* find(const ParsedNode& node) const;

 private:
  using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
  std::map<Key, const ParsedFunction*> functions_;
};

/// "domain:name" or "domain:name:overload", for messages.
std::string display_name(const ParsedFunction& function);

/// Follows all calls of `graph` without expanding them. Throws (model) with the path when a function calls itself,
/// (limit) for calls nested deeper than kMaxFunctionDepth, and when the expanded graph would have more than kMaxNodes
/// nodes or more than kFunctionGrowth times the `source_nodes` (small models may grow to kFreeFunctionNodes).
void check_expansion(const ParsedGraph& graph, const FunctionTable& table, std::size_t source_nodes);

}  // namespace ort::onnx
