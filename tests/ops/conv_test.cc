#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "providers/cpu/conv_variants.h"
#include "tests/support/bare_run.h"
#include "tests/support/naive_window.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

struct ConvCase {
  NaiveWindow window;
  int64_t batch = 1;
  int64_t groups = 1;
  int64_t channels = 1;  ///< of a group
  int64_t filters = 1;   ///< of a group

  Shape x_shape() const { return shape_of(batch, groups * channels, window.input); }
  Shape w_shape() const { return shape_of(groups * filters, channels, window.kernel); }
  Shape y_shape() const { return shape_of(batch, groups * filters, window.output); }
};

int64_t pick(std::mt19937& generator, int64_t low, int64_t high) {
  return low + static_cast<int64_t>(generator() % static_cast<uint32_t>(high - low + 1));
}

ConvCase random_case(std::mt19937& generator, int spatial_axes) {
  ConvCase test;
  test.batch = pick(generator, 1, 2);
  test.groups = pick(generator, 1, 3);
  test.channels = pick(generator, 1, 4);
  test.filters = pick(generator, 1, 5);
  NaiveWindow& window = test.window;
  for (int i = 0; i < spatial_axes; ++i) {
    window.kernel.push_back(pick(generator, 1, 3));
    window.strides.push_back(pick(generator, 1, 3));
    window.dilations.push_back(pick(generator, 1, 2));
    window.input.push_back(pick(generator, 5, 11));
  }
  for (int i = 0; i < 2 * spatial_axes; ++i) window.pads.push_back(pick(generator, 0, 2));
  window.set_output();
  return test;
}

/// The definition, element by element, in double.
std::vector<double> naive_conv(const ConvCase& test, const std::vector<double>& x, const std::vector<double>& w,
                               const std::vector<double>& bias) {
  const NaiveWindow& window = test.window;
  const int64_t in = NaiveWindow::product(window.input);
  const int64_t taps = NaiveWindow::product(window.kernel);
  std::vector<double> y;
  for (int64_t n = 0; n < test.batch; ++n) {
    for (int64_t m = 0; m < test.groups * test.filters; ++m) {
      for (int64_t position = 0; position < NaiveWindow::product(window.output); ++position) {
        double sum = bias.empty() ? 0.0 : bias[static_cast<std::size_t>(m)];
        for (int64_t c = 0; c < test.channels; ++c) {
          const int64_t plane = n * test.groups * test.channels + m / test.filters * test.channels + c;
          for (int64_t tap = 0; tap < taps; ++tap) {
            const int64_t source = window.source(position, tap);
            if (source < 0) continue;
            sum += x[static_cast<std::size_t>(plane * in + source)] *
                   w[static_cast<std::size_t>((m * test.channels + c) * taps + tap)];
          }
        }
        y.push_back(sum);
      }
    }
  }
  return y;
}

NodeCase conv_node(const ConvCase& test, std::vector<std::optional<RuntimeValue>> inputs) {
  return {.op_type = "Conv",
          .inputs = std::move(inputs),
          .attributes = {{"group", test.groups},
                         {"strides", test.window.strides},
                         {"dilations", test.window.dilations},
                         {"pads", test.window.pads}}};
}

double tolerance(DataType dtype) {
  if (dtype == DataType::kBfloat16) return 1e-2;
  return dtype == DataType::kFloat16 ? 1e-3 : 1e-4;
}

TEST(Conv, EqualsTheDefinition) {
  std::mt19937 generator(1);
  for (const int axes : {1, 2, 3, 4}) {
    for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
      for (const bool constant : {false, true}) {
        const ConvCase test = random_case(generator, axes);
        const Tensor x = random_tensor(dtype, test.x_shape(), generator);
        const Tensor w = random_tensor(dtype, test.w_shape(), generator);
        const Tensor bias = random_tensor(dtype, {test.groups * test.filters}, generator);
        NodeCase node = conv_node(test, {x, w, bias});
        node.constant_inputs = constant;
        const Tensor y = run_node_tensor(node);
        EXPECT_EQ(y.dtype(), dtype);
        expect_shape(y, test.y_shape());
        expect_near(y, naive_conv(test, to_doubles(x), to_doubles(w), to_doubles(bias)), tolerance(dtype),
                    tolerance(dtype));
      }
    }
  }
}

template <class T>
std::vector<T> run_variant(const cpu::ConvVariant<T>& variant, const cpu::ConvGeometry& geometry, int threads,
                           const Tensor& x, const std::vector<Compute<T>>& w, std::size_t y_size) {
  const BareRun run(threads);
  const cpu::ConvSchedule schedule = variant.schedule(geometry, threads);
  const Tensor workspace(DataType::kUint8, {static_cast<int64_t>(schedule.workspace())});
  std::vector<T> y(y_size);
  cpu::ConvOperands<T> operands;
  operands.x = x.as<T>().data();
  operands.w = w.data();
  operands.y = y.data();
  Tensor scratch = workspace;
  variant.run(geometry, schedule, {}, run, scratch.data(), operands);
  return y;
}

cpu::ConvGeometry geometry_of(const ConvCase& test) {
  std::vector<cpu::WindowAxis> axes;
  for (std::size_t i = 0; i < test.window.input.size(); ++i) {
    axes.push_back({test.window.input[i], test.window.output[i], test.window.kernel[i], test.window.strides[i],
                    test.window.dilations[i], test.window.pads[i], test.window.pads[i + test.window.input.size()]});
  }
  return {cpu::Window(std::move(axes)), test.batch, test.groups, test.channels, test.filters};
}

template <class T>
void compare_variants(const ConvCase& test, std::mt19937& generator) {
  const Tensor x = random_tensor(dtype_of<T>(), test.x_shape(), generator);
  const Tensor weights = random_tensor(dtype_of<T>(), test.w_shape(), generator);
  std::vector<Compute<T>> w;
  for (const T value : weights.as<T>()) w.push_back(static_cast<Compute<T>>(value));
  const cpu::ConvGeometry geometry = geometry_of(test);
  const auto size = static_cast<std::size_t>(test.y_shape().elements());
  const std::vector<T> expected = run_variant(cpu::conv_variants<T>().back(), geometry, 1, x, w, size);
  // Partial sums, and with them the rounding of each addition, grow like the root of their number.
  const double terms = std::sqrt(static_cast<double>(geometry.depth()));
  for (const cpu::ConvVariant<T>& variant : cpu::conv_variants<T>()) {
    if (!variant.accepts(geometry)) continue;
    const std::vector<T> once = run_variant(variant, geometry, 1, x, w, size);
    for (std::size_t i = 0; i < size; ++i) {
      const double value = static_cast<Compute<T>>(expected[i]);
      ASSERT_NEAR(static_cast<Compute<T>>(once[i]), value, tolerance(dtype_of<T>()) * (terms + std::abs(value)))
          << variant.name << " element " << i;
    }
    for (const int threads : {2, 3}) {
      const std::vector<T> again = run_variant(variant, geometry, threads, x, w, size);
      ASSERT_EQ(std::memcmp(again.data(), once.data(), size * sizeof(T)), 0) << variant.name << ", " << threads;
    }
  }
}

TEST(ConvVariants, AgreeWithTheReference) {
  std::mt19937 generator(2);
  for (int round = 0; round < 40; ++round) {
    const ConvCase test = random_case(generator, 1 + round % 3);
    compare_variants<float>(test, generator);
    compare_variants<double>(test, generator);
    compare_variants<Float16>(test, generator);
    compare_variants<BFloat16>(test, generator);
  }
}

TEST(ConvVariants, AgreeOnSizesThatAreCutIntoManyItems) {
  std::mt19937 generator(3);
  ConvCase test;
  test.channels = 5;
  test.filters = 131;
  test.window = {{17, 19}, {}, {3, 3}, {1, 1}, {1, 1}, {1, 1, 1, 1}};
  test.window.set_output();
  compare_variants<float>(test, generator);
  test.window = {{41, 27}, {}, {1, 1}, {1, 1}, {1, 1}, {0, 0, 0, 0}};
  test.window.set_output();
  compare_variants<float>(test, generator);
  compare_variants<Float16>(test, generator);
  test.channels = 240;
  test.filters = 3;
  test.window = {{11, 13}, {}, {3, 3}, {1, 1}, {1, 1}, {1, 1, 1, 1}};
  test.window.set_output();
  compare_variants<float>(test, generator);
  test = {{{65, 63}, {}, {5, 5}, {2, 2}, {1, 1}, {2, 2, 2, 2}}, 1, 5, 1, 2};
  test.window.set_output();
  compare_variants<float>(test, generator);
}

TEST(ConvVariants, ArePreferredInOrder) {
  const auto name_for = [](const ConvCase& test) {
    for (const cpu::ConvVariant<float>& variant : cpu::conv_variants<float>()) {
      if (variant.accepts(geometry_of(test))) return variant.name;
    }
    return std::string_view();
  };
  ConvCase test{{{4, 4}, {4, 4}, {1, 1}, {1, 1}, {1, 1}, {0, 0, 0, 0}}, 1, 1, 3, 2};
  EXPECT_EQ(name_for(test), "pointwise");
  test.window.strides = {2, 2};
  test.window.set_output();
  EXPECT_EQ(name_for(test), "im2col");
  test.channels = 1;
  EXPECT_EQ(name_for(test), "depthwise");
}

Tensor ramp(Shape shape) {
  Tensor tensor(DataType::kFloat, std::move(shape));
  float next = 0.0f;
  for (float& element : tensor.as<float>()) element = next++;
  return tensor;
}

Tensor ones(Shape shape) {
  Tensor tensor(DataType::kFloat, std::move(shape));
  for (float& element : tensor.as<float>()) element = 1.0f;
  return tensor;
}

TEST(Conv, AutoPadPutsTheOddElementAtTheEndOrAtTheBeginning) {
  NodeCase node{
      .op_type = "Conv", .inputs = {ramp({1, 1, 4}), ones({1, 1, 2})}, .attributes = {{"auto_pad", "SAME_UPPER"}}};
  expect_near(run_node_tensor(node), {1, 3, 5, 3});
  node.attributes["auto_pad"] = "SAME_LOWER";
  expect_near(run_node_tensor(node), {0, 1, 3, 5});
  node.attributes["auto_pad"] = "VALID";
  expect_near(run_node_tensor(node), {1, 3, 5});
  node.attributes["auto_pad"] = "SAME_UPPER";
  node.attributes["strides"] = std::vector<int64_t>{3};
  expect_near(run_node_tensor(node), {1, 3});
}

TEST(Conv, EmptyTensorsGiveEmptyResultsOrTheBias) {
  const Tensor bias = make_tensor<float>({2}, {1.5f, -2.0f});
  expect_shape(run_node_tensor({.op_type = "Conv", .inputs = {ones({0, 3, 5, 5}), ones({2, 3, 3, 3}), bias}}),
               {0, 2, 3, 3});
  expect_shape(run_node_tensor({.op_type = "Conv", .inputs = {ones({1, 3, 5, 5}), ones({0, 3, 3, 3})}}), {1, 0, 3, 3});
  const Tensor y = run_node_tensor({.op_type = "Conv", .inputs = {ones({1, 0, 3, 3}), ones({2, 0, 3, 3}), bias}});
  expect_near(y, {1.5, -2.0});
}

TEST(Conv, RefusesWhatDoesNotFit) {
  const auto with = [](std::map<std::string, Attribute, std::less<>> attributes, Shape x = {1, 4, 5, 5},
                       Shape w = {4, 4, 3, 3}) {
    return NodeCase{
        .op_type = "Conv", .inputs = {ones(std::move(x)), ones(std::move(w))}, .attributes = std::move(attributes)};
  };
  using Ints = std::vector<int64_t>;
  EXPECT_TRUE(fails_with(with({{"strides", Ints{0, 1}}}), "strides has the value 0"));
  EXPECT_TRUE(fails_with(with({{"dilations", Ints{1, 0}}}), "dilations has the value 0"));
  EXPECT_TRUE(fails_with(with({{"pads", Ints{-1, 0, 0, 0}}}), "pads has the value -1"));
  EXPECT_TRUE(fails_with(with({{"pads", Ints{1, 1}}}), "pads has 2 values"));
  EXPECT_TRUE(fails_with(with({{"strides", Ints{1}}}), "strides has 1 values"));
  EXPECT_TRUE(fails_with(with({{"kernel_shape", Ints{2, 3}}}), "kernel_shape has 2"));
  EXPECT_TRUE(fails_with(with({{"kernel_shape", Ints{0, 3}}}), "kernel_shape has the value 0"));
  EXPECT_TRUE(fails_with(with({{"group", 0}}), "group is 0"));
  EXPECT_TRUE(fails_with(with({{"group", 3}}), "does not divide"));
  EXPECT_TRUE(fails_with(with({{"group", 2}}), "differ"));
  EXPECT_TRUE(fails_with(with({{"auto_pad", "SAME"}}), "auto_pad is 'SAME'"));
  EXPECT_TRUE(fails_with(with({{"dilations", Ints{3, 1}}}), "covers 7 elements"));
  EXPECT_TRUE(fails_with(with({{"strides", Ints{INT64_MAX, 1}}}), "strides has the value"));
  EXPECT_TRUE(fails_with(with({}, {1, 4, 5}), "rank"));
  EXPECT_TRUE(fails_with(with({}, {4, 5}, {4, 4}), "rank 2"));
  EXPECT_TRUE(fails_with(with({}, {1, 4, 5, 5}, {4, 4, 0, 3}), "length 0"));
  EXPECT_TRUE(fails_with({.op_type = "Conv", .inputs = {ones({1, 1, 3}), ones({2, 1, 1}), ones({3})}}, "length of B"));
}

TEST(FusedConv, AddsAndActivates) {
  NodeCase node{.op_type = "FusedConv", .opset = 1, .inputs = {}, .domain = "com.microsoft"};
  node.inputs = {make_tensor<float>({1, 1, 3}, {1, -2, 3}), ones({1, 1, 1}), make_tensor<float>({1}, {0.5f}),
                 make_tensor<float>({1, 1, 3}, {1, 1, -10})};
  expect_near(run_node_tensor(node), {2.5, -0.5, -6.5});
  node.attributes["activation"] = "LeakyRelu";
  node.attributes["activation_params"] = std::vector<float>{0.5f};
  expect_near(run_node_tensor(node), {2.5, -0.25, -3.25});
  node.attributes["activation"] = "Relu";
  node.attributes.erase("activation_params");
  node.inputs[2] = std::nullopt;
  expect_near(run_node_tensor(node), {2, 0, 0});
  node.attributes["activation"] = "Fold";
  EXPECT_TRUE(fails_with(node, "Fold"));
  node.attributes.erase("activation");
  node.inputs[3] = ones({1, 1, 4});
  EXPECT_TRUE(fails_with(node, "Z"));
}

}  // namespace
}  // namespace ort::test
