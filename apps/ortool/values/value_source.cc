#include "apps/ortool/values/value_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "apps/ortool/errors.h"
#include "apps/ortool/file_bytes.h"
#include "apps/ortool/notice.h"
#include "apps/ortool/suggestion.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/element_parsing.h"
#include "apps/ortool/values/elements.h"
#include "apps/ortool/values/generated_values.h"
#include "apps/ortool/values/json_value.h"
#include "apps/ortool/values/npy.h"
#include "apps/ortool/values/npz.h"
#include "apps/ortool/values/shape_and_type.h"
#include "ort/onnx_data.h"

namespace ortool {
namespace {

using ort::DataType;
using ort::NodeArg;
using ort::OrtValue;

constexpr std::string_view kRaw = "raw:";
constexpr std::string_view kNpzKey = ".npz:";

/// The declared shape with sizes for all free dimensions.
std::vector<int64_t> shape_of(const NodeArg& input, const std::map<std::string, int64_t>& dims) {
  std::vector<int64_t> shape;
  std::vector<std::string> free;
  for (std::size_t axis = 0; axis < input.shape.size(); ++axis) {
    const ort::DeclaredDim& dim = input.shape[axis];
    const auto* symbol = std::get_if<std::string>(&dim);
    if (const auto* number = std::get_if<int64_t>(&dim); number != nullptr && *number >= 0) {
      shape.push_back(*number);
    } else if (symbol != nullptr && dims.contains(*symbol)) {
      shape.push_back(dims.at(*symbol));
    } else {
      shape.push_back(1);
      free.push_back(symbol != nullptr ? printable(*symbol) : fmt::format("axis {}", axis));
    }
  }
  if (!free.empty()) {
    notice(fmt::format("input '{}': free dimensions ({}) are taken as 1, --dim NAME=N sets them", printable(input.name),
                       fmt::join(free, ", ")));
  }
  return shape;
}

void require_tensor(const NodeArg& input, std::string_view text) {
  if (input.type.starts_with("tensor(") && input.element_type != DataType::kUndefined) return;
  throw input_error(
      fmt::format("'{}' makes tensors only, this is {}: give a .pb file", printable(text), printable(input.type)));
}

OrtValue load_generated(std::string_view text, const NodeArg& input, const std::map<std::string, int64_t>& dims) {
  require_tensor(input, text);
  if (!input.has_shape) {
    throw input_error("the model declares no shape to make values for: write one, such as 1x3xf32=0");
  }
  return generate(text, input.name, shape_of(input, dims), input.element_type);
}

OrtValue load_inline(std::string_view text) {
  const std::size_t equals = text.find('=');
  const ShapeAndType type = parse_shape_and_type(text.substr(0, equals));
  const std::string_view list = text.substr(equals + 1);
  OrtValue tensor = make_zeros(type.shape, type.dtype);
  const int64_t count = tensor.element_count();
  const bool is_empty = list.empty() && type.dtype != DataType::kString;
  const auto given = is_empty ? 0 : std::ranges::count(list, ',') + 1;
  if (given != count && given != 1) {
    throw input_error(fmt::format("'{}': {} elements for shape {}, which has {} (give all of them, or one for all)",
                                  printable(text, 80), given, shape_text(type.shape), count));
  }
  std::size_t at = 0;
  for (int64_t i = 0; i < count; ++i) {
    const std::string_view element = list.substr(at, list.find(',', at) - at);
    if (type.dtype == DataType::kString) {
      tensor.strings()[static_cast<std::size_t>(i)] = element;
    } else if (!store_text(tensor.bytes(), type.dtype, i, element)) {
      throw usage_error(fmt::format("'{}', character {}: '{}' is no {}", printable(text, 80), equals + at + 2,
                                    printable(element), ort::data_type_name(type.dtype)));
    }
    if (given != 1) at += element.size() + 1;
  }
  return tensor;
}

OrtValue load_raw(std::string_view text) {
  const std::string_view rest = text.substr(kRaw.size());
  const std::size_t colon = rest.rfind(':');
  if (colon == rest.npos) {
    throw usage_error(fmt::format("'{}': raw data is written raw:FILE:1x3x224x224xf32", printable(text)));
  }
  const ShapeAndType type = parse_shape_and_type(rest.substr(colon + 1));
  const std::string path(rest.substr(0, colon));
  if (type.dtype == DataType::kString) throw usage_error("raw data cannot hold strings");
  const std::vector<std::byte> bytes = read_file(path);
  int64_t count = 1;
  bool overflows = false;
  for (const int64_t dimension : type.shape) overflows |= __builtin_mul_overflow(count, dimension, &count);
  if (overflows || ort::buffer_bytes(type.dtype, count) != bytes.size()) {
    throw input_error(fmt::format("'{}' has {} bytes, {}{} asks for another number", printable(path), bytes.size(),
                                  ort::data_type_name(type.dtype), shape_text(type.shape)));
  }
  OrtValue tensor = OrtValue::from_bytes(bytes, type.shape, type.dtype);
  if (type.dtype == DataType::kBool) {
    for (std::byte& flag : tensor.bytes()) flag = std::byte{flag != std::byte{0}};
  }
  return tensor;
}

/// The array `key` of an archive; without a key the one named as the input, or the only one.
OrtValue load_npz_array(const std::string& path, std::string_view key, const NodeArg& input) {
  NpzContents contents = read_npz(path, key.empty() ? std::nullopt : std::optional(key));
  if (key.empty()) key = contents.names.size() == 1 ? std::string_view(contents.names.front()) : input.name;
  const auto found = contents.arrays.find(std::string(key));
  if (found != contents.arrays.end()) return with_stored_type(found->second, input.element_type, path);
  std::vector<std::string> names;
  for (const std::string& name : contents.names) names.push_back("'" + printable(name) + "'");
  throw input_error(fmt::format("'{}' holds no array '{}'{}; it holds {}", printable(path), printable(key),
                                did_you_mean(key, contents.names), fmt::join(names, ", ")));
}

OrtValue load_json(const std::string& path, const NodeArg& input) {
  require_tensor(input, path);
  return parse_json_tensor(read_file(path), input.element_type, fmt::format("'{}'", printable(path)));
}

}  // namespace

OrtValue load_onnx_data(const std::string& path, std::string_view type) {
  const std::vector<std::byte> bytes = read_file(path);
  try {
    return ort::parse_onnx_data(bytes, type);
  } catch (const ort::Error& error) {
    throw ort::Error(error.code(), error.kind(), fmt::format("'{}': {}", printable(path), error.what()));
  }
}

OrtValue load_value(std::string_view text, const NodeArg& input, const std::map<std::string, int64_t>& dims) {
  const std::string path(text);
  if (text == "-") {
    const OrtValue array = parse_npy(read_standard_input("--input"), "standard input");
    return with_stored_type(array, input.element_type, "standard input");
  }
  if (text.starts_with(kRaw)) return load_raw(text);
  if (is_generator(text)) return load_generated(text, input, dims);
  if (const std::size_t equals = text.find('=');
      equals != text.npos && looks_like_shape_and_type(text.substr(0, equals))) {
    return load_inline(text);
  }
  if (text.ends_with(".npy")) {
    return with_stored_type(parse_npy(read_file(path), fmt::format("'{}'", printable(text))), input.element_type, text);
  }
  if (text.ends_with(".pb")) return load_onnx_data(path, input.type);
  if (text.ends_with(".json")) return load_json(path, input);
  if (text.ends_with(".npz")) return load_npz_array(path, "", input);
  if (const std::size_t at = text.find(kNpzKey); at != text.npos) {
    return load_npz_array(path.substr(0, at + kNpzKey.size() - 1), text.substr(at + kNpzKey.size()), input);
  }
  throw usage_error(
      fmt::format("'{}' is no input value: .npy, .npz[:key], .pb, .json, raw:FILE:1x3xf32, -, rand, zeros, "
                  "ones, arange, const:V or 1x3xf32=1,2,3; see 'ortool help input-syntax'",
                  printable(text)));
}

}  // namespace ortool
