#include "apps/ortool/values/json_value.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/ortool/errors.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/element_parsing.h"
#include "apps/ortool/values/elements.h"
#include "apps/ortool/values/generated_values.h"

namespace ortool {
namespace {

using nlohmann::json;
using ort::DataType;
using ort::OrtValue;

constexpr std::size_t kLargestRank = 64;

/// Lengths of the nested lists along their first elements.
std::vector<int64_t> shape_of(const json& root, std::string_view source) {
  std::vector<int64_t> shape;
  for (const json* list = &root; list->is_array(); list = &list->front()) {
    if (shape.size() == kLargestRank) throw input_error(fmt::format("{}: over {} dimensions", source, kLargestRank));
    shape.push_back(static_cast<int64_t>(list->size()));
    if (list->empty()) break;
  }
  return shape;
}

/// Copies the leaves of nested lists into a tensor of their shape.
class TensorFiller {
 public:
  TensorFiller(const OrtValue& tensor, std::string_view source) : tensor_(tensor), source_(source) {}

  /// `axis` is at most the rank, 64.
  void fill(const json& list, std::size_t axis) {
    if (axis == tensor_.shape().size()) return fill_element(list);
    if (!list.is_array() || static_cast<int64_t>(list.size()) != tensor_.shape()[axis]) {
      throw error(fmt::format("not a list of {} as the ones before", tensor_.shape()[axis]));
    }
    for (const json& element : list) fill(element, axis + 1);
  }

 private:
  void fill_element(const json& element) {
    const DataType dtype = tensor_.element_type();
    const bool is_leaf = element.is_number() || element.is_string() || element.is_boolean();
    if (!is_leaf) throw error(fmt::format("a {} where an element is expected", element.type_name()));
    const std::string text = element.is_string() ? element.get<std::string>() : element.dump();
    if (dtype == DataType::kString && element.is_string()) {
      tensor_.strings()[static_cast<std::size_t>(next_)] = text;
    } else if (dtype == DataType::kString || !store_text(tensor_.bytes(), dtype, next_, text)) {
      throw error(fmt::format("{} is no {}", printable(text), ort::data_type_name(dtype)));
    }
    ++next_;
  }

  ort::Error error(const std::string& reason) const {
    return input_error(fmt::format("{}: at element {} of {}: {}", source_, next_, shape_text(tensor_.shape()), reason));
  }

  OrtValue tensor_;
  std::string_view source_;
  int64_t next_ = 0;
};

}  // namespace

OrtValue parse_json_tensor(std::span<const std::byte> bytes, DataType dtype, std::string_view source) {
  json root;
  try {
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    root = json::parse(text, text + bytes.size());
  } catch (const json::exception& error) {
    throw input_error(fmt::format("{}: no JSON: {}", source, error.what()));
  }
  OrtValue tensor = make_zeros(shape_of(root, source), dtype);
  TensorFiller(tensor, source).fill(root, 0);
  return tensor;
}

}  // namespace ortool
