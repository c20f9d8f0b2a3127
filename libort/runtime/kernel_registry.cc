#include "libort/runtime/kernel_registry.h"

#include "libort/core/text.h"

namespace ort {
namespace {

bool ranges_overlap(const VersionRange& a, const VersionRange& b) { return a.first <= b.last && b.first <= a.last; }

bool sets_overlap(const TypeSet& a, const TypeSet& b) { return !(a.without(a.without(b))).empty(); }

/// Two kernels are told apart by a type parameter that both restrict to types that have nothing in common.
bool types_overlap(const KernelDef& a, const KernelDef& b) {
  for (const auto& [parameter, types] : a.types) {
    const auto other = b.types.find(parameter);
    if (other != b.types.end() && !sets_overlap(types, other->second)) return false;
  }
  return true;
}

/// Empty when the types fit; a sentence about the first that does not otherwise.
std::string type_mismatch(const KernelDef& def, const Graph& graph, const std::vector<ValueId>& values,
                          const auto& parameter_at) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Parameter* parameter = parameter_at(i);
    if (values[i] == kNoValue || parameter == nullptr) continue;
    const auto allowed = def.types.find(parameter->type);
    const ValueType& type = graph.value(values[i]).type;
    if (allowed == def.types.end() || allowed->second.contains(type)) continue;
    return "no kernel for " + parameter->type + " = " + type.to_string() + " ('" +
           printable(graph.value(values[i]).name) + "')";
  }
  return {};
}

std::string operator_title(const std::string& domain, const std::string& op_type, int version) {
  return (domain.empty() ? "" : domain + "::") + op_type + "-" + std::to_string(version);
}

}  // namespace

void KernelRegistry::add(KernelDef def) {
  auto& kernels = kernels_[{def.domain, def.op_type}];
  for (const KernelDef& other : kernels) {
    if (ranges_overlap(def.versions, other.versions) && types_overlap(def, other)) {
      throw Error(ErrorCode::kFail, ErrorKind::kInternal,
                  "two kernels for " +
                      operator_title(def.domain, def.op_type, std::max(def.versions.first, other.versions.first)));
    }
  }
  kernels.push_back(std::move(def));
}

KernelRegistry::Match KernelRegistry::find(const Graph& graph, const Node& node, const OpSchema& schema) const {
  const auto kernels = kernels_.find({node.domain, node.op_type});
  if (kernels == kernels_.end())
    return {nullptr, "it has no kernel for " + operator_title(node.domain, node.op_type, node.since_version)};
  std::string reason = "it has no kernel for version " + std::to_string(node.since_version) + " of " + node.op_type;
  for (const KernelDef& def : kernels->second) {
    if (node.since_version < def.versions.first || node.since_version > def.versions.last) continue;
    std::string mismatch = type_mismatch(def, graph, node.inputs, [&](std::size_t i) { return schema.input_at(i); });
    if (mismatch.empty())
      mismatch = type_mismatch(def, graph, node.outputs, [&](std::size_t i) { return schema.output_at(i); });
    if (mismatch.empty()) return {&def, {}};
    reason = mismatch;
  }
  return {nullptr, reason};
}

std::vector<const KernelDef*> KernelRegistry::kernels_of(std::string_view domain, std::string_view op_type) const {
  std::vector<const KernelDef*> found;
  const auto kernels = kernels_.find({std::string(domain), std::string(op_type)});
  if (kernels == kernels_.end()) return found;
  for (const KernelDef& def : kernels->second) found.push_back(&def);
  return found;
}

}  // namespace ort
