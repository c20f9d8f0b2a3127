#include "apps/ortool/capability/operator_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>

namespace ortool {
namespace {

std::string full_name(const ort::OperatorSupport& op) {
  return op.domain.empty() || op.domain == "ai.onnx" ? op.name : op.domain + "::" + op.name;
}

/// "tensor(float)" -> "float": in a table of types that are nearly all tensors.
std::string_view short_type(std::string_view type) {
  constexpr std::string_view kTensor = "tensor(";
  if (!type.starts_with(kTensor) || !type.ends_with(')')) return type;
  return type.substr(kTensor.size(), type.size() - kTensor.size() - 1);
}

std::string types_text(const ort::OperatorSupport& op) {
  std::string text;
  for (const auto& [parameter, types] : op.types) {
    std::vector<std::string_view> names;
    std::transform(types.begin(), types.end(), std::back_inserter(names), short_type);
    fmt::format_to(std::back_inserter(text), "{}{}: {}", text.empty() ? "" : "; ", parameter, fmt::join(names, " "));
  }
  return text;
}

}  // namespace

std::string operators_text(const std::vector<ort::OperatorSupport>& operators) {
  std::size_t name_width = 8;
  std::size_t versions_width = 8;
  for (const auto& op : operators) {
    name_width = std::max(name_width, full_name(op).size());
    versions_width = std::max(versions_width, fmt::format("{}", fmt::join(op.versions, ",")).size());
  }
  std::string text;
  const auto row = [&](std::string_view name, std::string_view versions, std::string_view provider,
                       std::string_view types) {
    fmt::format_to(std::back_inserter(text), "{:<{}}  {:<{}}  {:<24}  {}\n", name, name_width, versions, versions_width,
                   provider, types);
  };
  row("operator", "versions", "provider", "types");
  for (const auto& op : operators) {
    row(full_name(op), fmt::format("{}", fmt::join(op.versions, ",")), op.provider, types_text(op));
  }
  fmt::format_to(std::back_inserter(text), "\n{} operators\n", operators.size());
  return text;
}

nlohmann::ordered_json operators_json(const std::vector<ort::OperatorSupport>& operators) {
  nlohmann::ordered_json report = {{"schema", "ortool.check-backend/1"}};
  auto& list = report["operators"] = nlohmann::ordered_json::array();
  for (const auto& op : operators) {
    list.push_back({{"domain", op.domain},
                    {"name", op.name},
                    {"versions", op.versions},
                    {"provider", op.provider},
                    {"types", op.types}});
  }
  return report;
}

}  // namespace ortool
