#include <gtest/gtest.h>

#include <random>

#include "libort/core/type_dispatch.h"
#include "providers/cpu/matrix_multiply.h"
#include "tests/support/naive_broadcast.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Shape batch_of(const Shape& shape) {
  return shape.rank() <= 2 ? Shape{} : Shape(std::span(shape.dims()).first(shape.dims().size() - 2));
}

/// numpy.matmul by its definition.
std::vector<double> naive_matmul(const Tensor& left, const Tensor& right) {
  Shape a = left.shape();
  Shape b = right.shape();
  if (a.rank() == 1) a = {1, a[0]};
  if (b.rank() == 1) b = {b[0], 1};
  const std::vector<double> x = to_doubles(left);
  const std::vector<double> y = to_doubles(right);
  const Shape batch = naive_broadcast_shape({batch_of(a), batch_of(b)});
  const int64_t m = a[a.rank() - 2];
  const int64_t k = a[a.rank() - 1];
  const int64_t n = b[b.rank() - 1];
  std::vector<double> result;
  for (int64_t i = 0; i < batch.elements(); ++i) {
    const auto in_a = static_cast<int64_t>(naive_source(batch, batch_of(a), i));
    const auto in_b = static_cast<int64_t>(naive_source(batch, batch_of(b), i));
    for (int64_t row = 0; row < m; ++row) {
      for (int64_t column = 0; column < n; ++column) {
        double sum = 0.0;
        for (int64_t depth = 0; depth < k; ++depth) {
          sum += x[static_cast<std::size_t>((in_a * m + row) * k + depth)] *
                 y[static_cast<std::size_t>((in_b * k + depth) * n + column)];
        }
        result.push_back(sum);
      }
    }
  }
  return result;
}

struct Operands {
  Shape a;
  Shape b;
  Shape y;
};

const std::vector<Operands> kOperands = {{{3, 4}, {4, 5}, {3, 5}},
                                         {{4}, {4}, {}},
                                         {{4}, {4, 3}, {3}},
                                         {{3, 4}, {4}, {3}},
                                         {{2, 3, 4}, {4, 5}, {2, 3, 5}},
                                         {{2, 3, 4}, {4}, {2, 3}},
                                         {{4}, {2, 4, 3}, {2, 3}},
                                         {{3, 4}, {2, 4, 5}, {2, 3, 5}},
                                         {{2, 1, 3, 4}, {5, 4, 2}, {2, 5, 3, 2}},
                                         {{2, 3, 4}, {1, 1, 4, 5}, {1, 2, 3, 5}},
                                         {{1, 3, 1, 2}, {4, 1, 2, 2}, {4, 3, 1, 2}},
                                         {{0, 4}, {4, 5}, {0, 5}},
                                         {{2, 0, 3, 4}, {4, 5}, {2, 0, 3, 5}},
                                         {{0, 3, 4}, {1, 4, 5}, {0, 3, 5}},
                                         {{3, 0}, {0, 5}, {3, 5}},
                                         {{1, 1}, {1, 1}, {1, 1}}};

double tolerance(DataType dtype) {
  if (dtype == DataType::kBfloat16) return 1e-2;
  return dtype == DataType::kFloat16 ? 1e-3 : 1e-5;
}

TEST(MatMul, EqualsTheDefinitionForEveryTypeAndShape) {
  std::mt19937 generator(1);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                               DataType::kInt32, DataType::kInt64, DataType::kUint32, DataType::kUint64}) {
    for (const Operands& shapes : kOperands) {
      const Tensor a = random_tensor(dtype, shapes.a, generator);
      const Tensor b = random_tensor(dtype, shapes.b, generator);
      const Tensor y = run_node_tensor({.op_type = "MatMul", .inputs = {a, b}});
      EXPECT_EQ(y.dtype(), dtype);
      expect_shape(y, shapes.y);
      expect_near(y, naive_matmul(a, b), tolerance(dtype), tolerance(dtype));
    }
  }
}

TEST(MatMul, IntegersWrap) {
  const Tensor a = make_tensor<int32_t>({1, 2}, {INT32_MAX, 1});
  const Tensor b = make_tensor<int32_t>({2, 1}, {2, 5});
  EXPECT_EQ(run_node_tensor({.op_type = "MatMul", .inputs = {a, b}}).as<int32_t>()[0], 3);
}

TEST(MatMul, OldVersionsAreTheSame) {
  const Tensor a = make_tensor<float>({1, 2}, {1, 2});
  const Tensor b = make_tensor<float>({2, 1}, {3, 4});
  for (const int opset : {1, 9, 13, 28}) {
    expect_near(run_node_tensor({.op_type = "MatMul", .opset = opset, .inputs = {a, b}}), {11});
  }
}

TEST(MatMul, IsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(2);
  const std::vector<Operands> sizes = {
      {{140, 33}, {33, 530}, {}}, {{1, 600}, {600, 577}, {}}, {{6, 65, 20}, {6, 20, 65}, {}}, {{700, 3}, {3, 2}, {}}};
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16}) {
    for (const Operands& shapes : sizes) {
      const Tensor a = random_tensor(dtype, shapes.a, generator);
      const Tensor b = random_tensor(dtype, shapes.b, generator);
      NodeCase node{.op_type = "MatMul", .inputs = {a, b}, .threads = 1};
      const Tensor once = run_node_tensor(node);
      expect_near(once, naive_matmul(a, b), 2 * tolerance(dtype), 10 * tolerance(dtype));
      for (node.threads = 2; node.threads <= 3; ++node.threads) expect_same_bytes(run_node_tensor(node), once);
    }
  }
}

TEST(MatMul, RefusesWhatDoesNotFit) {
  const auto node = [](Shape a, Shape b) {
    std::mt19937 generator(3);
    return NodeCase{.op_type = "MatMul",
                    .inputs = {random_tensor(DataType::kFloat, std::move(a), generator),
                               random_tensor(DataType::kFloat, std::move(b), generator)}};
  };
  EXPECT_TRUE(fails_with(node({2, 3}, {4, 2}), "rows of 3 elements"));
  EXPECT_TRUE(fails_with(node({}, {4, 2}), "scalars"));
  EXPECT_TRUE(fails_with(node({2, 3}, {}), "scalars"));
  EXPECT_TRUE(fails_with(node({2, 3, 4}, {3, 4, 2}), "broadcast"));
}

/// Every variant against the last one, with gaps between rows, transposed operands and accumulation.
template <class T>
void compare_variants(std::mt19937& generator) {
  for (int round = 0; round < 60; ++round) {
    const auto size = [&](uint32_t limit) { return static_cast<int64_t>(generator() % limit); };
    cpu::MatrixMultiply product =
        cpu::dense_multiply(size(40), size(40), size(round < 50 ? 20 : 1200), round % 2 == 0, round % 4 < 2);
    product.lda += static_cast<int64_t>(generator() % 3);
    product.ldb += static_cast<int64_t>(generator() % 3);
    product.ldc += static_cast<int64_t>(generator() % 3);
    product.accumulate = round % 3 == 0;
    const int64_t a_rows = product.transpose_a ? product.k : product.m;
    const int64_t b_rows = product.transpose_b ? product.n : product.k;
    const Tensor a = random_tensor(dtype_of<T>(), {a_rows * product.lda}, generator);
    const Tensor b = random_tensor(dtype_of<T>(), {b_rows * product.ldb}, generator);
    const Tensor start = random_tensor(dtype_of<Compute<T>>(), {product.m * product.ldc}, generator);
    const auto result_of = [&](const cpu::MultiplyVariant<T>& variant) {
      std::vector<Compute<T>> c(start.as<Compute<T>>().begin(), start.as<Compute<T>>().end());
      Tensor scratch(DataType::kUint8, {static_cast<int64_t>(variant.scratch(product))});
      variant.run(product, a.as<T>().data(), b.as<T>().data(), c.data(), scratch.data());
      return c;
    };
    const std::vector<Compute<T>> expected = result_of(cpu::multiply_variants<T>().back());
    for (const cpu::MultiplyVariant<T>& variant : cpu::multiply_variants<T>()) {
      if (!variant.accepts(product)) continue;
      const std::vector<Compute<T>> actual = result_of(variant);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_NEAR(static_cast<double>(actual[i]), static_cast<double>(expected[i]), 2e-3) << variant.name;
      }
    }
  }
}

TEST(MultiplyVariants, AgreeWithTheReference) {
  std::mt19937 generator(4);
  compare_variants<float>(generator);
  compare_variants<double>(generator);
  compare_variants<Float16>(generator);
  compare_variants<BFloat16>(generator);
}

TEST(TileGrid, CoversTheProductOnce) {
  std::mt19937 generator(5);
  for (int round = 0; round < 50; ++round) {
    const auto size = [&] { return static_cast<int64_t>(generator() % 700); };
    const cpu::MatrixMultiply product = cpu::dense_multiply(size(), size(), size());
    const cpu::TileGrid grid(product);
    std::vector<int> visits(static_cast<std::size_t>(product.m * product.n));
    for (int64_t index = 0; index < grid.tiles(); ++index) {
      const cpu::Tile tile = cpu::tile_of(product, grid, index);
      for (int64_t row = tile.row; row < tile.row + tile.product.m; ++row) {
        for (int64_t column = tile.column; column < tile.column + tile.product.n; ++column) {
          ++visits[static_cast<std::size_t>(row * product.n + column)];
        }
      }
    }
    EXPECT_TRUE(std::ranges::all_of(visits, [](int count) { return count == 1; }));
  }
}

}  // namespace
}  // namespace ort::test
