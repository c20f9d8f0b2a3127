#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libort/core/tensor.h"
#include "libort/core/value_type.h"

namespace ort {

class Graph;

/// A sparse tensor in COO form: `values` [nnz], `indices` int64 [nnz] (linear) or [nnz, rank].
struct SparseTensorData {
  Tensor values;
  Tensor indices;
  Shape dense_shape;
};

/// Kinds of ONNX's AttributeProto, with its numbers.
enum class AttributeType : int {
  kUndefined = 0,
  kFloat = 1,
  kInt = 2,
  kString = 3,
  kTensor = 4,
  kGraph = 5,
  kFloats = 6,
  kInts = 7,
  kStrings = 8,
  kTensors = 9,
  kGraphs = 10,
  kSparseTensor = 11,
  kSparseTensors = 12,
  kTypeProto = 13,
  kTypeProtos = 14,
};

/// "FLOAT", "INTS", ...
std::string_view attribute_type_name(AttributeType type);

/// The value of an attribute. Strings are bytes. Copying a graph or a tensor shares it.
class Attribute {
 public:
  using Data = std::variant<std::monostate, float, int64_t, std::string, Tensor, std::shared_ptr<Graph>,
                            std::vector<float>, std::vector<int64_t>, std::vector<std::string>, std::vector<Tensor>,
                            std::vector<std::shared_ptr<Graph>>, SparseTensorData, std::vector<SparseTensorData>,
                            ValueType, std::vector<ValueType>>;

  Attribute() = default;
  template <class T>
  requires std::constructible_from<Data, T> Attribute(T value)
      : data_(std::move(value)) {}                             // NOLINT: a value is an attribute
  Attribute(int value) : data_(int64_t{value}) {}              // NOLINT
  Attribute(const char* value) : data_(std::string(value)) {}  // NOLINT

  AttributeType type() const { return static_cast<AttributeType>(data_.index()); }
  const Data& data() const { return data_; }

  /// Null when the attribute has another type.
  template <class T>
  const T* get() const {
    return std::get_if<T>(&data_);
  }

 private:
  Data data_;
};

}  // namespace ort
