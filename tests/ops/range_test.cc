#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "libort/core/type_dispatch.h"
#include "libort/ops/op_registry.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

template <class T>
NodeCase range(T start, T limit, T delta, int opset = 11) {
  return {.op_type = "Range",
          .opset = opset,
          .inputs = {make_tensor<T>({}, {start}), make_tensor<T>({}, {limit}), make_tensor<T>({}, {delta})}};
}

template <class T>
void expect_range(T start, T limit, T delta, const std::vector<double>& expected, int opset = 11) {
  NodeCase node = range(start, limit, delta, opset);
  for (const bool constant : {false, true}) {
    node.constant_inputs = constant;
    const Tensor y = run_node_tensor(node);
    EXPECT_EQ(y.dtype(), dtype_of<T>());
    expect_shape(y, {std::ssize(expected)});
    expect_near(y, expected);
  }
}

template <class T>
void expect_ranges_of_type(int opset = 11) {
  expect_range<T>(T(3), T(9), T(3), {3, 6}, opset);
  expect_range<T>(T(10), T(4), T(-2), {10, 8, 6}, opset);
  expect_range<T>(T(0), T(5), T(2), {0, 2, 4}, opset);
  expect_range<T>(T(5), T(5), T(1), {}, opset);
  expect_range<T>(T(5), T(0), T(1), {}, opset);
  expect_range<T>(T(0), T(5), T(-1), {}, opset);
}

TEST(Range, EveryType) {
  expect_ranges_of_type<int16_t>();
  expect_ranges_of_type<int32_t>();
  expect_ranges_of_type<int64_t>();
  expect_ranges_of_type<float>();
  expect_ranges_of_type<double>();
  expect_ranges_of_type<Float16>(27);
  expect_ranges_of_type<BFloat16>(27);
}

TEST(Range, Fractions) {
  expect_range<float>(1.0f, 2.0f, 0.25f, {1.0, 1.25, 1.5, 1.75});
  expect_range<double>(0.0, 1.0, 0.3, {0.0, 0.3, 0.6, 0.9});
  expect_range<double>(0.0, -1.0, -0.4, {0.0, -0.4, -0.8});
  expect_range<float>(0.0f, -INFINITY, 1.0f, {});
}

TEST(Range, StashTypeKeepsHalfTypesExact) {
  NodeCase node = range(Float16(2047.0f), Float16(2052.0f), Float16(1.0f), 27);
  for (const int stash_type : {1, 11}) {
    node.attributes["stash_type"] = stash_type;
    expect_near(run_node_tensor(node), {2047, 2048, 2048, 2050, 2052});
  }
  node.attributes["stash_type"] = 10;
  EXPECT_TRUE(fails_with(node, "stash_type"));
}

TEST(Range, EndsOfIntegerTypes) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  const Tensor far = run_node_tensor(range<int64_t>(kMin, kMax, kMax));
  EXPECT_EQ(std::vector<int64_t>(far.as<int64_t>().begin(), far.as<int64_t>().end()),
            (std::vector<int64_t>{kMin, -1, kMax - 1}));
  const Tensor back = run_node_tensor(range<int64_t>(kMax, kMin, kMin));
  EXPECT_EQ(std::vector<int64_t>(back.as<int64_t>().begin(), back.as<int64_t>().end()),
            (std::vector<int64_t>{kMax, -1}));
  const Tensor small = run_node_tensor(range<int16_t>(32000, 32767, 500));
  EXPECT_EQ(std::vector<int16_t>(small.as<int16_t>().begin(), small.as<int16_t>().end()),
            (std::vector<int16_t>{32000, 32500}));
}

TEST(Range, LargeIsTheSameForEveryNumberOfThreads) {
  NodeCase node = range<float>(-3.0f, 50000.0f, 0.37f);
  node.threads = 1;
  const Tensor once = run_node_tensor(node);
  ASSERT_EQ(once.elements(), static_cast<int64_t>(std::ceil((50000.0f - -3.0f) / static_cast<double>(0.37f))));
  for (int64_t i = 0; i < once.elements(); ++i) {
    ASSERT_NEAR(once.as<float>()[static_cast<std::size_t>(i)], -3.0 + static_cast<double>(i) * double{0.37f}, 0.01);
  }
  node.threads = 3;
  expect_same_bytes(run_node_tensor(node), once);
}

TEST(Range, RefusesWhatIsNoRange) {
  EXPECT_TRUE(fails_with(range<int64_t>(0, 5, 0), "delta is 0"));
  EXPECT_TRUE(fails_with(range<float>(0, 5, 0), "delta is 0"));
  EXPECT_TRUE(fails_with(range<float>(NAN, 5, 1), "no range"));
  EXPECT_TRUE(fails_with(range<float>(0, 5, NAN), "no range"));
  EXPECT_TRUE(fails_with(range<double>(0, INFINITY, 1), "too many"));
  EXPECT_TRUE(fails_with(range<int64_t>(std::numeric_limits<int64_t>::min(), 1, 1), "too many"));
  EXPECT_TRUE(fails_with(range<double>(0, 1e18, 1), ""));
  NodeCase node = range<int64_t>(0, 5, 1);
  node.inputs[1] = make_tensor<int64_t>({2}, {1, 2});
  EXPECT_TRUE(fails_with(node, "'limit'"));
}

TEST(Range, CountsUpToADimension) {
  const OpSchema* schema = op_registry().find("", "Range", 11);
  Node node;
  node.op_type = "Range";
  node.since_version = 11;
  node.outputs = {0};
  const auto scalar = [](Element element) {
    InferValue value;
    value.present = true;
    value.type = ValueType::tensor(DataType::kInt64, SymbolicShape::of({}));
    value.elements = std::vector<Element>{std::move(element)};
    return value;
  };
  const auto length = [&](Element start, Element limit, Element delta) {
    InferContext context(node, {scalar(std::move(start)), scalar(std::move(limit)), scalar(std::move(delta))});
    schema->infer(context);
    return context.outputs()[0].type.shape.to_string();
  };
  const Element batch(Dim::named("batch"));
  EXPECT_EQ(length(0, batch, 1), "[batch]");
  EXPECT_EQ(length(1, batch, 1), "[?]");
  EXPECT_EQ(length(2, 9, 3), "[3]");
}

}  // namespace
}  // namespace ort::test
