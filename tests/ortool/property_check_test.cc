#include "apps/ortool/conformance/property_check.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace ortool {
namespace {

ort::OrtValue floats(const std::vector<float>& elements) {
  const int64_t shape[] = {static_cast<int64_t>(elements.size())};
  return ort::OrtValue::from_vector(elements, shape);
}

TEST(PropertyCheck, OnlyDrawsAreRandom) {
  EXPECT_TRUE(has_random_outputs({"Bernoulli"}));
  EXPECT_TRUE(has_random_outputs({"Cast", "Greater", "RandomUniformLike"}));
  EXPECT_FALSE(has_random_outputs({"Add", "Dropout"}));
}

TEST(PropertyCheck, ZeroesAndOnesOfTheSameTypeAndShapePass) {
  EXPECT_EQ(check_random_output(floats({0, 1, 1}), floats({1, 0, 0})), "");
  EXPECT_NE(check_random_output(floats({0, 0.5F, 1}), floats({1, 0, 0})), "");
  EXPECT_NE(check_random_output(floats({0, 1}), floats({1, 0, 0})), "");
  const int64_t shape[] = {1};
  EXPECT_NE(check_random_output(ort::OrtValue::from_vector(std::vector<double>{1}, shape), floats({1})), "");
}

}  // namespace
}  // namespace ortool
