#include "libort/ops/op_registry.h"

namespace ort {

void OpRegistry::add(OpSchema schema) {
  auto& versions = schemas_[{schema.domain, schema.name}];
  const int version = schema.since_version;
  const std::string name = schema.domain + "::" + schema.name + "-" + std::to_string(version);
  if (!versions.emplace(version, std::move(schema)).second) {
    throw Error(ErrorCode::kFail, ErrorKind::kInternal, "operator " + name + " is defined twice");
  }
}

const OpSchema* OpRegistry::find(std::string_view domain, std::string_view name, int64_t opset) const {
  const auto versions = schemas_.find({std::string(domain), std::string(name)});
  if (versions == schemas_.end()) return nullptr;
  const OpSchema* newest = nullptr;
  for (const auto& [version, schema] : versions->second) {
    if (version <= opset) newest = &schema;
  }
  return newest;
}

const OpSchema* OpRegistry::find_version(std::string_view domain, std::string_view name, int since_version) const {
  const auto versions = schemas_.find({std::string(domain), std::string(name)});
  if (versions == schemas_.end()) return nullptr;
  const auto schema = versions->second.find(since_version);
  return schema == versions->second.end() ? nullptr : &schema->second;
}

std::vector<const OpSchema*> OpRegistry::all() const {
  std::vector<const OpSchema*> all;
  for (const auto& [name, versions] : schemas_) {
    for (const auto& [version, schema] : versions) all.push_back(&schema);
  }
  return all;
}

int64_t newest_opset(std::string_view domain) {
  if (domain.empty()) return 28;
  if (domain == "ai.onnx.ml") return 5;
  return 1;
}

}  // namespace ort
