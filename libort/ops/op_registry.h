#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libort/ops/op_schema.h"

namespace ort {

/// All operators and versions that libort knows the definition of.
class OpRegistry {
 public:
  /// Throws (internal) when this version of the operator is there already.
  void add(OpSchema schema);

  /// The version of the operator that `opset` of its domain means; null when there is none.
  const OpSchema* find(std::string_view domain, std::string_view name, int64_t opset) const;

  /// Exactly this version; null when there is none.
  const OpSchema* find_version(std::string_view domain, std::string_view name, int since_version) const;

  /// All versions of all operators, sorted by domain, name and version.
  std::vector<const OpSchema*> all() const;

 private:
  std::map<std::pair<std::string, std::string>, std::map<int, OpSchema>> schemas_;
};

/// The registry with every operator family of libort/ops, made on first use.
const OpRegistry& op_registry();

/// Newest opset of each domain that is known: "" 28, "ai.onnx.ml" 5, ...
int64_t newest_opset(std::string_view domain);

}  // namespace ort
