#include "providers/cpu/number_conversion.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <type_traits>

#include "libort/core/packed.h"
#include "libort/core/saturate.h"
#include "libort/core/type_dispatch.h"

namespace ort::cpu {
namespace {

using Codes = std::array<uint8_t, static_cast<std::size_t>(kConversionPiece)>;

bool is_small_float(DataType dtype) {
  switch (dtype) {
    case DataType::kFloat8E4M3FN:
    case DataType::kFloat8E4M3FNUZ:
    case DataType::kFloat8E5M2:
    case DataType::kFloat8E5M2FNUZ:
    case DataType::kFloat8E8M0:
    case DataType::kFloat4E2M1:
    case DataType::kFloat6E2M3:
    case DataType::kFloat6E3M2:
      return true;
    default:
      return false;
  }
}

/// First byte of a piece.
int64_t byte_offset(DataType dtype, int64_t begin) { return begin / 8 * data_type_bits(dtype); }

/// The elements of a piece of a packed or 8-bit type, one in each byte.
const uint8_t* codes_of(DataType dtype, const std::byte* tensor, int64_t begin, int64_t count, Codes& unpacked) {
  const std::byte* piece = tensor + byte_offset(dtype, begin);
  if (!is_packed(dtype)) return reinterpret_cast<const uint8_t*>(piece);
  unpack(dtype, piece, count, unpacked.data());
  return unpacked.data();
}

template <class T, class Wide>
void load_plain(const std::byte* tensor, int64_t begin, int64_t count, Wide* numbers) {
  const T* elements = reinterpret_cast<const T*>(tensor) + begin;
  for (int64_t i = 0; i < count; ++i) numbers[i] = static_cast<Wide>(static_cast<Compute<T>>(elements[i]));
}

template <class T, class Wide>
T converted(Wide number) {
  if constexpr (std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>) {
    return T::from_double(static_cast<double>(number));
  } else if constexpr (std::is_integral_v<T> && std::is_floating_point_v<Wide>) {
    return saturate_to<T>(number);
  } else {
    return static_cast<T>(number);
  }
}

template <class Wide>
uint8_t low_bits(Wide number) {
  return static_cast<uint8_t>(converted<int64_t>(number));
}

template <class Wide>
void store_codes(const Wide* numbers, int64_t count, DataType dtype, const SmallFloatRounding& rounding,
                 uint8_t* codes) {
  if (is_small_float(dtype)) {
    for (int64_t i = 0; i < count; ++i) {
      codes[i] = small_float_bits(dtype, static_cast<double>(numbers[i]), rounding.overflow, rounding.mode);
    }
  } else {
    for (int64_t i = 0; i < count; ++i) codes[i] = low_bits(numbers[i]);
  }
}

template <class Wide>
void store(const Wide* numbers, int64_t count, DataType dtype, const SmallFloatRounding& rounding, std::byte* tensor,
           int64_t begin) {
  if (dtype == DataType::kBool) {
    auto* elements = reinterpret_cast<uint8_t*>(tensor) + begin;
    for (int64_t i = 0; i < count; ++i) elements[i] = numbers[i] != Wide{0};
  } else if (is_packed(dtype)) {
    Codes codes;
    store_codes(numbers, count, dtype, rounding, codes.data());
    pack(dtype, codes.data(), count, tensor + byte_offset(dtype, begin));
  } else if (is_small_float(dtype)) {
    store_codes(numbers, count, dtype, rounding, reinterpret_cast<uint8_t*>(tensor) + begin);
  } else {
    dispatch(dtype, NumericTypes{}, [&]<class T>() {
      T* elements = reinterpret_cast<T*>(tensor) + begin;
      for (int64_t i = 0; i < count; ++i) elements[i] = converted<T>(numbers[i]);
    });
  }
}

}  // namespace

WideType wide_type(DataType dtype) {
  switch (dtype) {
    case DataType::kUint64:
      return WideType::kUint64;
    case DataType::kFloat:
    case DataType::kDouble:
    case DataType::kFloat16:
    case DataType::kBfloat16:
      return WideType::kDouble;
    default:
      return is_small_float(dtype) ? WideType::kDouble : WideType::kInt64;
  }
}

void load_numbers(DataType dtype, const std::byte* tensor, int64_t begin, int64_t count, double* numbers) {
  if (!is_small_float(dtype)) {
    dispatch(dtype, FloatTypes{}, [&]<class T>() { load_plain<T>(tensor, begin, count, numbers); });
    return;
  }
  Codes unpacked;
  const uint8_t* codes = codes_of(dtype, tensor, begin, count, unpacked);
  const std::array<float, 256>& values = small_float_values(dtype);
  for (int64_t i = 0; i < count; ++i) numbers[i] = static_cast<double>(values[codes[i]]);
}

void load_numbers(DataType dtype, const std::byte* tensor, int64_t begin, int64_t count, int64_t* numbers) {
  if (dtype == DataType::kBool) {
    const auto* elements = reinterpret_cast<const uint8_t*>(tensor) + begin;
    for (int64_t i = 0; i < count; ++i) numbers[i] = elements[i] != 0;
  } else if (is_packed(dtype)) {
    Codes unpacked;
    const uint8_t* codes = codes_of(dtype, tensor, begin, count, unpacked);
    for (int64_t i = 0; i < count; ++i) numbers[i] = sign_extend(dtype, codes[i]);
  } else {
    using Integers = Types<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t>;
    dispatch(dtype, Integers{}, [&]<class T>() { load_plain<T>(tensor, begin, count, numbers); });
  }
}

void load_numbers(DataType dtype, const std::byte* tensor, int64_t begin, int64_t count, uint64_t* numbers) {
  dispatch(dtype, Types<uint64_t>{}, [&]<class T>() { load_plain<T>(tensor, begin, count, numbers); });
}

void store_numbers(const double* numbers, int64_t count, DataType dtype, const SmallFloatRounding& rounding,
                   std::byte* tensor, int64_t begin) {
  store(numbers, count, dtype, rounding, tensor, begin);
}

void store_numbers(const int64_t* numbers, int64_t count, DataType dtype, const SmallFloatRounding& rounding,
                   std::byte* tensor, int64_t begin) {
  store(numbers, count, dtype, rounding, tensor, begin);
}

void store_numbers(const uint64_t* numbers, int64_t count, DataType dtype, const SmallFloatRounding& rounding,
                   std::byte* tensor, int64_t begin) {
  store(numbers, count, dtype, rounding, tensor, begin);
}

}  // namespace ort::cpu
