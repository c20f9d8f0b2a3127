#include "apps/ortool/capability/operator_counts.h"

namespace ortool {

std::string operator_name(const ort::NodePlacement& node) {
  return node.domain.empty() ? node.op_type : node.domain + "::" + node.op_type;
}

Counts count_operators(const std::vector<ort::NodePlacement>& nodes) {
  Counts counts;
  for (const auto& node : nodes) ++counts[operator_name(node)];
  return counts;
}

Counts count_missing_operators(const std::vector<ort::NodePlacement>& nodes) {
  Counts counts;
  for (const auto& node : nodes) {
    if (node.provider.empty()) ++counts[operator_name(node)];
  }
  return counts;
}

Counts count_providers(const std::vector<ort::NodePlacement>& nodes) {
  Counts counts;
  for (const auto& node : nodes) {
    if (!node.provider.empty()) ++counts[node.provider];
  }
  return counts;
}

}  // namespace ortool
