#include "libort/core/value_type.h"

#include <optional>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/text.h"

namespace ort {
namespace {

ValueType container(ValueType::Kind kind, ValueType element) {
  ValueType type;
  type.kind = kind;
  type.element = std::make_shared<const ValueType>(std::move(element));
  return type;
}

/// Removes `prefix` from the front of `text` when it stands there.
bool skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Reads a type name up to the delimiter, which is removed too; nothing when there is no such name.
std::optional<DataType> read_dtype(std::string_view& text, char delimiter) {
  const std::size_t end = text.find(delimiter);
  if (end == std::string_view::npos) return std::nullopt;
  const DataType dtype = data_type_from_name(text.substr(0, end));
  if (dtype == DataType::kUndefined) return std::nullopt;
  text.remove_prefix(end + 1);
  return dtype;
}

/// The innermost type: a (sparse) tensor, or nothing for "optional()".
std::optional<ValueType> read_leaf(std::string_view& text) {
  const bool sparse = skip(text, "sparse_tensor(");
  if (!sparse && !skip(text, "tensor(")) return std::nullopt;
  const std::optional<DataType> dtype = read_dtype(text, ')');
  if (!dtype) return std::nullopt;
  ValueType type = ValueType::tensor(*dtype);
  if (sparse) type.kind = ValueType::Kind::kSparseTensor;
  return type;
}

}  // namespace

bool Dim::same_as(const Dim& other) const {
  if (known() || other.known()) return value == other.value;
  return !symbol.empty() && symbol == other.symbol;
}

std::string Dim::to_string() const {
  if (known()) return std::to_string(value);
  return symbol.empty() ? "?" : printable(symbol);
}

bool SymbolicShape::known() const {
  if (!ranked) return false;
  for (const Dim& dim : dims) {
    if (!dim.known()) return false;
  }
  return true;
}

std::string SymbolicShape::to_string() const {
  if (!ranked) return "unranked";
  std::vector<std::string> parts;
  parts.reserve(dims.size());
  for (const Dim& dim : dims) parts.push_back(dim.to_string());
  return "[" + join(parts, ",") + "]";
}

ValueType ValueType::tensor(DataType dtype, SymbolicShape shape) {
  ValueType type;
  type.kind = Kind::kTensor;
  type.dtype = dtype;
  type.shape = std::move(shape);
  return type;
}

ValueType ValueType::sequence(ValueType element) { return container(Kind::kSequence, std::move(element)); }

ValueType ValueType::optional(ValueType element) { return container(Kind::kOptional, std::move(element)); }

ValueType ValueType::map(DataType key, ValueType value) {
  ValueType type = container(Kind::kMap, std::move(value));
  type.dtype = key;
  return type;
}

std::string ValueType::to_string() const {
  std::string text;
  std::size_t open = 0;
  for (const ValueType* type = this; type != nullptr; type = type->element.get()) {
    const std::string dtype_name(data_type_name(type->dtype));
    switch (type->kind) {
      case Kind::kUnknown:
        text += type == this ? "unknown" : "";
        break;
      case Kind::kTensor:
        text += "tensor(" + dtype_name + ")";
        break;
      case Kind::kSparseTensor:
        text += "sparse_tensor(" + dtype_name + ")";
        break;
      case Kind::kSequence:
        text += "seq(";
        break;
      case Kind::kMap:
        text += "map(" + dtype_name + ",";
        break;
      case Kind::kOptional:
        text += "optional(";
        break;
      case Kind::kOpaque:
        text += "opaque()";
        break;
    }
    open += type->element != nullptr ? 1 : 0;
  }
  return text.append(open, ')');
}

ValueType parse_value_type(std::string_view text) {
  std::string_view rest = text;
  const auto fail = [text] { fail_usage("'" + printable(text) + "' is no type such as tensor(float)"); };
  std::vector<std::pair<ValueType::Kind, DataType>> containers;
  while (true) {
    if (skip(rest, "seq(")) {
      containers.emplace_back(ValueType::Kind::kSequence, DataType::kUndefined);
    } else if (skip(rest, "optional(")) {
      containers.emplace_back(ValueType::Kind::kOptional, DataType::kUndefined);
    } else if (skip(rest, "map(")) {
      const std::optional<DataType> key = read_dtype(rest, ',');
      if (!key) fail();
      containers.emplace_back(ValueType::Kind::kMap, *key);
    } else {
      break;
    }
    if (containers.size() > kMaxTypeNesting) {
      fail_limit("a type is nested deeper than " + std::to_string(kMaxTypeNesting) + " levels");
    }
  }
  const bool empty_optional = !containers.empty() && containers.back().first == ValueType::Kind::kOptional;
  const std::optional<ValueType> leaf = read_leaf(rest);
  if (!leaf && !(empty_optional && rest.starts_with(')'))) fail();
  if (rest != std::string(containers.size(), ')')) fail();
  ValueType type = leaf.value_or(ValueType());
  for (; !containers.empty(); containers.pop_back()) {
    const auto [kind, key] = containers.back();
    type = container(kind, std::move(type));
    type.dtype = key;
  }
  return type;
}

}  // namespace ort
