#include <gtest/gtest.h>

#include <limits>

#include "tests/support/naive_pick.h"
#include "tests/support/naive_resize.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

constexpr const char* kCoordinateModes[] = {"half_pixel",    "half_pixel_symmetric", "pytorch_half_pixel",
                                            "align_corners", "asymmetric",           "tf_crop_and_resize"};

Tensor integers(const std::vector<int64_t>& numbers) { return make_tensor<int64_t>({std::ssize(numbers)}, numbers); }
Tensor floats(const std::vector<float>& numbers) { return make_tensor<float>({std::ssize(numbers)}, numbers); }

using Attributes = std::map<std::string, Attribute, std::less<>>;

Attributes attributes_of(const NaiveResize& resize) {
  Attributes attributes = {{"mode", resize.mode},
                           {"coordinate_transformation_mode", resize.coordinates},
                           {"nearest_mode", resize.nearest_mode},
                           {"cubic_coeff_a", static_cast<float>(resize.cubic_coeff_a)},
                           {"exclude_outside", resize.exclude_outside ? 1 : 0},
                           {"extrapolation_value", static_cast<float>(resize.extrapolation)}};
  if (resize.antialias) attributes["antialias"] = 1;
  return attributes;
}

/// Runs the node with the inputs given, and the reference with the scales that follow from them.
void expect_resized(NaiveResize resize, const Tensor& input, const std::optional<Tensor>& scales,
                    const std::optional<Tensor>& sizes, int opset = 19) {
  Shape output;
  for (int axis = 0; axis < input.shape().rank(); ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    const auto dim = static_cast<double>(input.shape()[axis]);
    if (scales) {
      const float exact = static_cast<float>(dim) * scales->as<float>()[i];
      resize.scales.push_back(static_cast<double>(scales->as<float>()[i]));
      resize.exact_lengths.push_back(static_cast<double>(exact));
    } else {
      resize.exact_lengths.push_back(static_cast<double>(sizes->as<int64_t>()[i]));
      resize.scales.push_back(resize.exact_lengths.back() / dim);
    }
    output.append(static_cast<int64_t>(resize.exact_lengths.back()));
  }
  std::optional<RuntimeValue> roi;
  if (!resize.roi.empty()) roi = floats({resize.roi.begin(), resize.roi.end()});
  SCOPED_TRACE(input.shape().to_string() + " to " + output.to_string() + " " + resize.mode + " " + resize.coordinates +
               " " + resize.nearest_mode);
  const std::vector<double> expected = resize.run(to_doubles(input), input.shape(), output);
  for (const bool constant : {false, true}) {
    NodeCase node{.op_type = "Resize",
                  .opset = opset,
                  .inputs = {input, roi},
                  .attributes = attributes_of(resize),
                  .constant_inputs = constant};
    node.inputs.push_back(scales ? std::optional<RuntimeValue>(*scales) : std::nullopt);
    if (sizes) node.inputs.emplace_back(*sizes);
    const Tensor actual = run_node_tensor(node);
    EXPECT_EQ(actual.dtype(), input.dtype());
    expect_shape(actual, output);
    const bool is_half = input.dtype() == DataType::kFloat16 || input.dtype() == DataType::kBfloat16;
    expect_near(actual, expected, is_half ? 1e-2 : 1e-5, is_half ? 1e-2 : 2e-6);
  }
}

TEST(Resize, NearestModes) {
  std::mt19937 generator(1);
  for (const char* coordinates : kCoordinateModes) {
    for (const char* nearest : {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}) {
      const Tensor input = random_tensor(DataType::kFloat, {2, 5, 6}, generator);
      NaiveResize resize{.coordinates = coordinates, .nearest_mode = nearest};
      if (resize.coordinates == "tf_crop_and_resize") resize.roi = {0, 0.125, -0.21875, 1, 0.8125, 1.28125};
      resize.extrapolation = 7;
      expect_resized(resize, input, floats({1, 1.5f, 0.75f}), std::nullopt);
      expect_resized(resize, input, std::nullopt, integers({2, 3, 11}));
      expect_resized(resize, input, std::nullopt, integers({4, 1, 6}));
    }
  }
}

TEST(Resize, LinearAndCubic) {
  std::mt19937 generator(2);
  for (const char* mode : {"linear", "cubic"}) {
    for (const char* coordinates : kCoordinateModes) {
      for (const bool exclude : {false, true}) {
        const Tensor input = random_tensor(DataType::kFloat, {2, 4, 5}, generator);
        NaiveResize resize{.mode = mode, .coordinates = coordinates};
        if (resize.coordinates == "tf_crop_and_resize") resize.roi = {0, 0.125, -0.21875, 1, 0.8125, 1.28125};
        resize.exclude_outside = exclude;
        resize.extrapolation = -3;
        expect_resized(resize, input, floats({1, 1.7f, 0.6f}), std::nullopt);
        expect_resized(resize, input, floats({1, 0.5f, 3}), std::nullopt);
        expect_resized(resize, input, std::nullopt, integers({2, 7, 3}));
        expect_resized(resize, input, std::nullopt, integers({3, 1, 5}));
      }
    }
  }
}

TEST(Resize, Antialias) {
  std::mt19937 generator(3);
  for (const char* mode : {"linear", "cubic"}) {
    for (const bool exclude : {false, true}) {
      const Tensor input = random_tensor(DataType::kFloat, {9, 10}, generator);
      NaiveResize resize{.mode = mode};
      resize.antialias = true;
      resize.exclude_outside = exclude;
      expect_resized(resize, input, floats({0.4f, 0.6f}), std::nullopt);
      expect_resized(resize, input, std::nullopt, integers({4, 15}));
    }
  }
}

TEST(Resize, CubicCoefficient) {
  std::mt19937 generator(4);
  NaiveResize resize{.mode = "cubic"};
  resize.cubic_coeff_a = -0.5;
  expect_resized(resize, random_tensor(DataType::kFloat, {1, 1, 4, 4}, generator), floats({1, 1, 2.5f, 0.8f}),
                 std::nullopt);
}

TEST(Resize, FloatingTypesAndVersions) {
  std::mt19937 generator(5);
  for (const DataType dtype : {DataType::kFloat16, DataType::kBfloat16, DataType::kDouble, DataType::kFloat}) {
    expect_resized({.mode = "linear"}, random_tensor(dtype, {3, 5, 2}, generator), floats({1.5f, 2, 1}), std::nullopt,
                   13);
  }
  for (const int opset : {13, 18, 19}) {
    expect_resized({.mode = "cubic"}, random_tensor(DataType::kFloat, {6, 5}, generator), std::nullopt,
                   integers({3, 9}), opset);
  }
}

TEST(Resize, EmptyScalesBesideSizes) {
  const Tensor input = make_tensor<float>({1, 2}, {1, 2});
  for (const bool constant : {false, true}) {
    const Tensor output =
        run_node_tensor({.op_type = "Resize",
                         .opset = 11,
                         .inputs = {input, floats({}), floats({}), integers({1, 4})},
                         .attributes = {{"coordinate_transformation_mode", "asymmetric"}, {"nearest_mode", "floor"}},
                         .constant_inputs = constant});
    expect_same_bytes(output, make_tensor<float>({1, 4}, {1, 1, 2, 2}));
  }
}

TEST(Resize, HalfPixelForNearestNeighbourOfVersion11) {
  std::mt19937 generator(6);
  NaiveResize resize{.coordinates = "tf_half_pixel_for_nn", .nearest_mode = "floor"};
  const Tensor input = random_tensor(DataType::kFloat, {7}, generator);
  const Tensor output = run_node_tensor({.op_type = "Resize",
                                         .opset = 11,
                                         .inputs = {input, floats({}), floats({0.6f})},
                                         .attributes = attributes_of(resize)});
  resize.scales = {static_cast<double>(0.6f)};
  resize.exact_lengths = {static_cast<double>(7 * 0.6f)};
  expect_near(output, resize.run(to_doubles(input), {7}, {4}), 0, 0);
}

TEST(Resize, NearestMovesEverySize) {
  std::mt19937 generator(7);
  for (const DataType dtype : kEverySize) {
    const Tensor input = random_tensor(dtype, {2, 3, 4}, generator);
    const Tensor output =
        run_node_tensor({.op_type = "Resize", .opset = 13, .inputs = {input, std::nullopt, floats({1, 2, 2})}});
    expect_same_bytes(output, naive_pick(input, {2, 6, 8}, [](Coordinates at) {
                        at[1] /= 2;
                        at[2] /= 2;
                        return at;
                      }));
  }
}

TEST(Resize, IntegersAreTruncatedAndSaturated) {
  const auto resized = [](const Tensor& input, const char* mode) {
    return to_doubles(run_node_tensor({.op_type = "Resize",
                                       .opset = 19,
                                       .inputs = {input, std::nullopt, floats({2})},
                                       .attributes = {{"mode", mode}}}));
  };
  EXPECT_EQ(resized(make_tensor<uint8_t>({2}, {0, 10}), "linear"), (std::vector<double>{0, 2, 7, 10}));
  EXPECT_EQ(resized(make_tensor<int32_t>({2}, {-10, 0}), "linear"), (std::vector<double>{-10, -7, -2, 0}));
  EXPECT_EQ(resized(make_tensor<int64_t>({3}, {7, 7, 7}), "linear"), (std::vector<double>{7, 7, 7, 7, 7, 7}));
  const std::vector<double> peaks = resized(make_tensor<uint8_t>({4}, {0, 255, 255, 0}), "cubic");
  EXPECT_EQ(peaks[3], 255);
  EXPECT_EQ(peaks[0], 0);
  EXPECT_EQ(resized(make_tensor<bool>({2}, {false, true}), "linear"), (std::vector<double>{0, 1, 1, 1}));
}

TEST(Resize, AxesAndRoi) {
  std::mt19937 generator(8);
  const Tensor input = random_tensor(DataType::kFloat, {2, 4, 3}, generator);
  NaiveResize resize{.mode = "linear", .coordinates = "tf_crop_and_resize"};
  resize.extrapolation = 5;
  resize.scales = {1, 6.0 / 4, 5.0 / 3};
  resize.exact_lengths = {2, 6, 5};
  resize.roi = {0, static_cast<double>(0.2f), static_cast<double>(-0.1f),
                1, static_cast<double>(0.9f), static_cast<double>(0.7f)};
  Attributes attributes = attributes_of(resize);
  attributes["axes"] = std::vector<int64_t>{-1, 1};
  const Tensor output =
      run_node_tensor({.op_type = "Resize",
                       .opset = 19,
                       .inputs = {input, floats({-0.1f, 0.2f, 0.7f, 0.9f}), std::nullopt, integers({5, 6})},
                       .attributes = attributes});
  expect_near(output, resize.run(to_doubles(input), input.shape(), {2, 6, 5}));
}

TEST(Resize, KeepAspectRatio) {
  std::mt19937 generator(9);
  const Tensor input = random_tensor(DataType::kFloat, {1, 4, 6}, generator);
  const auto shape = [&](const char* policy, const std::vector<int64_t>& sizes) {
    return run_node_tensor({.op_type = "Resize",
                            .opset = 18,
                            .inputs = {input, std::nullopt, std::nullopt, integers(sizes)},
                            .attributes = {{"keep_aspect_ratio_policy", policy}, {"axes", std::vector<int64_t>{1, 2}}}})
        .shape();
  };
  EXPECT_EQ(shape("not_larger", {8, 9}), Shape({1, 6, 9}));
  EXPECT_EQ(shape("not_smaller", {8, 9}), Shape({1, 8, 12}));
  EXPECT_EQ(shape("not_larger", {5, 20}), Shape({1, 5, 8}));
  EXPECT_EQ(shape("stretch", {5, 20}), Shape({1, 5, 20}));
}

TEST(Resize, Version10RoundsTowardsTheSource) {
  const Tensor input = make_tensor<float>({1, 1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  const auto resized = [&](const char* mode, const std::vector<float>& scales) {
    return run_node_tensor(
        {.op_type = "Resize", .opset = 10, .inputs = {input, floats(scales)}, .attributes = {{"mode", mode}}});
  };
  expect_same_bytes(resized("nearest", {1, 1, 0.6f, 0.6f}), make_tensor<float>({1, 1, 1, 2}, {1, 3}));
  expect_near(resized("linear", {1, 1, 0.5f, 0.5f}), {1, 3});
  expect_near(resized("linear", {1, 1, 1, 2}), {1, 1.5, 2, 2.5, 3, 3.5, 4, 4, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8});
}

TEST(Upsample, EveryVersion) {
  const Tensor input = make_tensor<float>({1, 1, 2, 2}, {1, 2, 3, 4});
  const Tensor expected = make_tensor<float>({1, 1, 2, 4}, {1, 1, 2, 2, 3, 3, 4, 4});
  expect_same_bytes(run_node_tensor({.op_type = "Upsample",
                                     .opset = 1,
                                     .inputs = {input},
                                     .attributes = {{"height_scale", 1.0f}, {"width_scale", 2.0f}}}),
                    expected);
  expect_same_bytes(run_node_tensor({.op_type = "Upsample",
                                     .opset = 7,
                                     .inputs = {input},
                                     .attributes = {{"scales", std::vector<float>{1, 1, 1, 2}}}}),
                    expected);
  expect_same_bytes(run_node_tensor({.op_type = "Upsample", .opset = 9, .inputs = {input, floats({1, 1, 1, 2})}}),
                    expected);
  expect_near(run_node_tensor({.op_type = "Upsample",
                               .opset = 1,
                               .inputs = {input},
                               .attributes = {{"height_scale", 1.0f}, {"width_scale", 2.0f}, {"mode", "bilinear"}}}),
              {1, 1.5, 2, 2, 3, 3.5, 4, 4});
}

TEST(Resize, LargeImagesAreTheSameForAnyNumberOfThreads) {
  std::mt19937 generator(10);
  const Tensor input = random_tensor(DataType::kFloat, {1, 3, 61, 53}, generator);
  for (const char* mode : {"nearest", "linear", "cubic"}) {
    NodeCase node{.op_type = "Resize",
                  .opset = 19,
                  .inputs = {input, std::nullopt, floats({1, 1, 3.3f, 2.1f})},
                  .attributes = {{"mode", mode}},
                  .threads = 1};
    const Tensor alone = run_node_tensor(node);
    node.threads = 4;
    expect_same_bytes(run_node_tensor(node), alone);
  }
}

TEST(Resize, UnchangedAndEmpty) {
  std::mt19937 generator(11);
  const Tensor input = random_tensor(DataType::kFloat, {2, 3}, generator);
  expect_same_bytes(
      run_node_tensor(
          {.op_type = "Resize", .inputs = {input, std::nullopt, floats({1, 1})}, .attributes = {{"mode", "cubic"}}}),
      input);
  expect_shape(run_node_tensor(
                   {.op_type = "Resize", .inputs = {Tensor(DataType::kFloat, {0, 3}), std::nullopt, floats({2, 2})}}),
               {0, 6});
  expect_shape(run_node_tensor({.op_type = "Resize", .inputs = {input, std::nullopt, floats({0.1f, 2})}}), {0, 6});
}

TEST(Resize, WhatDoesNotFit) {
  const Tensor input(DataType::kFloat, {2, 3});
  const auto by_scale = [&](float scale) {
    return NodeCase{.op_type = "Resize", .inputs = {input, std::nullopt, floats({1, scale})}};
  };
  EXPECT_TRUE(fails_with(by_scale(0), "a scale of 0"));
  EXPECT_TRUE(fails_with(by_scale(-1), "a scale of -1"));
  EXPECT_TRUE(fails_with(by_scale(std::numeric_limits<float>::quiet_NaN()), "a scale of nan"));
  EXPECT_TRUE(fails_with(by_scale(1e30f), "a resized dimension"));
  EXPECT_TRUE(fails_with({.op_type = "Resize", .inputs = {input, std::nullopt, floats({1})}}, "2 axes"));
  EXPECT_TRUE(
      fails_with({.op_type = "Resize", .inputs = {input, std::nullopt, floats({1, 2}), integers({2, 6})}}, "both"));
  EXPECT_TRUE(fails_with({.op_type = "Resize", .inputs = {input, std::nullopt, std::nullopt, integers({2, -6})}},
                         "a size of -6"));
  EXPECT_TRUE(fails_with({.op_type = "Resize", .inputs = {input}}, "neither"));
  EXPECT_TRUE(fails_with(
      {.op_type = "Resize", .inputs = {input, std::nullopt, floats({1, 2})}, .attributes = {{"mode", "area"}}},
      "area"));
  EXPECT_TRUE(fails_with({.op_type = "Resize",
                          .inputs = {input, std::nullopt, floats({1, 2})},
                          .attributes = {{"coordinate_transformation_mode", "tf_crop_and_resize"}}},
                         "roi"));
  EXPECT_TRUE(fails_with(
      {.op_type = "Resize", .inputs = {Tensor(DataType::kFloat, {0}), std::nullopt, std::nullopt, integers({2})}},
      "dimension of 0"));
  EXPECT_TRUE(fails_with({.op_type = "Resize",
                          .inputs = {Tensor(DataType::kString, {1}), std::nullopt, floats({2})},
                          .attributes = {{"mode", "linear"}}},
                         "strings"));
}

}  // namespace
}  // namespace ort::test
