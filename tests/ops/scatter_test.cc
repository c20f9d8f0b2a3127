#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

/// Where each update goes, as a position in the data.
using Targets = std::vector<std::size_t>;

Targets element_targets(const Shape& data, const Tensor& indices, int axis) {
  Targets targets;
  const std::vector<int64_t> numbers = integers_of(indices);
  for (int64_t i = 0; i < indices.elements(); ++i) {
    Coordinates at = coordinates_of(i, indices.shape());
    const int64_t index = numbers[static_cast<std::size_t>(i)];
    at[static_cast<std::size_t>(axis)] = index < 0 ? index + data[axis] : index;
    targets.push_back(position_of(at, data));
  }
  return targets;
}

Targets block_targets(const Shape& data, const Tensor& indices) {
  Targets targets;
  const std::vector<int64_t> numbers = integers_of(indices);
  const auto length = static_cast<std::size_t>(indices.shape()[indices.shape().rank() - 1]);
  const Shape block(std::vector<int64_t>(data.begin() + static_cast<int64_t>(length), data.end()));
  for (std::size_t tuple = 0; tuple * length < numbers.size(); ++tuple) {
    for (int64_t i = 0; i < block.elements(); ++i) {
      Coordinates at;
      for (std::size_t d = 0; d < length; ++d) {
        const int64_t index = numbers[tuple * length + d];
        at.push_back(index < 0 ? index + data[static_cast<int>(d)] : index);
      }
      const Coordinates in_block = coordinates_of(i, block);
      at.insert(at.end(), in_block.begin(), in_block.end());
      targets.push_back(position_of(at, data));
    }
  }
  return targets;
}

Tensor indices_for(const Shape& shape, int64_t extent, std::mt19937& generator) {
  Tensor indices(DataType::kInt64, shape);
  for (int64_t& index : indices.as<int64_t>()) {
    index = static_cast<int64_t>(generator() % static_cast<uint64_t>(2 * extent)) - extent;
  }
  return indices;
}

/// The last update of a position counts.
Tensor expected_assignment(const Tensor& data, const Tensor& updates, const Targets& targets) {
  std::vector<int64_t> origin(static_cast<std::size_t>(data.elements()), -1);
  for (std::size_t i = 0; i < targets.size(); ++i) origin[targets[i]] = static_cast<int64_t>(i);
  const Tensor kept = naive_pick(data, data.shape(), [](const Coordinates& at) { return at; });
  const Tensor written = naive_pick(updates, data.shape(), [&](const Coordinates& at) {
    const int64_t from = origin[position_of(at, data.shape())];
    return coordinates_of(std::max<int64_t>(from, 0), updates.shape());
  });
  Tensor result(data.dtype(), data.shape());
  for (std::size_t i = 0; i < origin.size(); ++i) {
    const Tensor& source = origin[i] < 0 ? kept : written;
    if (data.is_string()) {
      result.as<std::string>()[i] = source.as<std::string>()[i];
    } else {
      const std::size_t size = buffer_bytes(data.dtype(), 1);
      std::memcpy(result.data() + i * size, source.data() + i * size, size);
    }
  }
  return result;
}

double reduce(const std::string& reduction, double a, double b) {
  if (reduction == "add") return a + b;
  if (reduction == "mul") return a * b;
  if (std::isnan(a) || std::isnan(b)) return std::nan("");
  return reduction == "max" ? std::max(a, b) : std::min(a, b);
}

std::vector<double> expected_reduction(const Tensor& data, const Tensor& updates, const Targets& targets,
                                       const std::string& reduction) {
  std::vector<double> result = to_doubles(data);
  const std::vector<double> numbers = to_doubles(updates);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    result[targets[i]] = reduce(reduction, result[targets[i]], numbers[i]);
  }
  return result;
}

TEST(ScatterElements, EverySizeAxisAndVersion) {
  std::mt19937 generator(1);
  for (const DataType dtype : kEverySize) {
    for (int axis = 0; axis < 3; ++axis) {
      for (const auto& [op, opset] :
           {std::pair{"Scatter", 9}, {"ScatterElements", 11}, {"ScatterElements", 16}, {"ScatterElements", 18}}) {
        const Tensor data = random_tensor(dtype, random_shape(3, 5, generator), generator);
        Shape shape = data.shape();
        for (int d = 0; d < 3; ++d) shape[d] = 1 + static_cast<int64_t>(generator()) % shape[d];
        shape[axis] = 1 + static_cast<int64_t>(generator() % 7);
        const Tensor indices = indices_for(shape, data.shape()[axis], generator);
        const Tensor updates = random_tensor(dtype, shape, generator);
        SCOPED_TRACE(std::string(data_type_name(dtype)) + data.shape().to_string() + shape.to_string());
        const Tensor output = run_node_tensor(
            {.op_type = op, .opset = opset, .inputs = {data, indices, updates}, .attributes = {{"axis", axis - 3}}});
        expect_same_bytes(output, expected_assignment(data, updates, element_targets(data.shape(), indices, axis)));
      }
    }
  }
}

const std::vector<DataType> kReduced = {DataType::kFloat,  DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                                        DataType::kInt16,  DataType::kInt32,  DataType::kInt64,   DataType::kUint16,
                                        DataType::kUint32, DataType::kUint64};

TEST(ScatterElements, ReductionsWithDuplicates) {
  std::mt19937 generator(2);
  for (const DataType dtype : kReduced) {
    const bool coarse = dtype == DataType::kFloat16 || dtype == DataType::kBfloat16;
    for (const char* reduction : {"add", "mul", "max", "min"}) {
      for (int axis = 0; axis < 3; ++axis) {
        const Tensor data = random_tensor(dtype, {3, 4, 5}, generator);
        Shape shape = data.shape();
        shape[axis] = 4;
        const Tensor indices = indices_for(shape, data.shape()[axis], generator);
        const Tensor updates = random_tensor(dtype, shape, generator);
        SCOPED_TRACE(std::string(data_type_name(dtype)) + " " + reduction + std::to_string(axis));
        std::vector<double> expected =
            expected_reduction(data, updates, element_targets(data.shape(), indices, axis), reduction);
        if (dtype == DataType::kInt16 || dtype == DataType::kUint16) {
          for (double& x : expected) {
            const auto wrapped = static_cast<uint16_t>(static_cast<int64_t>(x));
            x = dtype == DataType::kInt16 ? static_cast<int16_t>(wrapped) : wrapped;
          }
        }
        const Tensor output = run_node_tensor({.op_type = "ScatterElements",
                                               .opset = 18,
                                               .inputs = {data, indices, updates},
                                               .attributes = {{"axis", axis}, {"reduction", reduction}}});
        expect_near(output, expected, coarse ? 5e-2 : 1e-6, coarse ? 5e-2 : 1e-6);
      }
    }
  }
}

TEST(ScatterElements, ReductionsOfBoolsComplexNumbersAndNan) {
  const Tensor indices = make_tensor<int64_t>({3}, {0, 0, 2});
  const auto scatter = [&](const Tensor& data, const Tensor& updates, const char* reduction) {
    return run_node_tensor({.op_type = "ScatterElements",
                            .opset = 18,
                            .inputs = {data, indices, updates},
                            .attributes = {{"reduction", reduction}}});
  };
  const Tensor flags = make_tensor<bool>({3}, {false, true, true});
  const Tensor flag_updates = make_tensor<bool>({3}, {true, false, false});
  expect_near(scatter(flags, flag_updates, "add"), {1, 1, 1});
  expect_near(scatter(flags, flag_updates, "max"), {1, 1, 1});
  expect_near(scatter(flags, flag_updates, "mul"), {0, 1, 0});
  expect_near(scatter(flags, flag_updates, "min"), {0, 1, 0});

  Tensor complex(DataType::kComplex64, {3});
  Tensor complex_updates(DataType::kComplex64, {3});
  for (std::size_t i = 0; i < 3; ++i) {
    complex.as<std::complex<float>>()[i] = {1, 2};
    complex_updates.as<std::complex<float>>()[i] = {0, static_cast<float>(i + 1)};
  }
  const Tensor product = scatter(complex, complex_updates, "mul");
  EXPECT_EQ(product.as<std::complex<float>>()[0], std::complex<float>(-2, -4));
  EXPECT_EQ(product.as<std::complex<float>>()[1], std::complex<float>(1, 2));
  EXPECT_TRUE(fails_with({.op_type = "ScatterElements",
                          .inputs = {complex, indices, complex_updates},
                          .attributes = {{"reduction", "max"}}},
                         "complex64"));

  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tensor numbers = make_tensor<float>({3}, {1, nan, 3});
  const Tensor extreme = scatter(numbers, make_tensor<float>({3}, {nan, 9, 7}), "max");
  EXPECT_TRUE(std::isnan(extreme.as<float>()[0]));
  EXPECT_TRUE(std::isnan(extreme.as<float>()[1]));
  EXPECT_EQ(extreme.as<float>()[2], 7);
}

TEST(ScatterElements, EqualForEveryNumberOfThreads) {
  std::mt19937 generator(3);
  for (int axis = 0; axis < 2; ++axis) {
    const Tensor data = random_tensor(DataType::kFloat, {60, 500}, generator);
    const Tensor indices = indices_for({55, 490}, data.shape()[axis] / 8, generator);
    const Tensor updates = random_tensor(DataType::kFloat, {55, 490}, generator);
    NodeCase node{.op_type = "ScatterElements",
                  .inputs = {data, indices, updates},
                  .attributes = {{"axis", axis}, {"reduction", "add"}},
                  .threads = 1};
    const Tensor once = run_node_tensor(node);
    expect_near(once, expected_reduction(data, updates, element_targets(data.shape(), indices, axis), "add"), 1e-4,
                1e-4);
    for (const int threads : {2, 5}) {
      node.threads = threads;
      expect_same_bytes(run_node_tensor(node), once);
    }
  }
}

TEST(ScatterElements, UpdatesOfAnElementAreAddedInTheirOrder) {
  std::mt19937 generator(8);
  for (const int64_t count : {1, 2, 7, 1000}) {
    const Tensor data = random_tensor(DataType::kFloat, {3}, generator);
    const Tensor indices = indices_for({count}, 3, generator);
    Tensor updates = random_tensor(DataType::kFloat, {count}, generator);
    Tensor expected(DataType::kFloat, {3});
    std::ranges::copy(data.as<float>(), expected.as<float>().begin());
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      float& update = updates.as<float>()[i];
      update = std::ldexp(update, static_cast<int>(generator() % 24));
      const int64_t index = indices.as<int64_t>()[i];
      expected.as<float>()[static_cast<std::size_t>(index < 0 ? index + 3 : index)] += update;
    }
    expect_same_bytes(run_node_tensor({.op_type = "ScatterElements",
                                       .opset = 18,
                                       .inputs = {data, indices, updates},
                                       .attributes = {{"reduction", "add"}}}),
                      expected);
  }
}

TEST(ScatterElements, NothingToWrite) {
  std::mt19937 generator(4);
  const Tensor data = random_tensor(DataType::kFloat, {3, 4}, generator);
  const Tensor indices(DataType::kInt32, {3, 0});
  const Tensor updates(DataType::kFloat, {3, 0});
  const Tensor output =
      run_node_tensor({.op_type = "ScatterElements", .inputs = {data, indices, updates}, .attributes = {{"axis", 1}}});
  expect_same_bytes(output, data);
}

TEST(ScatterElements, Failures) {
  const Tensor data(DataType::kFloat, {2, 3});
  const auto scatter = [&](const Tensor& indices, const Shape& updates) {
    return NodeCase{.op_type = "ScatterElements", .inputs = {data, indices, Tensor(DataType::kFloat, updates)}};
  };
  for (const int64_t index : {int64_t{2}, int64_t{-3}, INT64_MIN, INT64_MAX}) {
    EXPECT_TRUE(fails_with(scatter(make_tensor<int64_t>({1, 1}, {index}), {1, 1}), "index " + std::to_string(index)));
  }
  EXPECT_TRUE(fails_with(scatter(Tensor(DataType::kInt64, {1, 2}), {1, 1}), "updates have shape [1,1]"));
  EXPECT_TRUE(fails_with(scatter(Tensor(DataType::kInt64, {1, 4}), {1, 4}), "larger than data"));
  NodeCase unknown = scatter(make_tensor<int64_t>({1, 1}, {0}), {1, 1});
  unknown.attributes = {{"reduction", "mean"}};
  EXPECT_TRUE(fails_with(unknown, "'mean' is not known"));
  unknown.attributes = {{"reduction", "max"}};
  unknown.opset = 16;
  EXPECT_TRUE(fails_with(unknown, "needs opset 18"));
  unknown = {.op_type = "ScatterElements",
             .inputs = {Tensor(DataType::kString, {2}), make_tensor<int64_t>({1}, {0}), Tensor(DataType::kString, {1})},
             .attributes = {{"reduction", "add"}}};
  EXPECT_TRUE(fails_with(unknown, "string"));
}

TEST(Scatter, IsDeprecatedSince11) {
  const Tensor data(DataType::kFloat, {2});
  EXPECT_TRUE(fails_with({.op_type = "Scatter", .opset = 11, .inputs = {data, make_tensor<int64_t>({1}, {0}), data}},
                         "deprecated"));
}

Tensor tuples_for(const Shape& data, int64_t count, int length, std::mt19937& generator) {
  Tensor indices(DataType::kInt64, {count, length});
  const std::span<int64_t> elements = indices.as<int64_t>();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const int64_t extent = data[static_cast<int>(i) % length];
    elements[i] = static_cast<int64_t>(generator() % static_cast<uint64_t>(2 * extent)) - extent;
  }
  return indices;
}

Shape updates_for(const Shape& data, int64_t count, int length) {
  Shape shape({count});
  for (int d = length; d < data.rank(); ++d) shape.append(data[d]);
  return shape;
}

TEST(ScatterND, EverySizeTupleAndVersion) {
  std::mt19937 generator(5);
  for (const DataType dtype : kEverySize) {
    for (int length = 1; length <= 3; ++length) {
      for (const int opset : {11, 13, 16, 18}) {
        if (dtype == DataType::kBfloat16 && opset < 13) continue;
        const Tensor data = random_tensor(dtype, random_shape(3, 5, generator), generator);
        const Tensor indices = tuples_for(data.shape(), 6, length, generator);
        const Tensor updates = random_tensor(dtype, updates_for(data.shape(), 6, length), generator);
        SCOPED_TRACE(std::string(data_type_name(dtype)) + data.shape().to_string() + std::to_string(length));
        const Tensor output =
            run_node_tensor({.op_type = "ScatterND", .opset = opset, .inputs = {data, indices, updates}});
        expect_same_bytes(output, expected_assignment(data, updates, block_targets(data.shape(), indices)));
      }
    }
  }
}

TEST(ScatterND, ReductionsAreEqualForEveryNumberOfThreads) {
  std::mt19937 generator(6);
  for (const char* reduction : {"add", "mul", "max", "min"}) {
    const Tensor data = random_tensor(DataType::kFloat, {3, 4, 3000}, generator);
    const Tensor indices = tuples_for(data.shape(), 20, 2, generator);
    const Tensor updates = random_tensor(DataType::kFloat, updates_for(data.shape(), 20, 2), generator);
    NodeCase node{.op_type = "ScatterND",
                  .inputs = {data, indices, updates},
                  .attributes = {{"reduction", reduction}},
                  .threads = 1};
    const Tensor once = run_node_tensor(node);
    expect_near(once, expected_reduction(data, updates, block_targets(data.shape(), indices), reduction), 1e-4, 1e-4);
    node.threads = 4;
    expect_same_bytes(run_node_tensor(node), once);
  }
}

TEST(ScatterND, EmptyTuplesAndEmptyUpdates) {
  std::mt19937 generator(7);
  const Tensor data = random_tensor(DataType::kFloat, {2, 3}, generator);
  const Tensor whole = random_tensor(DataType::kFloat, {1, 2, 3}, generator);
  const Tensor output =
      run_node_tensor({.op_type = "ScatterND", .inputs = {data, Tensor(DataType::kInt64, {1, 0}), whole}});
  expect_near(output, to_doubles(whole), 0, 0);
  const Tensor same = run_node_tensor(
      {.op_type = "ScatterND", .inputs = {data, Tensor(DataType::kInt64, {0, 1}), Tensor(DataType::kFloat, {0, 3})}});
  expect_same_bytes(same, data);
}

TEST(ScatterND, Failures) {
  const Tensor data(DataType::kFloat, {2, 3});
  const auto scatter = [&](const Tensor& indices, const Shape& updates) {
    return NodeCase{.op_type = "ScatterND", .inputs = {data, indices, Tensor(DataType::kFloat, updates)}};
  };
  EXPECT_TRUE(fails_with(scatter(make_tensor<int64_t>({2, 1}, {0, 2}), {2, 3}), "index 2 at position 1"));
  EXPECT_TRUE(fails_with(scatter(make_tensor<int64_t>({1, 2}, {1, -4}), {1}), "index -4 at position 1"));
  EXPECT_TRUE(fails_with(scatter(make_tensor<int64_t>({1, 1}, {INT64_MIN}), {1, 3}), "index -9223372036854775808"));
  EXPECT_TRUE(fails_with(scatter(make_tensor<int64_t>({1, 1}, {0}), {1, 2}), "updates have shape [1,2]"));
  EXPECT_TRUE(fails_with(scatter(Tensor(DataType::kInt64, {1, 3}), {1}), "rows of 3 indices"));
}

}  // namespace
}  // namespace ort::test
