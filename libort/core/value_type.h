#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ort/data_type.h"

namespace ort {

/// A dimension of a declared or inferred shape: known, a symbol, or unknown (value -1, no symbol).
struct Dim {
  int64_t value = -1;
  std::string symbol;
  std::string denotation;

  Dim() = default;
  Dim(int64_t known) : value(known) {}  // NOLINT: a number is a dimension
  static Dim named(std::string symbol) {
    Dim dim;
    dim.symbol = std::move(symbol);
    return dim;
  }
  bool known() const { return value >= 0; }
  /// Surely equal: the same number or the same symbol.
  bool same_as(const Dim& other) const;
  std::string to_string() const;  ///< "3", "batch" or "?"
};

/// A shape that may be unknown in part; `ranked` false: not even the rank is known.
struct SymbolicShape {
  bool ranked = false;
  std::vector<Dim> dims;

  static SymbolicShape of(std::vector<Dim> dims) { return {true, std::move(dims)}; }
  bool known() const;  ///< ranked and every dimension known
  int rank() const { return static_cast<int>(dims.size()); }
  std::string to_string() const;  ///< "[batch,3,?]", or "unranked"
};

/// How deep sequences, optionals and maps may be nested in a type.
inline constexpr std::size_t kMaxTypeNesting = 16;

/// The type of a graph value.
struct ValueType {
  enum class Kind { kUnknown, kTensor, kSparseTensor, kSequence, kMap, kOptional, kOpaque };

  Kind kind = Kind::kUnknown;
  DataType dtype = DataType::kUndefined;     ///< of a (sparse) tensor; key type of a map
  SymbolicShape shape;                       ///< of a (sparse) tensor
  std::shared_ptr<const ValueType> element;  ///< of a sequence or optional; value type of a map
  std::string denotation;

  static ValueType tensor(DataType dtype, SymbolicShape shape = {});
  static ValueType sequence(ValueType element);
  static ValueType optional(ValueType element);
  static ValueType map(DataType key, ValueType value);

  bool is_tensor() const { return kind == Kind::kTensor; }
  /// "tensor(float)", "seq(tensor(int64))", "optional(...)", "map(string,tensor(float))", "sparse_tensor(float)".
  /// "optional()" when the element is not known, "unknown" for kUnknown, "opaque()" for kOpaque.
  std::string to_string() const;
};

/// The inverse of ValueType::to_string (without shapes); "optional()" has an element of unknown type. Throws (usage)
/// for text that is no type, (limit) beyond kMaxTypeNesting.
ValueType parse_value_type(std::string_view text);

}  // namespace ort
