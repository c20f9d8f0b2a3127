#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <random>

#include "libort/core/float_types.h"
#include "libort/ops/op_registry.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

struct Reduction {
  const char* op;
  int axes_input_since;
  double (*fold)(const std::vector<double>&);
};

double sum(const std::vector<double>& elements) {
  double total = 0;
  for (const double element : elements) total += element;
  return total;
}
double mean(const std::vector<double>& elements) { return sum(elements) / static_cast<double>(elements.size()); }
double product(const std::vector<double>& elements) {
  double total = 1;
  for (const double element : elements) total *= element;
  return total;
}
double largest(const std::vector<double>& elements) { return *std::max_element(elements.begin(), elements.end()); }
double smallest(const std::vector<double>& elements) { return *std::min_element(elements.begin(), elements.end()); }

const std::vector<Reduction> kReductions = {{"ReduceSum", 13, sum},
                                            {"ReduceMean", 18, mean},
                                            {"ReduceProd", 18, product},
                                            {"ReduceMax", 18, largest},
                                            {"ReduceMin", 18, smallest}};

/// Collects the elements of every result by walking all coordinates.
std::vector<double> naive_reduce(const Tensor& x, const std::vector<int64_t>& axes, const Reduction& reduction) {
  const Shape& shape = x.shape();
  std::vector<bool> reduced(shape.dims().size(), axes.empty());
  for (const int64_t axis : axes) reduced[static_cast<std::size_t>(axis < 0 ? axis + shape.rank() : axis)] = true;
  std::map<std::vector<int64_t>, std::vector<double>> groups;
  const std::vector<double> elements = to_doubles(x);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    std::vector<int64_t> key;
    auto rest = static_cast<int64_t>(i);
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      if (!reduced[static_cast<std::size_t>(axis)]) key.insert(key.begin(), rest % shape[axis]);
      rest /= shape[axis];
    }
    groups[key].push_back(elements[i]);
  }
  std::vector<double> results;
  for (const auto& [key, group] : groups) results.push_back(reduction.fold(group));
  return results;
}

NodeCase reduction_node(const Reduction& reduction, int opset, const Tensor& x, const std::vector<int64_t>& axes) {
  NodeCase node{.op_type = reduction.op, .opset = opset, .inputs = {x}};
  if (axes.empty()) return node;
  if (opset >= reduction.axes_input_since) {
    node.inputs.push_back(tensor_of(axes));
  } else {
    node.attributes.insert_or_assign("axes", axes);
  }
  return node;
}

const std::vector<std::pair<Shape, std::vector<int64_t>>> kCases = {{{3, 4, 5}, {}},
                                                                    {{3, 4, 5}, {0}},
                                                                    {{3, 4, 5}, {1}},
                                                                    {{3, 4, 5}, {-1}},
                                                                    {{3, 4, 5}, {0, 2}},
                                                                    {{3, 4, 5}, {1, 2}},
                                                                    {{3, 4, 5}, {2, 0, 1}},
                                                                    {{2, 1, 3, 1, 4}, {0, 1, 4}},
                                                                    {{2, 3, 2, 3}, {1, 3}},
                                                                    {{2, 3, 2, 3}, {0, 2}},
                                                                    {{}, {}},
                                                                    {{1}, {0}},
                                                                    {{6, 300}, {0}},
                                                                    {{6, 300}, {1}},
                                                                    {{3, 5, 260}, {1}},
                                                                    {{1, 7}, {-2}}};

TEST(Reduce, FloatsOverAllKindsOfAxes) {
  std::mt19937 generator(6);
  for (const Reduction& reduction : kReductions) {
    for (const auto& [shape, axes] : kCases) {
      for (const int opset : {1, 11, 13, 18}) {
        for (const bool constant : {true, false}) {
          const Tensor x = random_tensor(DataType::kFloat, shape, generator);
          NodeCase node = reduction_node(reduction, opset, x, axes);
          node.constant_inputs = constant;
          node.attributes.insert_or_assign("keepdims", 0);
          SCOPED_TRACE(std::string(reduction.op) + "-" + std::to_string(opset) + shape.to_string());
          expect_near(run_node_tensor(node), naive_reduce(x, axes, reduction), 1e-5, 1e-6);
        }
      }
    }
  }
}

TEST(Reduce, EveryType) {
  std::mt19937 generator(12);
  for (const Reduction& reduction : kReductions) {
    for (const DataType dtype : {DataType::kDouble, DataType::kFloat16, DataType::kBfloat16, DataType::kInt32,
                                 DataType::kInt64, DataType::kUint32, DataType::kUint64}) {
      const Tensor x = random_tensor(dtype, {4, 3, 2}, generator);
      for (const std::vector<int64_t>& axes : {std::vector<int64_t>{1}, std::vector<int64_t>{2}}) {
        std::vector<double> expected = naive_reduce(x, axes, reduction);
        const bool is_float = dtype == DataType::kDouble || dtype == DataType::kFloat16 || dtype == DataType::kBfloat16;
        if (!is_float)
          std::transform(expected.begin(), expected.end(), expected.begin(), [](double v) { return std::trunc(v); });
        SCOPED_TRACE(std::string(reduction.op) + " of " + std::string(data_type_name(dtype)));
        const Tensor y = run_node_tensor(reduction_node(reduction, 18, x, axes));
        EXPECT_EQ(y.dtype(), dtype);
        const double rounding = dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 1e-9;
        expect_near(y, expected, rounding, rounding);
      }
    }
  }
}

TEST(Reduce, KeepsDimensionsUnlessToldOtherwise) {
  std::mt19937 generator(1);
  const Tensor x = random_tensor(DataType::kFloat, {2, 3, 4}, generator);
  NodeCase node = reduction_node(kReductions[0], 13, x, {-1, 0});
  expect_shape(run_node_tensor(node), {1, 3, 1});
  node.attributes.insert_or_assign("keepdims", 0);
  expect_shape(run_node_tensor(node), {3});
}

TEST(Reduce, EmptyAxes) {
  const Tensor x = make_tensor<float>({2, 2}, {1, 2, 3, 4});
  NodeCase node{.op_type = "ReduceSum", .opset = 13, .inputs = {x, tensor_of(std::vector<int64_t>{})}};
  expect_near(run_node_tensor(node), {10});
  node.attributes.insert_or_assign("noop_with_empty_axes", 1);
  expect_same_bytes(run_node_tensor(node), x);
  node.inputs.pop_back();
  expect_same_bytes(run_node_tensor(node), x);
  node.attributes.insert_or_assign("noop_with_empty_axes", 0);
  expect_shape(run_node_tensor(node), {1, 1});
}

TEST(Reduce, NothingGivesTheIdentity) {
  const auto run = [](const char* op, const Tensor& x) {
    return run_node_tensor({.op_type = op, .opset = 20, .inputs = {x, tensor_of(std::vector<int64_t>{1})}});
  };
  const Tensor floats = make_tensor<float>({2, 0, 3}, {});
  expect_near(run("ReduceSum", floats), std::vector<double>(6, 0));
  expect_near(run("ReduceProd", floats), std::vector<double>(6, 1));
  expect_near(run("ReduceMax", floats), std::vector<double>(6, -INFINITY));
  expect_near(run("ReduceMin", floats), std::vector<double>(6, INFINITY));
  EXPECT_TRUE(std::isnan(run("ReduceMean", floats).as<float>()[5]));
  const Tensor integers = make_tensor<int32_t>({1, 0}, {});
  expect_near(run("ReduceMax", integers), {-2147483648.0});
  expect_near(run("ReduceMin", integers), {2147483647.0});
  expect_near(run("ReduceMean", integers), {0});
  const Tensor bools = make_tensor<bool>({2, 0}, {});
  expect_near(run("ReduceMax", bools), {0, 0});
  expect_near(run("ReduceMin", bools), {1, 1});
  expect_shape(run("ReduceSum", make_tensor<float>({0, 4}, {})), {0, 1});
}

TEST(Reduce, BoolsAndBytes) {
  const Tensor bools = make_tensor<bool>({3, 2}, {true, true, false, true, false, false});
  const Tensor axes = tensor_of(std::vector<int64_t>{1});
  expect_near(run_node_tensor({.op_type = "ReduceMax", .opset = 20, .inputs = {bools, axes}}), {1, 1, 0});
  expect_near(run_node_tensor({.op_type = "ReduceMin", .opset = 20, .inputs = {bools, axes}}), {1, 0, 0});
  const Tensor bytes = make_tensor<int8_t>({3}, {-3, 7, -128});
  expect_near(run_node_tensor({.op_type = "ReduceMax", .opset = 12, .inputs = {bytes}}), {7});
  const Tensor unsigned_bytes = make_tensor<uint8_t>({3}, {200, 7, 9});
  expect_near(run_node_tensor({.op_type = "ReduceMin", .opset = 12, .inputs = {unsigned_bytes}}), {7});
}

TEST(Reduce, IntegersWrapAndMeansTruncate) {
  constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
  const Tensor x = make_tensor<int32_t>({2}, {kMax, kMax});
  expect_near(run_node_tensor({.op_type = "ReduceSum", .opset = 13, .inputs = {x}}), {-2});
  expect_near(run_node_tensor({.op_type = "ReduceProd", .opset = 13, .inputs = {x}}), {1});
  expect_near(run_node_tensor({.op_type = "ReduceMean", .opset = 13, .inputs = {x}}), {2147483647.0});
  const Tensor negative = make_tensor<int64_t>({2}, {-3, -4});
  expect_near(run_node_tensor({.op_type = "ReduceMean", .opset = 13, .inputs = {negative}}), {-3});
}

TEST(Reduce, NanWins) {
  std::vector<float> elements(40, 1.0f);
  elements[3] = NAN;
  for (const char* op : {"ReduceMax", "ReduceMin", "ReduceSum"}) {
    const Tensor y = run_node_tensor({.op_type = op, .opset = 13, .inputs = {make_tensor<float>({40}, elements)}});
    EXPECT_TRUE(std::isnan(y.as<float>()[0])) << op;
  }
}

TEST(Reduce, LongSumsAreAccurateAndEqualForAnyNumberOfThreads) {
  std::mt19937 generator(10);
  const Tensor x = random_tensor(DataType::kFloat, {50, 20000}, generator);
  NodeCase node{.op_type = "ReduceSum", .opset = 13, .inputs = {x, tensor_of(std::vector<int64_t>{1})}};
  node.threads = 1;
  const Tensor one = run_node_tensor(node);
  expect_near(one, naive_reduce(x, {1}, kReductions[0]), 1e-5, 1e-4);
  node.threads = 4;
  expect_same_bytes(run_node_tensor(node), one);
}

TEST(Reduce, AxesOutsideTheRankAreNamed) {
  const Tensor x = make_tensor<float>({2, 2}, {1, 2, 3, 4});
  EXPECT_TRUE(fails_with(reduction_node(kReductions[0], 13, x, {2}), "2"));
  EXPECT_TRUE(fails_with(reduction_node(kReductions[1], 11, x, {-3}), "-3"));
  EXPECT_TRUE(fails_with(reduction_node(kReductions[2], 18, make_tensor<float>({}, {1}), {0}), "0"));
}

/// Output 0 of ReduceProd-18 or another reduction, from inputs that are known in part.
InferValue inferred(const char* op, std::vector<InferValue> inputs, bool keep) {
  Node node;
  node.op_type = op;
  node.since_version = 18;
  node.outputs = {0};
  node.attributes = {{"keepdims", keep ? 1 : 0}, {"noop_with_empty_axes", 0}};
  InferContext context(node, std::move(inputs));
  op_registry().find("", op, 18)->infer(context);
  return context.outputs()[0];
}

InferValue value_of(std::vector<Dim> dims, DataType dtype) {
  InferValue value;
  value.present = true;
  value.type = ValueType::tensor(dtype, SymbolicShape::of(std::move(dims)));
  return value;
}

TEST(ReduceRule, UnknownAxes) {
  const InferValue x = value_of({Dim::named("n"), Dim(3), Dim(4)}, DataType::kFloat);
  const InferValue one = value_of({Dim(1)}, DataType::kInt64);
  const InferValue several = value_of({Dim::named("k")}, DataType::kInt64);
  EXPECT_EQ(inferred("ReduceMean", {x, one}, true).type.shape.rank(), 3);
  EXPECT_EQ(inferred("ReduceMean", {x, one}, false).type.shape.rank(), 2);
  EXPECT_FALSE(inferred("ReduceMean", {x, several}, false).type.shape.ranked);
}

TEST(ReduceRule, SymbolsStay) {
  const InferValue x = value_of({Dim::named("n"), Dim(3), Dim::named("w")}, DataType::kFloat);
  InferValue axes = value_of({Dim(1)}, DataType::kInt64);
  const Tensor contents = tensor_of(std::vector<int64_t>{-2});
  axes.constant = &contents;
  const SymbolicShape shape = inferred("ReduceMax", {x, axes}, false).type.shape;
  ASSERT_EQ(shape.rank(), 2);
  EXPECT_EQ(shape.dims[0].symbol, "n");
  EXPECT_EQ(shape.dims[1].symbol, "w");
}

TEST(ReduceRule, ProductOfAKnownShape) {
  InferValue x = value_of({Dim(3)}, DataType::kInt64);
  x.elements = std::vector<Element>{2, 3, 7};
  EXPECT_EQ(inferred("ReduceProd", {x}, false).elements, std::vector<Element>{42});
  x.elements = std::vector<Element>{2, Element(), 7};
  EXPECT_FALSE(inferred("ReduceProd", {x}, false).elements);
}

}  // namespace
}  // namespace ort::test
