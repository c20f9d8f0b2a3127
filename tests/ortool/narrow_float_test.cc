#include "apps/ortool/values/narrow_float.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace ortool {
namespace {

using ort::DataType;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Known {
  DataType dtype;
  uint32_t code;
  double number;
};

TEST(NarrowFloat, KnownCodes) {
  const std::vector<Known> table = {
      {DataType::kFloat16, 0x3C00, 1},
      {DataType::kFloat16, 0x7BFF, 65504},
      {DataType::kFloat16, 0x0001, std::ldexp(1, -24)},
      {DataType::kFloat16, 0xFC00, -kInfinity},
      {DataType::kBfloat16, 0x3F80, 1},
      {DataType::kBfloat16, 0xC049, -3.140625},
      {DataType::kFloat8E4M3FN, 0x7E, 448},
      {DataType::kFloat8E4M3FN, 0x01, std::ldexp(1, -9)},
      {DataType::kFloat8E4M3FN, 0x38, 1},
      {DataType::kFloat8E4M3FNUZ, 0x7F, 240},
      {DataType::kFloat8E4M3FNUZ, 0x01, std::ldexp(1, -10)},
      {DataType::kFloat8E4M3FNUZ, 0x40, 1},
      {DataType::kFloat8E5M2, 0x7B, 57344},
      {DataType::kFloat8E5M2, 0x01, std::ldexp(1, -16)},
      {DataType::kFloat8E5M2, 0x7C, kInfinity},
      {DataType::kFloat8E5M2FNUZ, 0x7F, 57344},
      {DataType::kFloat8E5M2FNUZ, 0x01, std::ldexp(1, -17)},
      {DataType::kFloat8E8M0, 0x00, std::ldexp(1, -127)},
      {DataType::kFloat8E8M0, 0x7F, 1},
      {DataType::kFloat8E8M0, 0xFE, std::ldexp(1, 127)},
      {DataType::kFloat4E2M1, 0x1, 0.5},
      {DataType::kFloat4E2M1, 0x7, 6},
      {DataType::kFloat4E2M1, 0xB, -1.5},
      {DataType::kFloat6E2M3, 0x1F, 7.5},
      {DataType::kFloat6E2M3, 0x01, 0.125},
      {DataType::kFloat6E3M2, 0x1F, 28},
      {DataType::kFloat6E3M2, 0x21, -0.0625},
  };
  for (const Known& known : table) {
    EXPECT_EQ(decode_narrow_float(known.dtype, known.code), known.number)
        << ort::data_type_name(known.dtype) << " " << known.code;
    EXPECT_EQ(encode_narrow_float(known.dtype, known.number), known.code)
        << ort::data_type_name(known.dtype) << " " << known.number;
  }
}

TEST(NarrowFloat, NaN) {
  const std::vector<std::pair<DataType, uint32_t>> codes = {
      {DataType::kFloat16, 0x7E01},      {DataType::kBfloat16, 0xFFC0},  {DataType::kFloat8E4M3FN, 0xFF},
      {DataType::kFloat8E4M3FNUZ, 0x80}, {DataType::kFloat8E5M2, 0xFD},  {DataType::kFloat8E5M2FNUZ, 0x80},
      {DataType::kFloat8E8M0, 0xFF},     {DataType::kFloat8E4M3FN, 0x7F}};
  for (const auto& [dtype, code] : codes) {
    EXPECT_TRUE(std::isnan(decode_narrow_float(dtype, code))) << ort::data_type_name(dtype);
    EXPECT_TRUE(std::isnan(decode_narrow_float(dtype, encode_narrow_float(dtype, std::nan("")))));
  }
}

TEST(NarrowFloat, EveryCodeComesBack) {
  for (int32_t number = 1; number < ort::kDataTypeCount; ++number) {
    const auto dtype = static_cast<DataType>(number);
    if (!is_narrow_float(dtype)) continue;
    for (uint32_t code = 0; code < 1U << ort::data_type_bits(dtype); ++code) {
      const double value = decode_narrow_float(dtype, code);
      if (std::isnan(value)) continue;
      ASSERT_EQ(encode_narrow_float(dtype, value), code) << ort::data_type_name(dtype);
    }
  }
}

TEST(NarrowFloat, RoundsToNearestEven) {
  EXPECT_EQ(encode_narrow_float(DataType::kFloat4E2M1, 2.5), 0x4U);   // between 2 (code 4) and 3 (code 5)
  EXPECT_EQ(encode_narrow_float(DataType::kFloat4E2M1, 3.5), 0x6U);   // between 3 (code 5) and 4 (code 6)
  EXPECT_EQ(encode_narrow_float(DataType::kFloat4E2M1, 0.25), 0x0U);  // between 0 and 0.5 (code 1)
  EXPECT_EQ(encode_narrow_float(DataType::kFloat4E2M1, -0.26), 0x9U);
}

TEST(NarrowFloat, Overflow) {
  EXPECT_EQ(encode_narrow_float(DataType::kFloat16, 65519), 0x7BFFU);
  EXPECT_EQ(encode_narrow_float(DataType::kFloat16, 65520), 0x7C00U);
  EXPECT_EQ(encode_narrow_float(DataType::kFloat16, -kInfinity), 0xFC00U);
  EXPECT_EQ(encode_narrow_float(DataType::kFloat8E4M3FN, 1e9), 0x7EU);
  EXPECT_EQ(encode_narrow_float(DataType::kFloat4E2M1, -kInfinity), 0xFU);
  EXPECT_EQ(encode_narrow_float(DataType::kFloat8E4M3FNUZ, -0.0), 0U);
}

}  // namespace
}  // namespace ortool
