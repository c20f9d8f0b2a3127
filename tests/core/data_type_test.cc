#include "ort/data_type.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::throws_error;

TEST(DataType, NamesRoundTrip) {
  for (int number = 1; number < kDataTypeCount; ++number) {
    const auto dtype = static_cast<DataType>(number);
    EXPECT_TRUE(is_known(dtype));
    EXPECT_EQ(data_type_from_name(data_type_name(dtype)), dtype) << data_type_name(dtype);
  }
  EXPECT_EQ(data_type_name(DataType::kFloat), "float");
  EXPECT_EQ(data_type_name(DataType::kBfloat16), "bfloat16");
  EXPECT_EQ(data_type_name(DataType::kFloat8E4M3FN), "float8e4m3fn");
  EXPECT_EQ(data_type_name(DataType::kFloat6E3M2), "float6e3m2");
}

TEST(DataType, UnknownNumbersAndNames) {
  for (const int number : {-1, 0, kDataTypeCount, 1000}) {
    EXPECT_FALSE(is_known(static_cast<DataType>(number)));
    EXPECT_EQ(data_type_name(static_cast<DataType>(number)), "undefined");
    EXPECT_EQ(data_type_bits(static_cast<DataType>(number)), 0);
    EXPECT_FALSE(is_packed(static_cast<DataType>(number)));
  }
  for (const char* name : {"", "undefined", "Float", "float ", "float128"}) {
    EXPECT_EQ(data_type_from_name(name), DataType::kUndefined) << name;
  }
}

TEST(DataType, ShortNames) {
  EXPECT_EQ(data_type_from_name("f32"), DataType::kFloat);
  EXPECT_EQ(data_type_from_name("f16"), DataType::kFloat16);
  EXPECT_EQ(data_type_from_name("bf16"), DataType::kBfloat16);
  EXPECT_EQ(data_type_from_name("f64"), DataType::kDouble);
  EXPECT_EQ(data_type_from_name("i64"), DataType::kInt64);
  EXPECT_EQ(data_type_from_name("u8"), DataType::kUint8);
  EXPECT_EQ(data_type_from_name("i4"), DataType::kInt4);
  EXPECT_EQ(data_type_from_name("u2"), DataType::kUint2);
  EXPECT_EQ(data_type_from_name("str"), DataType::kString);
  EXPECT_EQ(data_type_from_name("bool"), DataType::kBool);
  EXPECT_EQ(data_type_from_name("c128"), DataType::kComplex128);
}

TEST(DataType, BytesOfBuffers) {
  EXPECT_EQ(buffer_bytes(DataType::kFloat, 3), 12u);
  EXPECT_EQ(buffer_bytes(DataType::kBool, 3), 3u);
  EXPECT_EQ(buffer_bytes(DataType::kComplex128, 2), 32u);
  EXPECT_EQ(buffer_bytes(DataType::kString, 2), 2 * sizeof(std::string));
  EXPECT_EQ(buffer_bytes(DataType::kFloat, 0), 0u);
  EXPECT_EQ(buffer_bytes(DataType::kInt4, 0), 0u);
  EXPECT_EQ(buffer_bytes(DataType::kInt4, 1), 1u);
  EXPECT_EQ(buffer_bytes(DataType::kInt4, 4), 2u);
  EXPECT_EQ(buffer_bytes(DataType::kUint4, 5), 3u);
  EXPECT_EQ(buffer_bytes(DataType::kUint2, 4), 1u);
  EXPECT_EQ(buffer_bytes(DataType::kUint2, 5), 2u);
  EXPECT_EQ(buffer_bytes(DataType::kFloat6E2M3, 1), 1u);
  EXPECT_EQ(buffer_bytes(DataType::kFloat6E2M3, 3), 3u);
  EXPECT_EQ(buffer_bytes(DataType::kFloat6E3M2, 4), 3u);
  EXPECT_EQ(buffer_bytes(DataType::kFloat6E3M2, 5), 4u);
}

TEST(DataType, BytesOfBuffersAreChecked) {
  constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(buffer_bytes(DataType::kUint8, kLargest), static_cast<std::size_t>(kLargest));
  EXPECT_EQ(buffer_bytes(DataType::kInt4, kLargest), static_cast<std::size_t>(kLargest) / 2 + 1);
  EXPECT_TRUE(throws_error([] { buffer_bytes(DataType::kFloat, kLargest / 2); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "size overflow: 4611686018427387903 * 4"));
  EXPECT_TRUE(throws_error([] { buffer_bytes(DataType::kFloat, -1); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage,
                           "negative number of elements: -1"));
  EXPECT_TRUE(throws_error([] { buffer_bytes(DataType::kUndefined, 1); }, ErrorCode::kInvalidArgument,
                           ErrorKind::kUsage, "unknown element type 0"));
}

}  // namespace
}  // namespace ort
