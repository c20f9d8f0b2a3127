#pragma once

#include <cstring>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "libort/core/packed.h"
#include "libort/core/tensor.h"

namespace ort::test {

using Coordinates = std::vector<int64_t>;

inline Coordinates coordinates_of(int64_t position, const Shape& shape) {
  Coordinates coordinates(shape.dims().size());
  for (std::size_t axis = coordinates.size(); axis-- > 0;) {
    coordinates[axis] = position % shape.dims()[axis];
    position /= shape.dims()[axis];
  }
  return coordinates;
}

inline std::size_t position_of(const Coordinates& coordinates, const Shape& shape) {
  int64_t position = 0;
  for (std::size_t axis = 0; axis < coordinates.size(); ++axis) {
    position = position * shape.dims()[axis] + coordinates[axis];
  }
  return static_cast<std::size_t>(position);
}

/// One byte for each element of a packed type; the bytes themselves for the others.
inline std::vector<std::byte> loose_bytes(const Tensor& tensor) {
  if (!is_packed(tensor.dtype())) return {tensor.data(), tensor.data() + tensor.bytes()};
  std::vector<std::byte> bytes(static_cast<std::size_t>(tensor.elements()));
  unpack(tensor.dtype(), tensor.data(), tensor.elements(), reinterpret_cast<uint8_t*>(bytes.data()));
  return bytes;
}

/// The coordinates in the source of an element of the result; empty-handed (nullopt) where it takes the fill value.
using PickFrom = std::function<std::optional<Coordinates>(const Coordinates&)>;

/// A tensor of shape `shape` whose elements come one by one from `source`, of any element type; `fill` has one element.
inline Tensor naive_pick(const Tensor& source, const Shape& shape, const PickFrom& from, const Tensor* fill = nullptr) {
  Tensor result(source.dtype(), shape);
  if (source.is_string()) {
    for (int64_t i = 0; i < result.elements(); ++i) {
      const auto origin = from(coordinates_of(i, shape));
      result.as<std::string>()[static_cast<std::size_t>(i)] =
          origin ? source.as<std::string>()[position_of(*origin, source.shape())]
                 : (fill == nullptr ? std::string() : fill->as<std::string>()[0]);
    }
    return result;
  }
  const std::size_t size = is_packed(source.dtype()) ? 1 : buffer_bytes(source.dtype(), 1);
  const std::vector<std::byte> elements = loose_bytes(source);
  const std::vector<std::byte> filling = fill == nullptr ? std::vector<std::byte>(size) : loose_bytes(*fill);
  std::vector<std::byte> picked;
  for (int64_t i = 0; i < result.elements(); ++i) {
    const auto origin = from(coordinates_of(i, shape));
    const std::byte* element = origin ? elements.data() + position_of(*origin, source.shape()) * size : filling.data();
    picked.insert(picked.end(), element, element + size);
  }
  if (is_packed(source.dtype())) {
    pack(source.dtype(), reinterpret_cast<const uint8_t*>(picked.data()), result.elements(), result.data());
  } else if (!picked.empty()) {
    std::memcpy(result.data(), picked.data(), picked.size());
  }
  return result;
}

/// One type of each size that elements have, and strings.
inline const std::vector<DataType> kEverySize = {DataType::kBool,   DataType::kFloat16,   DataType::kFloat,
                                                 DataType::kDouble, DataType::kComplex64, DataType::kComplex128,
                                                 DataType::kString};
/// Types that Transpose-25 and Pad-25 take besides, float8 and the packed ones.
inline const std::vector<DataType> kNarrowTypes = {DataType::kFloat8E4M3FN, DataType::kFloat8E8M0, DataType::kInt4,
                                                   DataType::kUint4,        DataType::kFloat4E2M1, DataType::kInt2,
                                                   DataType::kUint2};

/// Dimensions between 1 and `largest`.
inline Shape random_shape(int rank, int64_t largest, std::mt19937& generator) {
  Shape shape;
  for (int axis = 0; axis < rank; ++axis)
    shape.append(1 + static_cast<int64_t>(generator() % static_cast<uint64_t>(largest)));
  return shape;
}

}  // namespace ort::test
