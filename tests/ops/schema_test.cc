#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "libort/core/type_dispatch.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

using Json = nlohmann::json;

std::filesystem::path shared_data() {
  const char* folder = std::getenv("ORT_SHARED_DATA");
  return folder != nullptr ? std::filesystem::path(folder)
                           : std::filesystem::path(ORT_SOURCE_DIR).parent_path() / "shared";
}

std::string title(const OpSchema& schema) {
  return schema.domain + "::" + schema.name + "-" + std::to_string(schema.since_version);
}

std::string arity_of(const Json& parameter) { return parameter.value("option", parameter.value("arity", "single")); }

std::string arity_name(Arity arity) {
  return arity == Arity::kOptional ? "optional" : arity == Arity::kVariadic ? "variadic" : "single";
}

void expect_parameters(const OpSchema& schema, const std::vector<Parameter>& ours, const Json& official,
                       const char* what) {
  ASSERT_EQ(ours.size(), official.size()) << title(schema) << ": number of " << what;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i].name, official[i]["name"]) << title(schema) << ": " << what << " " << i;
    EXPECT_EQ(ours[i].type, official[i]["type"]) << title(schema) << ": " << what << " " << ours[i].name;
    std::string arity = arity_of(official[i]);
    for (char& c : arity) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(arity_name(ours[i].arity), arity) << title(schema) << ": " << what << " " << ours[i].name;
  }
}

void expect_default(const OpSchema& schema, const std::string& name, const Attribute& ours, const Json& official) {
  const std::string where = title(schema) + ": default of " + name;
  if (!official.contains("default")) {
    EXPECT_EQ(ours.type(), AttributeType::kUndefined) << where;
    return;
  }
  const Json& value = official["default"];
  if (const auto* number = ours.get<int64_t>()) {
    EXPECT_EQ(*number, value.get<int64_t>()) << where;
  } else if (const auto* real = ours.get<float>()) {
    EXPECT_FLOAT_EQ(*real, value.get<float>()) << where;
  } else if (const auto* text = ours.get<std::string>()) {
    EXPECT_EQ(*text, value.get<std::string>()) << where;
  } else if (const auto* numbers = ours.get<std::vector<int64_t>>()) {
    EXPECT_EQ(*numbers, value.get<std::vector<int64_t>>()) << where;
  } else {
    ADD_FAILURE() << where << " is " << value.dump() << ", ours is of type " << attribute_type_name(ours.type());
  }
}

void expect_attributes(const OpSchema& schema, const Json& official) {
  std::set<std::string> names;
  for (const auto& [name, attribute] : official.items()) {
    names.insert(name);
    const auto ours = schema.attributes.find(name);
    if (ours == schema.attributes.end()) {
      ADD_FAILURE() << title(schema) << " lacks attribute " << name;
      continue;
    }
    EXPECT_EQ(attribute_type_name(ours->second.type), attribute["type"]) << title(schema) << ": attribute " << name;
    EXPECT_EQ(ours->second.required, attribute.value("required", false)) << title(schema) << ": attribute " << name;
    expect_default(schema, name, ours->second.default_value, attribute);
  }
  for (const auto& [name, attribute] : schema.attributes) {
    EXPECT_TRUE(names.contains(name)) << title(schema) << ": attribute " << name << " is not ONNX's";
  }
}

void expect_types(const OpSchema& schema, const Json& official, const Json& type_sets) {
  ASSERT_EQ(schema.types.size(), official.size()) << title(schema) << ": number of type parameters";
  for (const auto& [parameter, set] : official.items()) {
    const auto ours = schema.types.find(parameter);
    ASSERT_NE(ours, schema.types.end()) << title(schema) << ": type parameter " << parameter;
    std::vector<std::string> names = type_sets.at(set.get<std::string>()).get<std::vector<std::string>>();
    std::sort(names.begin(), names.end());
    EXPECT_EQ(ours->second.names(), names) << title(schema) << ": " << parameter;
  }
}

TEST(Schemas, AreThoseOfOnnx) {
  const std::filesystem::path path = shared_data() / "conformance/schemas.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no official schemas at " << path;
  std::ifstream file(path);
  const Json data = Json::parse(file);
  std::set<std::string> present;
  for (const OpSchema* schema : op_registry().all())
    present.insert((schema->domain.empty() ? "ai.onnx" : schema->domain) + "::" + schema->name);
  int compared = 0;
  for (const Json& official : data["operators"]) {
    const std::string domain = official["domain"];
    const std::string name = official["name"];
    if (!present.contains(domain + "::" + name)) continue;
    const OpSchema* schema =
        op_registry().find_version(domain == "ai.onnx" ? "" : domain, name, official["since_version"]);
    if (schema == nullptr) {
      ADD_FAILURE() << domain << "::" << name << "-" << official["since_version"] << " is missing";
      continue;
    }
    ++compared;
    expect_parameters(*schema, schema->inputs, official["inputs"], "inputs");
    expect_parameters(*schema, schema->outputs, official["outputs"], "outputs");
    expect_attributes(*schema, official["attributes"]);
    expect_types(*schema, official["type_constraints"], data["type_sets"]);
    EXPECT_EQ(schema->deprecated, official.value("deprecated", false)) << title(*schema);
  }
  EXPECT_GE(compared, 71);
}

}  // namespace
}  // namespace ort
