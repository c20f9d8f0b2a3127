#include "providers/cpu/activation_function.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "ort/error.h"

namespace ort::cpu {
namespace {

TEST(ActivationFunction, AppliesInPlaceWithItsParameters) {
  const std::array<float, 1> alpha = {0.5f};
  std::array<float, 3> floats = {-2, 0, 3};
  ActivationFunction("LeakyRelu", alpha).apply(std::span<float>(floats));
  EXPECT_EQ(floats, (std::array<float, 3>{-1, 0, 3}));
  const std::array<float, 2> limits = {-1.0f, 2.0f};
  std::array<double, 3> doubles = {-2, 0, 3};
  ActivationFunction("Clip", limits).apply(std::span<double>(doubles));
  EXPECT_EQ(doubles, (std::array<double, 3>{-1, 0, 2}));
  std::array<Float16, 2> halves = {Float16(-3), Float16(1)};
  ActivationFunction("Softsign").apply(std::span<Float16>(halves));
  EXPECT_EQ(static_cast<float>(halves[0]), -0.75f);
  EXPECT_EQ(static_cast<float>(halves[1]), 0.5f);
  std::array<BFloat16, 2> thresholded = {BFloat16(0.5f), BFloat16(2)};
  ActivationFunction("ThresholdedRelu").apply(std::span<BFloat16>(thresholded));
  EXPECT_EQ(static_cast<float>(thresholded[0]), 0.0f);
  EXPECT_EQ(static_cast<float>(thresholded[1]), 2.0f);
}

TEST(ActivationFunction, TheIdentityChangesNothing) {
  std::array<float, 2> floats = {-2, NAN};
  const ActivationFunction identity("");
  EXPECT_TRUE(identity.is_identity());
  identity.apply(std::span<float>(floats));
  EXPECT_EQ(floats[0], -2.0f);
  EXPECT_FALSE(ActivationFunction("Relu").is_identity());
}

TEST(ActivationFunction, UnknownNamesAndTooManyParametersFail) {
  const std::array<float, 2> parameters = {1.0f, 2.0f};
  EXPECT_THROW(ActivationFunction("Sinus"), Error);
  EXPECT_THROW(ActivationFunction("Relu", parameters), Error);
}

}  // namespace
}  // namespace ort::cpu
