#include "libort/core/packed.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::throws_error;

constexpr DataType kPackedTypes[] = {DataType::kUint4, DataType::kInt4,       DataType::kFloat4E2M1, DataType::kUint2,
                                     DataType::kInt2,  DataType::kFloat6E2M3, DataType::kFloat6E3M2};

std::vector<std::byte> packed(DataType dtype, const std::vector<uint8_t>& bits) {
  const auto count = static_cast<int64_t>(bits.size());
  std::vector<std::byte> bytes(buffer_bytes(dtype, count), std::byte{0xff});
  pack(dtype, bits.data(), count, bytes.data());
  return bytes;
}

std::vector<uint8_t> unpacked(DataType dtype, const std::vector<std::byte>& bytes, std::size_t count) {
  std::vector<uint8_t> bits(count, 0xff);
  unpack(dtype, bytes.data(), static_cast<int64_t>(count), bits.data());
  return bits;
}

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
  std::vector<std::byte> bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

TEST(Packed, LowBitsComeFirst) {
  EXPECT_EQ(packed(DataType::kUint4, {0x1, 0x2, 0xf}), bytes_of({0x21, 0x0f}));
  EXPECT_EQ(packed(DataType::kFloat4E2M1, {0xa, 0x5}), bytes_of({0x5a}));
  EXPECT_EQ(packed(DataType::kUint2, {0, 1, 2, 3, 2}), bytes_of({0b11100100, 0b10}));
  EXPECT_EQ(packed(DataType::kFloat6E2M3, {0x3f, 0, 0, 0}), bytes_of({0x3f, 0x00, 0x00}));
  EXPECT_EQ(packed(DataType::kFloat6E2M3, {0, 0x3f, 0, 0}), bytes_of({0xc0, 0x0f, 0x00}));
  EXPECT_EQ(packed(DataType::kFloat6E3M2, {0, 0, 0x3f, 0}), bytes_of({0x00, 0xf0, 0x03}));
  EXPECT_EQ(packed(DataType::kFloat6E3M2, {0, 0, 0, 0x3f}), bytes_of({0x00, 0x00, 0xfc}));
  EXPECT_EQ(packed(DataType::kFloat6E3M2, {1, 2, 3, 4, 5}), bytes_of({0x81, 0x30, 0x10, 0x05}));
}

TEST(Packed, TheTailIsZero) {
  EXPECT_EQ(packed(DataType::kInt4, {0xf}), bytes_of({0x0f}));
  EXPECT_EQ(packed(DataType::kInt2, {3, 3, 3}), bytes_of({0x3f}));
  EXPECT_EQ(packed(DataType::kFloat6E2M3, {0x3f}), bytes_of({0x3f}));
  EXPECT_EQ(packed(DataType::kFloat6E2M3, {0x3f, 0x3f, 0x3f}), bytes_of({0xff, 0xff, 0x03}));
}

TEST(Packed, HighBitsOfElementsAreIgnored) {
  EXPECT_EQ(packed(DataType::kInt4, {0xfe, 0x31}), bytes_of({0x1e}));
  EXPECT_EQ(packed(DataType::kFloat6E2M3, {0xc1, 0x42}), bytes_of({0x81, 0x00}));
}

TEST(Packed, EveryLengthRoundTrips) {
  std::mt19937 random(7);
  for (const DataType dtype : kPackedTypes) {
    const unsigned mask = (1u << data_type_bits(dtype)) - 1;
    for (std::size_t count = 0; count < 70; ++count) {
      std::vector<uint8_t> bits(count);
      for (uint8_t& element : bits) element = static_cast<uint8_t>(random() & mask);
      EXPECT_EQ(unpacked(dtype, packed(dtype, bits), count), bits) << data_type_name(dtype) << " " << count;
    }
  }
}

TEST(Packed, SignsOfIntegers) {
  const std::vector<int> nibbles = {0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1};
  for (int bits = 0; bits < 16; ++bits) {
    EXPECT_EQ(sign_extend(DataType::kInt4, static_cast<uint8_t>(bits)), nibbles[static_cast<std::size_t>(bits)]);
    EXPECT_EQ(sign_extend(DataType::kUint4, static_cast<uint8_t>(bits)), bits);
  }
  const std::vector<int> pairs = {0, 1, -2, -1};
  for (int bits = 0; bits < 4; ++bits) {
    EXPECT_EQ(sign_extend(DataType::kInt2, static_cast<uint8_t>(bits)), pairs[static_cast<std::size_t>(bits)]);
    EXPECT_EQ(sign_extend(DataType::kUint2, static_cast<uint8_t>(bits)), bits);
  }
}

TEST(Packed, RefusesOtherTypes) {
  std::byte byte{};
  uint8_t bits = 0;
  for (const DataType dtype : {DataType::kUint8, DataType::kFloat8E5M2, DataType::kUndefined}) {
    EXPECT_TRUE(throws_error([&] { unpack(dtype, &byte, 1, &bits); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage,
                             "is not a packed element type"));
    EXPECT_TRUE(throws_error([&] { pack(dtype, &bits, 1, &byte); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage,
                             "is not a packed element type"));
  }
}

}  // namespace
}  // namespace ort
