#include "apps/ortool/values/compare.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ort/value.h"

namespace ortool {
namespace {

using ort::DataType;
using ort::OrtValue;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

template <class T>
OrtValue tensor(const std::vector<T>& elements, std::vector<int64_t> shape = {}) {
  if (shape.empty()) shape = {static_cast<int64_t>(elements.size())};
  return OrtValue::from_vector(elements, shape);
}

OrtValue strings(const std::vector<std::string>& texts) {
  return OrtValue::from_strings(texts, std::vector<int64_t>{static_cast<int64_t>(texts.size())});
}

TEST(Compare, FollowsTheOfficialRule) {
  EXPECT_TRUE(compare(tensor<double>({1.25}), tensor<double>({1.0}), {0.25, 0}).passed);
  EXPECT_FALSE(compare(tensor<double>({1.2500001}), tensor<double>({1.0}), {0.25, 0}).passed);
  EXPECT_TRUE(compare(tensor<double>({0.25}), tensor<double>({0}), {0, 0.25}).passed);
  EXPECT_TRUE(compare(tensor<double>({-4.75}), tensor<double>({-4}), {0.125, 0.25}).passed);
  EXPECT_FALSE(compare(tensor<double>({4}), tensor<double>({4.75}), {0.1, 0.25}).passed);
}

TEST(Compare, ReportsTheWorstElement) {
  const Comparison result =
      compare(tensor<float>({1, 2, 3, 4.5F, 5, 6.25F}, {2, 3}), tensor<float>({1, 2, 3, 4, 5, 6}, {2, 3}));
  EXPECT_FALSE(result.passed);
  EXPECT_EQ(result.mismatches, 2);
  EXPECT_DOUBLE_EQ(result.max_abs, 0.5);
  EXPECT_DOUBLE_EQ(result.max_rel, 0.125);
  EXPECT_EQ(result.worst_index, (std::vector<int64_t>{1, 0}));
  EXPECT_EQ(result.worst_actual, "4.5");
  EXPECT_EQ(result.worst_expected, "4");
  EXPECT_EQ(result.reason,
            "2 of 6 elements differ; worst at [1,0]: got 4.5, expected 4; would pass with atol=0.496 or rtol=0.125");
}

TEST(Compare, SuggestedTolerancesPass) {
  const OrtValue actual = tensor<float>({1.2345F, -7, 1e-3F});
  const OrtValue expected = tensor<float>({1, -7.77F, 2e-3F});
  const Comparison result = compare(actual, expected);
  ASSERT_TRUE(result.passing_atol && result.passing_rtol);
  EXPECT_TRUE(compare(actual, expected, {1e-3, *result.passing_atol * (1 + 1e-12)}).passed);
  EXPECT_TRUE(compare(actual, expected, {*result.passing_rtol * (1 + 1e-12), 1e-7}).passed);
}

TEST(Compare, NaNAgreesWithNaNOnly) {
  EXPECT_TRUE(compare(tensor<float>({kNaN, 1}), tensor<float>({kNaN, 1})).passed);
  for (const float other : {0.F, kInfinity}) {
    EXPECT_FALSE(compare(tensor<float>({kNaN}), tensor<float>({other}), {1e9, 1e9}).passed);
    EXPECT_FALSE(compare(tensor<float>({other}), tensor<float>({kNaN}), {1e9, 1e9}).passed);
  }
  const Comparison result = compare(tensor<float>({5, kNaN}), tensor<float>({1, 2}));
  EXPECT_EQ(result.worst_index, (std::vector<int64_t>{1}));
  EXPECT_DOUBLE_EQ(result.max_abs, 4);
  EXPECT_FALSE(result.passing_atol);
}

TEST(Compare, InfinityAgreesWithItsSign) {
  EXPECT_TRUE(compare(tensor<float>({kInfinity, -kInfinity}), tensor<float>({kInfinity, -kInfinity})).passed);
  EXPECT_FALSE(compare(tensor<float>({kInfinity}), tensor<float>({-kInfinity}), {1e9, 1e9}).passed);
  EXPECT_FALSE(compare(tensor<float>({1}), tensor<float>({kInfinity}), {1e9, 1e9}).passed);
  EXPECT_TRUE(std::isinf(compare(tensor<float>({kInfinity}), tensor<float>({1})).max_abs));
}

TEST(Compare, TypesAndShapesAreExact) {
  EXPECT_EQ(compare(tensor<float>({1}), tensor<double>({1})).reason, "type tensor(float), expected tensor(double)");
  EXPECT_EQ(compare(tensor<float>({1}, {1, 1}), tensor<float>({1})).reason, "shape [1,1], expected [1]");
}

TEST(Compare, LargeIntegersAreExact) {
  const int64_t large = int64_t{1} << 62;
  EXPECT_TRUE(compare(tensor<int64_t>({large}), tensor<int64_t>({large}), {0, 0}).passed);
  const Comparison result = compare(tensor<int64_t>({large + 1}), tensor<int64_t>({large}), {0, 0});
  EXPECT_FALSE(result.passed);
  EXPECT_DOUBLE_EQ(result.max_abs, 1);
  EXPECT_EQ(result.worst_actual, "4611686018427387905");
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  EXPECT_DOUBLE_EQ(compare(tensor<int64_t>({kMin}), tensor<int64_t>({kMax})).max_abs, std::ldexp(1, 64));
  EXPECT_FALSE(compare(tensor<uint64_t>({~0ULL}), tensor<uint64_t>({~0ULL - 1}), {0, 0}).passed);
}

TEST(Compare, NarrowTypes) {
  const std::vector<int64_t> shape = {2};
  const auto bytes = [](const std::string& text) { return std::as_bytes(std::span(text)); };
  const std::string ones("\x00\x3C\x00\x3C", 4);
  const std::string next("\x00\x3C\x01\x3C", 4);
  const OrtValue half = OrtValue::from_bytes(bytes(ones), shape, DataType::kFloat16);
  const OrtValue other = OrtValue::from_bytes(bytes(next), shape, DataType::kFloat16);
  EXPECT_TRUE(compare(half, other).passed);
  EXPECT_DOUBLE_EQ(compare(other, half, {0, 0}).max_abs, std::ldexp(1, -10));
  const OrtValue flags = OrtValue::from_vector<bool>({true, false}, shape);
  EXPECT_FALSE(compare(flags, OrtValue::from_vector<bool>({true, true}, shape)).passed);
}

TEST(Compare, ComplexByMagnitude) {
  const std::vector<float> a = {3, 4};
  const std::vector<float> b = {0, 0};
  const std::vector<int64_t> scalar;
  const auto complex = [&](const std::vector<float>& parts) {
    return OrtValue::from_bytes(std::as_bytes(std::span(parts)), scalar, DataType::kComplex64);
  };
  EXPECT_DOUBLE_EQ(compare(complex(a), complex(b)).max_abs, 5);
  EXPECT_EQ(compare(complex(a), complex(b)).worst_actual, "3+4j");
  EXPECT_TRUE(compare(complex({kNaN, 1}), complex({kNaN, 1})).passed);
}

TEST(Compare, StringsAreExact) {
  EXPECT_TRUE(compare(strings({"a", "b"}), strings({"a", "b"})).passed);
  const Comparison result = compare(strings({"a", "\x1B[31m"}), strings({"a", "b"}));
  EXPECT_EQ(result.reason, "1 of 2 elements differ; worst at [1]: got '\\x1b[31m', expected 'b'");
}

TEST(Compare, SequencesAreDeep) {
  const auto sequence = [](float last) {
    return OrtValue::from_sequence({tensor<float>({1}), tensor<float>({2, last})});
  };
  EXPECT_TRUE(compare(sequence(3), sequence(3)).passed);
  const Comparison result = compare(sequence(4), sequence(3));
  EXPECT_EQ(result.worst_part, "[1]");
  EXPECT_NE(result.reason.find("1 of 3 elements differ; worst at [1][1]: got 4, expected 3"), std::string::npos);
  EXPECT_EQ(compare(OrtValue::from_sequence({tensor<float>({1})}), sequence(3)).reason,
            "a sequence of 1 elements, expected 2");
  EXPECT_FALSE(compare(sequence(3), tensor<float>({1})).passed);
}

TEST(Compare, MapsHaveNoOrder) {
  const auto map = [](const std::vector<int64_t>& keys, const std::vector<float>& values) {
    return OrtValue::from_map(tensor<int64_t>(keys), tensor<float>(values));
  };
  EXPECT_TRUE(compare(map({1, 20, 3}, {10, 200, 30}), map({20, 3, 1}, {200, 30, 10})).passed);
  EXPECT_EQ(compare(map({1, 2}, {10, 20}), map({1, 2}, {10, 21})).worst_part, ".values");
  EXPECT_EQ(compare(map({1, 2}, {1, 1}), map({1, 3}, {1, 1})).worst_part, ".keys");
}

TEST(Compare, AbsentValues) {
  const OrtValue none = OrtValue::none("tensor(float)");
  EXPECT_TRUE(compare(none, none).passed);
  EXPECT_EQ(compare(none, tensor<float>({1})).reason, "no value where one is expected");
  EXPECT_FALSE(compare(tensor<float>({1}), none).passed);
}

TEST(Compare, EmptyTensors) {
  const OrtValue empty = OrtValue::from_shape_and_type(std::vector<int64_t>{0, 3}, DataType::kFloat);
  EXPECT_TRUE(compare(empty, empty).passed);
  EXPECT_TRUE(compare(empty, empty).worst_index.empty());
}

}  // namespace
}  // namespace ortool
