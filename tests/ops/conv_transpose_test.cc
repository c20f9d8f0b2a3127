#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "providers/cpu/conv_transpose_variants.h"
#include "tests/support/bare_run.h"
#include "tests/support/naive_window.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

/// The window slides over Y: its input is Y, its output is X.
struct TransposeCase {
  NaiveWindow window;
  std::vector<int64_t> output_padding;
  int64_t batch = 1;
  int64_t groups = 1;
  int64_t channels = 1;  ///< of a group of X
  int64_t filters = 1;   ///< of a group of Y

  Shape x_shape() const { return shape_of(batch, groups * channels, window.output); }
  Shape w_shape() const { return shape_of(groups * channels, filters, window.kernel); }
  Shape y_shape() const { return shape_of(batch, groups * filters, window.input); }
};

int64_t pick(std::mt19937& generator, int64_t low, int64_t high) {
  return low + static_cast<int64_t>(generator() % static_cast<uint32_t>(high - low + 1));
}

TransposeCase random_case(std::mt19937& generator, int spatial_axes) {
  TransposeCase test;
  test.batch = pick(generator, 1, 2);
  test.groups = pick(generator, 1, 3);
  test.channels = pick(generator, 1, 4);
  test.filters = pick(generator, 1, 4);
  NaiveWindow& window = test.window;
  window.pads.resize(2 * static_cast<std::size_t>(spatial_axes));
  for (std::size_t i = 0; i < static_cast<std::size_t>(spatial_axes); ++i) {
    window.kernel.push_back(pick(generator, 2, 3));
    window.strides.push_back(pick(generator, 1, 3));
    window.dilations.push_back(pick(generator, 1, 2));
    window.output.push_back(pick(generator, 2, 5));
    window.pads[i] = pick(generator, 0, 1);
    window.pads[i + static_cast<std::size_t>(spatial_axes)] = pick(generator, 0, 1);
    test.output_padding.push_back(pick(generator, 0, window.strides[i] - 1));
    window.input.push_back(window.strides[i] * (window.output[i] - 1) + test.output_padding[i] +
                           (window.kernel[i] - 1) * window.dilations[i] + 1 - window.pads[i] -
                           window.pads[i + static_cast<std::size_t>(spatial_axes)]);
  }
  return test;
}

std::vector<double> naive_transpose(const TransposeCase& test, const std::vector<double>& x,
                                    const std::vector<double>& w, const std::vector<double>& bias) {
  const NaiveWindow& window = test.window;
  const int64_t x_size = NaiveWindow::product(window.output);
  const int64_t y_size = NaiveWindow::product(window.input);
  const int64_t taps = NaiveWindow::product(window.kernel);
  std::vector<double> y(static_cast<std::size_t>(test.y_shape().elements()));
  for (int64_t plane = 0; plane < test.batch * test.groups * test.filters; ++plane) {
    const int64_t group = plane / test.filters % test.groups;
    const int64_t image_group = plane / test.filters;
    double* target = y.data() + plane * y_size;
    const auto filter = static_cast<std::size_t>(plane % (test.groups * test.filters));
    std::fill_n(target, y_size, bias.empty() ? 0.0 : bias[filter]);
    for (int64_t c = 0; c < test.channels; ++c) {
      for (int64_t position = 0; position < x_size; ++position) {
        for (int64_t tap = 0; tap < taps; ++tap) {
          const int64_t at = window.source(position, tap);
          if (at < 0) continue;
          const int64_t in_w = ((group * test.channels + c) * test.filters + plane % test.filters) * taps + tap;
          target[at] += x[static_cast<std::size_t>((image_group * test.channels + c) * x_size + position)] *
                        w[static_cast<std::size_t>(in_w)];
        }
      }
    }
  }
  return y;
}

NodeCase transpose_node(const TransposeCase& test, std::vector<std::optional<RuntimeValue>> inputs) {
  return {.op_type = "ConvTranspose",
          .inputs = std::move(inputs),
          .attributes = {{"group", test.groups},
                         {"strides", test.window.strides},
                         {"dilations", test.window.dilations},
                         {"output_padding", test.output_padding},
                         {"pads", test.window.pads}}};
}

double tolerance(DataType dtype) {
  if (dtype == DataType::kBfloat16) return 1e-2;
  return dtype == DataType::kFloat16 ? 1e-3 : 1e-4;
}

TEST(ConvTranspose, EqualsTheDefinition) {
  std::mt19937 generator(1);
  for (const int axes : {1, 2, 3}) {
    for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
      for (int round = 0; round < 3; ++round) {
        const TransposeCase test = random_case(generator, axes);
        const Tensor x = random_tensor(dtype, test.x_shape(), generator);
        const Tensor w = random_tensor(dtype, test.w_shape(), generator);
        const Tensor bias = random_tensor(dtype, {test.groups * test.filters}, generator);
        NodeCase node = transpose_node(test, {x, w, bias});
        node.constant_inputs = round == 1;
        const Tensor y = run_node_tensor(node);
        EXPECT_EQ(y.dtype(), dtype);
        expect_shape(y, test.y_shape());
        expect_near(y, naive_transpose(test, to_doubles(x), to_doubles(w), to_doubles(bias)), tolerance(dtype),
                    tolerance(dtype));
      }
    }
  }
}

template <class T>
void compare_variants(const TransposeCase& test, std::mt19937& generator) {
  const Tensor x = random_tensor(dtype_of<T>(), test.x_shape(), generator);
  const Tensor w = random_tensor(dtype_of<Compute<T>>(), test.w_shape(), generator);
  std::vector<cpu::WindowAxis> axes;
  for (std::size_t i = 0; i < test.window.input.size(); ++i) {
    axes.push_back({test.window.input[i], test.window.output[i], test.window.kernel[i], test.window.strides[i],
                    test.window.dilations[i], test.window.pads[i], test.window.pads[i + test.window.input.size()]});
  }
  const cpu::ConvTransposeGeometry geometry{cpu::Window(std::move(axes)), test.batch, test.groups, test.channels,
                                            test.filters};
  const auto result_of = [&](const cpu::ConvTransposeVariant<T>& variant, int threads) {
    const BareRun run(threads);
    const cpu::ConvTransposeSchedule schedule = variant.schedule(geometry, threads);
    Tensor workspace(DataType::kUint8, {static_cast<int64_t>(schedule.workspace())});
    Tensor y(dtype_of<T>(), test.y_shape());
    cpu::ConvTransposeOperands<T> operands;
    operands.x = x.as<T>().data();
    operands.w = w.as<Compute<T>>().data();
    operands.y = y.as<T>().data();
    variant.run(geometry, schedule, run, workspace.data(), operands);
    return y;
  };
  const std::vector<double> expected = to_doubles(result_of(cpu::conv_transpose_variants<T>().back(), 1));
  for (const cpu::ConvTransposeVariant<T>& variant : cpu::conv_transpose_variants<T>()) {
    const Tensor once = result_of(variant, 1);
    expect_near(once, expected, tolerance(dtype_of<T>()), tolerance(dtype_of<T>()));
    for (const int threads : {2, 3}) expect_same_bytes(result_of(variant, threads), once);
  }
}

TEST(ConvTransposeVariants, AgreeWithTheReference) {
  std::mt19937 generator(2);
  for (int round = 0; round < 30; ++round) {
    const TransposeCase test = random_case(generator, 1 + round % 3);
    compare_variants<float>(test, generator);
    compare_variants<double>(test, generator);
    compare_variants<Float16>(test, generator);
  }
}

TEST(ConvTransposeVariants, AgreeOnSizesThatAreCutIntoManyItems) {
  std::mt19937 generator(3);
  TransposeCase test;
  test.channels = 7;
  test.filters = 33;
  test.window = {{67, 63}, {33, 31}, {3, 3}, {2, 2}, {1, 1}, {0, 0, 0, 0}};
  compare_variants<float>(test, generator);
  compare_variants<Float16>(test, generator);
}

Tensor ones(Shape shape) {
  Tensor tensor(DataType::kFloat, std::move(shape));
  for (float& element : tensor.as<float>()) element = 1.0f;
  return tensor;
}

using Ints = std::vector<int64_t>;

TEST(ConvTranspose, OutputShapeSetsThePads) {
  NodeCase node{.op_type = "ConvTranspose",
                .inputs = {make_tensor<float>({1, 1, 3}, {1, 2, 3}), ones({1, 1, 3})},
                .attributes = {{"strides", Ints{2}}, {"output_shape", Ints{6}}}};
  // The windows cover 7 elements: 1 1 3 2 5 3 3. One is cut off, at the beginning unless auto_pad is SAME_UPPER.
  expect_near(run_node_tensor(node), {1, 3, 2, 5, 3, 3});
  node.attributes["auto_pad"] = "SAME_UPPER";
  expect_near(run_node_tensor(node), {1, 1, 3, 2, 5, 3});
  node.attributes["auto_pad"] = "NOTSET";
  node.attributes["output_shape"] = Ints{9};
  expect_near(run_node_tensor(node), {1, 1, 3, 2, 5, 3, 3, 0, 0});
  node.attributes["output_shape"] = Ints{1, 1, 5};
  expect_near(run_node_tensor(node), {1, 3, 2, 5, 3});
}

TEST(ConvTranspose, SamePaddingMultipliesByTheStride) {
  NodeCase node{.op_type = "ConvTranspose",
                .inputs = {make_tensor<float>({1, 1, 3}, {1, 2, 3}), ones({1, 1, 3})},
                .attributes = {{"strides", Ints{2}}, {"auto_pad", "SAME_UPPER"}}};
  expect_near(run_node_tensor(node), {1, 1, 3, 2, 5, 3});
  node.attributes["auto_pad"] = "SAME_LOWER";
  expect_near(run_node_tensor(node), {1, 3, 2, 5, 3, 3});
  node.inputs[1] = ones({1, 1, 1});
  expect_near(run_node_tensor(node), {1, 0, 2, 0, 3, 0});
}

TEST(ConvTranspose, EmptyTensors) {
  expect_shape(run_node_tensor({.op_type = "ConvTranspose", .inputs = {ones({0, 2, 3}), ones({2, 1, 2})}}), {0, 1, 4});
  const Tensor bias = make_tensor<float>({1}, {2.0f});
  const NodeCase node{.op_type = "ConvTranspose",
                      .inputs = {ones({1, 1, 0}), ones({1, 1, 2}), bias},
                      .attributes = {{"output_shape", Ints{3}}}};
  expect_near(run_node_tensor(node), {2, 2, 2});
}

TEST(ConvTranspose, RefusesWhatDoesNotFit) {
  const auto with = [](std::map<std::string, Attribute, std::less<>> attributes, Shape x = {1, 4, 5},
                       Shape w = {4, 2, 3}) {
    return NodeCase{.op_type = "ConvTranspose",
                    .inputs = {ones(std::move(x)), ones(std::move(w))},
                    .attributes = std::move(attributes)};
  };
  EXPECT_TRUE(fails_with(with({{"strides", Ints{0}}}), "strides has the value 0"));
  EXPECT_TRUE(fails_with(with({{"pads", Ints{9, 9}}}), "length -11"));
  EXPECT_TRUE(fails_with(with({{"output_padding", Ints{-1}}}), "output_padding has the value -1"));
  EXPECT_TRUE(fails_with(with({{"output_padding", Ints{INT64_MAX}}}), "output_padding"));
  EXPECT_TRUE(fails_with(with({{"output_shape", Ints{1, 2}}}), "output_shape has 2 values"));
  EXPECT_TRUE(fails_with(with({{"output_shape", Ints{-1}}}), "negative value -1"));
  EXPECT_TRUE(fails_with(with({{"group", 3}}), "does not divide"));
  EXPECT_TRUE(fails_with(with({}, {1, 3, 5}), "3 channels"));
  EXPECT_TRUE(fails_with(with({}, {1, 4, 5, 5}), "rank"));
}

}  // namespace
}  // namespace ort::test
