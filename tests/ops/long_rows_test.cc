#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>

#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

// Operators that look at whole rows, on rows so long, so few or so many that providers share their elements out in
// other ways than those of small tensors.

using Row = std::vector<double>;

/// Rows along `axis`, one after the other, each as `of_row` makes it.
std::vector<Row> map_rows(const Tensor& x, int axis, const std::function<Row(const Row&)>& of_row) {
  const Shape& shape = x.shape();
  const std::vector<double> elements = to_doubles(x);
  const auto length = static_cast<std::size_t>(shape[axis]);
  const auto inner = static_cast<std::size_t>(shape.elements(axis + 1, shape.rank()));
  std::vector<Row> rows;
  for (std::size_t row = 0; row < elements.size() / length; ++row) {
    Row line(length);
    for (std::size_t i = 0; i < length; ++i) line[i] = elements[(row / inner * length + i) * inner + row % inner];
    rows.push_back(of_row(line));
  }
  return rows;
}

/// The elements of a tensor that has `inner` rows side by side.
std::vector<double> interleaved(const std::vector<Row>& rows, int64_t inner) {
  const auto beside = static_cast<std::size_t>(inner);
  std::vector<double> elements;
  for (std::size_t first = 0; first < rows.size(); first += beside) {
    for (std::size_t i = 0; i < rows[first].size(); ++i) {
      for (std::size_t row = first; row < first + beside; ++row) elements.push_back(rows[row][i]);
    }
  }
  return elements;
}

struct Case {
  Shape shape;
  int axis;
};
const std::vector<Case> kCases = {{{3, 5000}, 1},    {{3, 5000}, 0},   {{300, 100}, 1},
                                  {{2, 3000, 3}, 1}, {{90, 3, 40}, 0}, {{20, 7, 300}, 1},
                                  {{1, 100001}, 1},  {{40000, 2}, 1},  {{40000, 2}, 0}};

void expect_rows(const NodeCase& node, const Case& rows, const std::function<Row(const Row&)>& of_row,
                 double tolerance = 1e-5) {
  SCOPED_TRACE(node.op_type + rows.shape.to_string() + std::to_string(rows.axis));
  const Tensor& x = node.inputs[0]->tensor();
  expect_near(run_node_tensor(node),
              interleaved(map_rows(x, rows.axis, of_row), rows.shape.elements(rows.axis + 1, rows.shape.rank())),
              tolerance, tolerance);
}

double sum_of(const Row& row) { return std::accumulate(row.begin(), row.end(), 0.0); }

TEST(LongRows, Softmax) {
  std::mt19937 generator(1);
  for (const Case& rows : kCases) {
    const Tensor x = random_tensor(DataType::kFloat, rows.shape, generator);
    expect_rows({.op_type = "Softmax", .inputs = {x}, .attributes = {{"axis", rows.axis}}}, rows, [](const Row& row) {
      Row powers;
      for (const double element : row) powers.push_back(std::exp(element));
      const double sum = sum_of(powers);
      for (double& power : powers) power /= sum;
      return powers;
    });
  }
}

TEST(LongRows, ArgMaxAndArgMin) {
  std::mt19937 generator(2);
  for (const Case& rows : kCases) {
    for (const DataType dtype : {DataType::kInt32, DataType::kFloat}) {
      const Tensor x = random_tensor(dtype, rows.shape, generator);
      for (const bool last : {false, true}) {
        const auto node = [&](const char* op) {
          return NodeCase{
              .op_type = op, .inputs = {x}, .attributes = {{"axis", rows.axis}, {"select_last_index", last ? 1 : 0}}};
        };
        const auto position = [last](const auto& find, Row row) {
          if (!last) return Row{static_cast<double>(find(row.begin(), row.end()) - row.begin())};
          std::reverse(row.begin(), row.end());
          return Row{static_cast<double>(row.end() - 1 - find(row.begin(), row.end()))};
        };
        expect_rows(node("ArgMax"), rows, [&](const Row& row) {
          return position([](auto begin, auto end) { return std::max_element(begin, end); }, row);
        });
        expect_rows(node("ArgMin"), rows, [&](const Row& row) {
          return position([](auto begin, auto end) { return std::min_element(begin, end); }, row);
        });
      }
    }
  }
}

TEST(LongRows, Reductions) {
  std::mt19937 generator(3);
  for (const Case& rows : kCases) {
    for (const DataType dtype : {DataType::kInt64, DataType::kFloat}) {
      const Tensor x = random_tensor(dtype, rows.shape, generator);
      const auto node = [&](const char* op) {
        return NodeCase{
            .op_type = op, .opset = 11, .inputs = {x}, .attributes = {{"axes", std::vector<int64_t>{rows.axis}}}};
      };
      expect_rows(
          node("ReduceSum"), rows, [](const Row& row) { return Row{sum_of(row)}; }, 1e-4);
      expect_rows(node("ReduceMean"), rows, [&](const Row& row) {
        const double mean = sum_of(row) / static_cast<double>(row.size());
        return Row{dtype == DataType::kInt64 ? std::trunc(mean) : mean};
      });
      expect_rows(node("ReduceMax"), rows,
                  [](const Row& row) { return Row{*std::max_element(row.begin(), row.end())}; });
      expect_rows(node("ReduceMin"), rows,
                  [](const Row& row) { return Row{*std::min_element(row.begin(), row.end())}; });
    }
  }
}

TEST(LongRows, ReductionsOfDistantDimensions) {
  std::mt19937 generator(4);
  const Tensor x = random_tensor(DataType::kFloat, {9, 40, 11, 30}, generator);
  const std::vector<double> elements = to_doubles(x);
  for (const bool odd : {false, true}) {
    std::vector<double> sums(static_cast<std::size_t>(odd ? 9 * 11 : 40 * 30));
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const std::size_t a = i / (40 * 11 * 30), b = i / (11 * 30) % 40, c = i / 30 % 11, d = i % 30;
      sums[odd ? a * 11 + c : b * 30 + d] += elements[i];
    }
    const std::vector<int64_t> axes = odd ? std::vector<int64_t>{1, 3} : std::vector<int64_t>{0, 2};
    expect_near(run_node_tensor({.op_type = "ReduceSum", .opset = 11, .inputs = {x}, .attributes = {{"axes", axes}}}),
                sums, 1e-5, 1e-5);
  }
}

Row normalized(const Row& row, double epsilon) {
  const double mean = sum_of(row) / static_cast<double>(row.size());
  Row squares;
  for (const double element : row) squares.push_back((element - mean) * (element - mean));
  const double deviation = std::sqrt(sum_of(squares) / static_cast<double>(row.size()) + epsilon);
  Row result;
  for (const double element : row) result.push_back((element - mean) / deviation);
  return result;
}

TEST(LongRows, Normalizations) {
  std::mt19937 generator(5);
  for (const Shape& shape : {Shape({3, 5000}), Shape({300, 100}), Shape({1, 100001})}) {
    SCOPED_TRACE(shape.to_string());
    const Tensor x = random_tensor(DataType::kFloat, shape, generator);
    const std::vector<double> expected =
        interleaved(map_rows(x, 1, [](const Row& row) { return normalized(row, 1e-5); }), 1);
    const Tensor one = make_tensor<float>({1}, {1.0f});
    expect_near(run_node_tensor({.op_type = "LayerNormalization", .inputs = {x, one}}), expected, 1e-4, 1e-4);
    const Tensor planes = x.reshaped({1, shape[0], shape[1]});
    const auto channels = static_cast<std::size_t>(shape[0]);
    const Tensor ones = make_tensor<float>({shape[0]}, std::vector<float>(channels, 1.0f));
    const Tensor zeros = make_tensor<float>({shape[0]}, std::vector<float>(channels, 0.0f));
    expect_near(run_node_tensor({.op_type = "InstanceNormalization", .inputs = {planes, ones, zeros}}), expected, 1e-4,
                1e-4);
    const NodeCase batch{.op_type = "BatchNormalization",
                         .inputs = {planes, ones, zeros, zeros, ones},
                         .attributes = {{"training_mode", 1}},
                         .outputs = 3};
    expect_near(run_node(batch)[0].tensor(), expected, 1e-4, 1e-4);
  }
}

}  // namespace
}  // namespace ort::test
