#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>

#include "libort/core/float_types.h"
#include "libort/core/packed.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

NodeCase cast_node(const Tensor& x, DataType to, int opset = 28) {
  return {.op_type = "Cast", .opset = opset, .inputs = {x}, .attributes = {{"to", static_cast<int>(to)}}};
}

Tensor cast(const Tensor& x, DataType to, int opset = 28) { return run_node_tensor(cast_node(x, to, opset)); }

/// A tensor of a type with at most 8 bits, from one code per element.
Tensor tensor_of_codes(DataType dtype, const std::vector<uint8_t>& codes) {
  Tensor tensor(dtype, {static_cast<int64_t>(codes.size())});
  if (is_packed(dtype)) {
    pack(dtype, codes.data(), tensor.elements(), tensor.data());
  } else {
    std::copy(codes.begin(), codes.end(), reinterpret_cast<uint8_t*>(tensor.data()));
  }
  return tensor;
}

std::vector<uint8_t> codes_of(const Tensor& tensor) {
  std::vector<uint8_t> codes(static_cast<std::size_t>(tensor.elements()));
  if (is_packed(tensor.dtype())) {
    unpack(tensor.dtype(), tensor.data(), tensor.elements(), codes.data());
  } else {
    const auto* bytes = reinterpret_cast<const uint8_t*>(tensor.data());
    codes.assign(bytes, bytes + codes.size());
  }
  return codes;
}

std::vector<std::string> strings_of(const Tensor& tensor) {
  const auto strings = tensor.as<std::string>();
  return {strings.begin(), strings.end()};
}

const std::vector<DataType> kPlainTypes = {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                                           DataType::kInt8,  DataType::kInt16,  DataType::kInt32,   DataType::kInt64,
                                           DataType::kUint8, DataType::kUint16, DataType::kUint32,  DataType::kUint64};
const std::vector<DataType> kSmallFloats = {DataType::kFloat8E4M3FN,   DataType::kFloat8E4M3FNUZ, DataType::kFloat8E5M2,
                                            DataType::kFloat8E5M2FNUZ, DataType::kFloat8E8M0,     DataType::kFloat4E2M1,
                                            DataType::kFloat6E2M3,     DataType::kFloat6E3M2};

TEST(Cast, SmallWholeNumbersSurviveEveryPairOfTypes) {
  std::vector<float> numbers;
  for (int i = 0; i < 1000; ++i) numbers.push_back(static_cast<float>(i % 100));
  const Tensor start = make_tensor<float>({1000}, numbers);
  const std::vector<double> expected(numbers.begin(), numbers.end());
  for (const DataType from : kPlainTypes) {
    for (const DataType to : kPlainTypes) {
      SCOPED_TRACE(std::string(data_type_name(from)) + " to " + std::string(data_type_name(to)));
      const Tensor result = cast(cast(start, from), to);
      EXPECT_EQ(result.dtype(), to);
      expect_near(result, expected, 0, 0);
    }
  }
}

TEST(Cast, SmallFloatsThereAndBack) {
  for (const DataType dtype : kSmallFloats) {
    std::vector<uint8_t> codes;
    for (int code = 0; code < 1 << std::min(8, data_type_bits(dtype)); ++code)
      codes.push_back(static_cast<uint8_t>(code));
    for (int i = 0; i < 300; ++i) codes.push_back(codes[static_cast<std::size_t>(i) % codes.size()]);
    const Tensor narrow = tensor_of_codes(dtype, codes);
    for (const DataType wide : {DataType::kFloat, DataType::kDouble, DataType::kBfloat16}) {
      SCOPED_TRACE(std::string(data_type_name(dtype)) + " and " + std::string(data_type_name(wide)));
      const Tensor values = cast(narrow, wide);
      const std::vector<double> actual = to_doubles(values);
      const std::vector<uint8_t> back = codes_of(cast(values, dtype));
      for (std::size_t i = 0; i < codes.size(); ++i) {
        const double expected = static_cast<double>(small_float_value(dtype, codes[i]));
        if (std::isnan(expected)) {
          ASSERT_TRUE(std::isnan(actual[i])) << int(codes[i]);
        } else {
          ASSERT_EQ(actual[i], expected) << int(codes[i]);
          if (std::isfinite(expected)) {
            ASSERT_EQ(back[i], codes[i]);
          }
        }
      }
    }
  }
}

TEST(Cast, PackedIntegers) {
  const Tensor int4 = tensor_of_codes(DataType::kInt4, {0x8, 0xf, 0x0, 0x7, 0x1});
  expect_near(cast(int4, DataType::kFloat), {-8, -1, 0, 7, 1});
  expect_near(cast(int4, DataType::kInt8), {-8, -1, 0, 7, 1});
  expect_near(cast(int4, DataType::kUint8), {248, 255, 0, 7, 1});
  expect_near(cast(tensor_of_codes(DataType::kUint4, {0x8, 0xf}), DataType::kInt64), {8, 15});
  expect_near(cast(tensor_of_codes(DataType::kInt2, {2, 3, 1}), DataType::kFloat16), {-2, -1, 1});
  expect_near(cast(tensor_of_codes(DataType::kUint2, {2, 3, 1}), DataType::kFloat), {2, 3, 1});
  const Tensor numbers = make_tensor<float>({6}, {-9, 8, 1.9f, -1.9f, NAN, 15});
  EXPECT_EQ(codes_of(cast(numbers, DataType::kInt4)), (std::vector<uint8_t>{7, 8, 1, 15, 0, 15}));
  EXPECT_EQ(codes_of(cast(numbers, DataType::kUint2)), (std::vector<uint8_t>{3, 0, 1, 3, 0, 3}));
  EXPECT_EQ(codes_of(cast(int4, DataType::kUint4)), codes_of(int4));
}

TEST(Cast, FloatsBecomeIntegersByTruncationAndSaturate) {
  const Tensor x = make_tensor<float>({7}, {1.9f, -1.9f, 1e30f, -1e30f, NAN, INFINITY, 300});
  expect_near(cast(x, DataType::kInt8), {1, -1, 127, -128, 0, 127, 127});
  expect_near(cast(x, DataType::kUint8), {1, 0, 255, 0, 0, 255, 255});
  expect_near(cast(x, DataType::kInt32), {1, -1, 2147483647.0, -2147483648.0, 0, 2147483647.0, 300});
  const Tensor wide = cast(make_tensor<double>({3}, {1e30, -1e30, 9.3e18}), DataType::kInt64);
  expect_same_bytes(wide,
                    make_tensor<int64_t>({3}, {std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min(),
                                               std::numeric_limits<int64_t>::max()}));
  const Tensor unsigned_wide = cast(make_tensor<double>({2}, {1.5e19, 1e20}), DataType::kUint64);
  expect_same_bytes(unsigned_wide,
                    make_tensor<uint64_t>({2}, {15000000000000000000u, std::numeric_limits<uint64_t>::max()}));
}

TEST(Cast, IntegersKeepTheirLowBits) {
  expect_near(cast(make_tensor<int32_t>({3}, {300, -1, 128}), DataType::kInt8), {44, -1, -128});
  expect_near(cast(make_tensor<int64_t>({2}, {-1, 1LL << 40}), DataType::kUint32), {4294967295.0, 0});
  const uint64_t huge = std::numeric_limits<uint64_t>::max();
  expect_near(cast(make_tensor<uint64_t>({1}, {huge}), DataType::kInt64), {-1});
  expect_near(cast(make_tensor<uint64_t>({1}, {huge}), DataType::kFloat), {18446744073709551616.0});
}

TEST(Cast, Bools) {
  const Tensor flags = cast(make_tensor<float>({5}, {0, -0.0f, 0.1f, NAN, -3}), DataType::kBool);
  expect_same_bytes(flags, make_tensor<bool>({5}, {false, false, true, true, true}));
  expect_near(cast(flags, DataType::kFloat), {0, 0, 1, 1, 1});
  expect_near(cast(flags, DataType::kUint64), {0, 0, 1, 1, 1});
  expect_same_bytes(cast(make_tensor<int32_t>({2}, {256, 0}), DataType::kBool), make_tensor<bool>({2}, {true, false}));
}

TEST(Cast, DoublesAreRoundedOnceToHalves) {
  const double above_tie = 1.0 + std::ldexp(1.0, -11) + std::ldexp(1.0, -40);
  const Tensor halves = cast(make_tensor<double>({2}, {above_tie, 65520.0}), DataType::kFloat16);
  expect_near(halves, {1.0 + std::ldexp(1.0, -10), INFINITY}, 0, 0);
}

TEST(Cast, SaturateAndRoundMode) {
  const Tensor x = make_tensor<float>({3}, {1e6f, -INFINITY, 1.1f});
  NodeCase node = cast_node(x, DataType::kFloat8E4M3FN, 19);
  EXPECT_EQ(codes_of(run_node_tensor(node)), (std::vector<uint8_t>{0x7e, 0xfe, 0x39}));
  node.attributes.insert_or_assign("saturate", 0);
  EXPECT_EQ(codes_of(run_node_tensor(node)), (std::vector<uint8_t>{0x7f, 0xff, 0x39}));
  const Tensor positive = make_tensor<float>({2}, {1.1f, 1.9f});
  NodeCase exponents = cast_node(positive, DataType::kFloat8E8M0, 24);
  EXPECT_EQ(codes_of(run_node_tensor(exponents)), (std::vector<uint8_t>{128, 128}));
  exponents.attributes.insert_or_assign("round_mode", "down");
  EXPECT_EQ(codes_of(run_node_tensor(exponents)), (std::vector<uint8_t>{127, 127}));
  exponents.attributes.insert_or_assign("round_mode", "nearest");
  EXPECT_EQ(codes_of(run_node_tensor(exponents)), (std::vector<uint8_t>{127, 128}));
  exponents.attributes.insert_or_assign("round_mode", "sideways");
  EXPECT_TRUE(fails_with(exponents, "sideways"));
}

TEST(Cast, FloatsAsText) {
  const std::vector<double> values = {0,   -0.0, 1,    0.1,  1e-4, 1e-5,  123456789.125, 1e15,     1e16,
                                      1.5, 100,  -2.5, 1e22, NAN,  1e-45, 5e-324,        INFINITY, -INFINITY};
  const std::vector<std::string> doubles = {
      "0.0",   "-0.0", "1.0",   "0.1",  "0.0001", "1e-05", "123456789.125", "1000000000000000.0",
      "1e+16", "1.5",  "100.0", "-2.5", "1e+22",  "NaN",   "1e-45",         "5e-324",
      "INF",   "-INF"};
  EXPECT_EQ(strings_of(cast(make_tensor<double>({18}, values), DataType::kString)), doubles);
  const Tensor floats = make_tensor<float>({4}, {0.1f, 16777216, 3.4028235e38f, 0.47892547f});
  EXPECT_EQ(strings_of(cast(floats, DataType::kString, 9)),
            (std::vector<std::string>{"0.1", "16777216.0", "3.4028235e+38", "0.47892547"}));
  const Tensor halves = make_tensor<Float16>({3}, {Float16(0.1f), Float16(65504), Float16(2049)});
  EXPECT_EQ(strings_of(cast(halves, DataType::kString)), (std::vector<std::string>{"0.1", "65500.0", "2048.0"}));
  EXPECT_EQ(strings_of(cast(make_tensor<BFloat16>({1}, {BFloat16(0.1f)}), DataType::kString)),
            std::vector<std::string>{"0.1"});
}

TEST(Cast, IntegersAsText) {
  const Tensor numbers = make_tensor<int64_t>({2}, {std::numeric_limits<int64_t>::min(), 7});
  EXPECT_EQ(strings_of(cast(numbers, DataType::kString)), (std::vector<std::string>{"-9223372036854775808", "7"}));
  const Tensor huge = make_tensor<uint64_t>({1}, {std::numeric_limits<uint64_t>::max()});
  EXPECT_EQ(strings_of(cast(huge, DataType::kString)), std::vector<std::string>{"18446744073709551615"});
  EXPECT_EQ(strings_of(cast(make_tensor<bool>({2}, {true, false}), DataType::kString)),
            (std::vector<std::string>{"1", "0"}));
}

TEST(Cast, TextAsNumbers) {
  const Tensor text = make_tensor<std::string>({6}, {"3.14", " 1e-5 ", "+1E8", "-inf", "+INF", "NaN"});
  const std::vector<double> parsed = to_doubles(cast(text, DataType::kDouble));
  EXPECT_EQ(std::vector<double>(parsed.begin(), parsed.end() - 1),
            (std::vector<double>{3.14, 1e-5, 1e8, -INFINITY, INFINITY}));
  EXPECT_TRUE(std::isnan(parsed.back()));
  expect_near(cast(make_tensor<std::string>({2}, {"0.47892547", "1e8"}), DataType::kFloat, 9), {0.47892547f, 1e8}, 0,
              0);
  expect_near(cast(make_tensor<std::string>({3}, {"100.5", "-7", "0"}), DataType::kInt32), {100, -7, 0});
  const Tensor wide = cast(make_tensor<std::string>({1}, {"18446744073709551615"}), DataType::kUint64);
  expect_same_bytes(wide, make_tensor<uint64_t>({1}, {std::numeric_limits<uint64_t>::max()}));
  expect_near(cast(make_tensor<std::string>({2}, {"1", "0"}), DataType::kBool), {1, 0});
}

TEST(Cast, WhatIsNoNumberFails) {
  for (const char* text : {"abc", "1,5", "", "+-1", "1.5x", "0x10", "--1"}) {
    const NodeCase node = cast_node(make_tensor<std::string>({1}, {text}), DataType::kFloat);
    EXPECT_TRUE(fails_with(node, "is not a number")) << text;
  }
  const NodeCase large = cast_node(make_tensor<std::string>({1}, {"1e999"}), DataType::kDouble);
  EXPECT_TRUE(fails_with(large, "out of range"));
}

TEST(Cast, TextStaysText) {
  const Tensor text = make_tensor<std::string>({2}, {"a", "b"});
  EXPECT_EQ(strings_of(cast(text, DataType::kString)), strings_of(text));
}

TEST(Cast, EmptyAndScalar) {
  expect_shape(cast(make_tensor<float>({0, 3}, {}), DataType::kInt64), {0, 3});
  expect_shape(cast(make_tensor<std::string>({0}, {}), DataType::kFloat), {0});
  expect_near(cast(make_tensor<float>({}, {2.5f}), DataType::kInt64), {2});
  EXPECT_EQ(cast(Tensor(DataType::kFloat, {0}), DataType::kInt4).bytes(), 0u);
}

TEST(Cast, FirstVersionNamesTheType) {
  NodeCase node = cast_node(make_tensor<float>({1}, {1.5f}), DataType::kInt32, 1);
  node.attributes.insert_or_assign("to", "INT32");
  const Tensor y = run_node_tensor(node);
  EXPECT_EQ(y.dtype(), DataType::kInt32);
  expect_near(y, {1});
}

TEST(Cast, UnknownTargetFails) {
  NodeCase node = cast_node(make_tensor<float>({1}, {1}), DataType::kFloat);
  node.attributes.insert_or_assign("to", 99);
  EXPECT_TRUE(fails_with(node, "'to'"));
}

}  // namespace
}  // namespace ort::test
