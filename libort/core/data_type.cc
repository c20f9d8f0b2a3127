#include "ort/data_type.h"

#include <array>
#include <string>
#include <utility>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"

namespace ort {
namespace {

struct TypeFacts {
  std::string_view name;
  int bits;
};

constexpr std::array<TypeFacts, kDataTypeCount> kFacts = {{
    {"undefined", 0},      {"float", 32},     {"uint8", 8},
    {"int8", 8},           {"uint16", 16},    {"int16", 16},
    {"int32", 32},         {"int64", 64},     {"string", static_cast<int>(sizeof(std::string)) * 8},
    {"bool", 8},           {"float16", 16},   {"double", 64},
    {"uint32", 32},        {"uint64", 64},    {"complex64", 64},
    {"complex128", 128},   {"bfloat16", 16},  {"float8e4m3fn", 8},
    {"float8e4m3fnuz", 8}, {"float8e5m2", 8}, {"float8e5m2fnuz", 8},
    {"uint4", 4},          {"int4", 4},       {"float4e2m1", 4},
    {"float8e8m0", 8},     {"uint2", 2},      {"int2", 2},
    {"float6e2m3", 6},     {"float6e3m2", 6},
}};

constexpr std::array<std::pair<std::string_view, DataType>, 19> kShortNames = {{
    {"f32", DataType::kFloat},       {"f16", DataType::kFloat16}, {"bf16", DataType::kBfloat16},
    {"f64", DataType::kDouble},      {"i8", DataType::kInt8},     {"i16", DataType::kInt16},
    {"i32", DataType::kInt32},       {"i64", DataType::kInt64},   {"u8", DataType::kUint8},
    {"u16", DataType::kUint16},      {"u32", DataType::kUint32},  {"u64", DataType::kUint64},
    {"i4", DataType::kInt4},         {"u4", DataType::kUint4},    {"i2", DataType::kInt2},
    {"u2", DataType::kUint2},        {"str", DataType::kString},  {"c64", DataType::kComplex64},
    {"c128", DataType::kComplex128},
}};

const TypeFacts& facts(DataType dtype) { return kFacts[is_known(dtype) ? static_cast<std::size_t>(dtype) : 0]; }

}  // namespace

bool is_known(DataType dtype) { return dtype > DataType::kUndefined && static_cast<int>(dtype) < kDataTypeCount; }

std::string_view data_type_name(DataType dtype) { return facts(dtype).name; }

DataType data_type_from_name(std::string_view name) {
  for (std::size_t number = 1; number < kFacts.size(); ++number) {
    if (kFacts[number].name == name) return static_cast<DataType>(number);
  }
  for (const auto& [short_name, dtype] : kShortNames) {
    if (short_name == name) return dtype;
  }
  return DataType::kUndefined;
}

int data_type_bits(DataType dtype) { return facts(dtype).bits; }

bool is_packed(DataType dtype) { return is_known(dtype) && data_type_bits(dtype) < 8; }

std::size_t buffer_bytes(DataType dtype, int64_t elements) {
  if (!is_known(dtype)) fail_usage("unknown element type " + std::to_string(static_cast<int>(dtype)));
  if (elements < 0) fail_usage("negative number of elements: " + std::to_string(elements));
  const int64_t bits = data_type_bits(dtype);
  if (bits >= 8) return static_cast<std::size_t>(checked_multiply<int64_t>(elements, bits / 8));
  const int64_t rest = elements % 8;
  return static_cast<std::size_t>(elements / 8 * bits + (rest * bits + 7) / 8);
}

}  // namespace ort
