#include "apps/ortool/values/npz_arrays.h"

#include <fmt/format.h>

#include <utility>

#include "apps/ortool/errors.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/npy.h"

namespace ortool {
namespace {

using ort::OrtValue;

constexpr std::string_view kKeys = ".keys";
constexpr std::string_view kValues = ".values";

void append_arrays(std::vector<NamedTensor>& arrays, const std::string& name, const OrtValue& value) {
  if (!value.has_value()) return;
  if (value.is_tensor()) {
    arrays.push_back({name, value});
  } else if (value.is_map()) {
    auto [keys, values] = value.map_entries();
    arrays.push_back({name + std::string(kKeys), std::move(keys)});
    arrays.push_back({name + std::string(kValues), std::move(values)});
  } else {
    std::size_t index = 0;
    for (const OrtValue& element : value.elements())
      append_arrays(arrays, fmt::format("{}.{}", name, index++), element);
  }
}

/// What stands in "<kind>(...)"; none for a type of another kind.
std::optional<std::string_view> content_of(std::string_view type, std::string_view kind) {
  if (!type.starts_with(kind) || !type.substr(kind.size()).starts_with('(') || !type.ends_with(')'))
    return std::nullopt;
  return type.substr(kind.size() + 1, type.size() - kind.size() - 2);
}

std::optional<OrtValue> take_tensor(std::map<std::string, OrtValue>& arrays, const std::string& name,
                                    std::string_view type) {
  const auto node = arrays.extract(name);
  if (node.empty()) return std::nullopt;
  const auto element_type = content_of(type, "tensor");
  const ort::DataType dtype = element_type ? ort::data_type_from_name(*element_type) : ort::DataType::kUndefined;
  return with_stored_type(node.mapped(), dtype, fmt::format("array '{}'", printable(name)));
}

std::optional<OrtValue> take_map(std::map<std::string, OrtValue>& arrays, const std::string& name,
                                 std::string_view key_and_value) {
  const std::string_view value_type = key_and_value.substr(std::min(key_and_value.find(',') + 1, key_and_value.size()));
  auto keys = take_tensor(arrays, name + std::string(kKeys), "");
  auto values = take_tensor(arrays, name + std::string(kValues), value_type);
  if (!keys && !values) return std::nullopt;
  const bool is_map = keys && values && keys->shape().size() == 1 && keys->shape() == values->shape();
  if (!is_map) {
    throw input_error(
        fmt::format("'{}' is a map: arrays '.keys' and '.values' of one dimension and equal length are "
                    "needed",
                    printable(name)));
  }
  return OrtValue::from_map(std::move(*keys), std::move(*values));
}

}  // namespace

std::vector<NamedTensor> to_arrays(const std::string& name, const OrtValue& value) {
  std::vector<NamedTensor> arrays;
  append_arrays(arrays, name, value);
  return arrays;
}

std::optional<OrtValue> take_value(std::map<std::string, OrtValue>& arrays, const std::string& name,
                                   std::string_view type) {
  if (const auto content = content_of(type, "optional")) return take_value(arrays, name, *content);
  if (const auto content = content_of(type, "map")) return take_map(arrays, name, *content);
  const auto element_type = content_of(type, "seq");
  if (!element_type) return take_tensor(arrays, name, type);
  std::vector<OrtValue> elements;
  while (auto element = take_value(arrays, fmt::format("{}.{}", name, elements.size()), *element_type)) {
    elements.push_back(std::move(*element));
  }
  if (elements.empty()) return std::nullopt;
  return OrtValue::from_sequence(std::move(elements), *element_type);
}

}  // namespace ortool
