#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "libort/core/type_dispatch.h"
#include "tests/support/naive_broadcast.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using IntegerTypes = Types<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;
const std::vector<DataType> kIntegerDtypes = {DataType::kInt8,   DataType::kInt16, DataType::kInt32,
                                              DataType::kInt64,  DataType::kUint8, DataType::kUint16,
                                              DataType::kUint32, DataType::kUint64};
const std::vector<std::pair<Shape, Shape>> kShapes = {
    {{3, 4}, {3, 4}}, {{3, 1}, {4}}, {{}, {5}}, {{0}, {1}}, {{2, 3, 1}, {3, 100}}, {{3, 4, 5, 6}, {4, 1, 6}}};

/// Elements with all bits at random.
Tensor random_bits(DataType dtype, const Shape& shape, std::mt19937& generator) {
  Tensor tensor(dtype, shape);
  for (std::size_t i = 0; i < tensor.bytes(); ++i) tensor.data()[i] = static_cast<std::byte>(generator() & 0xFF);
  return tensor;
}

template <class T, class Op>
Tensor expected(const Tensor& a, const Tensor& b, Op op) {
  const Shape shape = naive_broadcast_shape({a.shape(), b.shape()});
  Tensor result(a.dtype(), shape);
  for (int64_t i = 0; i < shape.elements(); ++i) {
    result.as<T>()[static_cast<std::size_t>(i)] =
        op(a.as<T>()[naive_source(shape, a.shape(), i)], b.as<T>()[naive_source(shape, b.shape(), i)]);
  }
  return result;
}

TEST(Boolean, OperatorsOfTwoInputs) {
  std::mt19937 generator(1);
  const std::vector<std::pair<std::string, std::function<bool(bool, bool)>>> operators = {
      {"And", std::logical_and<bool>()}, {"Or", std::logical_or<bool>()}, {"Xor", std::not_equal_to<bool>()}};
  for (const auto& [name, op] : operators) {
    for (const auto& [a_shape, b_shape] : kShapes) {
      const Tensor a = random_tensor(DataType::kBool, a_shape, generator);
      const Tensor b = random_tensor(DataType::kBool, b_shape, generator);
      SCOPED_TRACE(name + a_shape.to_string() + b_shape.to_string());
      expect_same_bytes(run_node_tensor({.op_type = name, .opset = 7, .inputs = {a, b}}), expected<bool>(a, b, op));
    }
  }
}

TEST(Boolean, FirstVersionAlignsAtAnAxis) {
  const Tensor a = make_tensor<bool>({2, 2}, {true, false, true, false});
  const Tensor b = make_tensor<bool>({2}, {true, false});
  NodeCase node{.op_type = "And", .opset = 1, .inputs = {a, b}, .attributes = {{"broadcast", 1}, {"axis", 0}}};
  expect_near(run_node_tensor(node), {1, 0, 0, 0});
  node.attributes = {{"broadcast", 1}};
  expect_near(run_node_tensor(node), {1, 0, 1, 0});
  node.op_type = "Xor";
  expect_near(run_node_tensor(node), {0, 0, 0, 0});
  node.attributes = {};
  EXPECT_TRUE(fails_with(node, "broadcast = 1"));
}

TEST(Boolean, Not) {
  expect_near(run_node_tensor({.op_type = "Not", .opset = 1, .inputs = {make_tensor<bool>({3}, {true, false, true})}}),
              {0, 1, 0});
  expect_shape(run_node_tensor({.op_type = "Not", .inputs = {Tensor(DataType::kBool, {2, 0})}}), {2, 0});
}

TEST(Boolean, EveryByteButZeroIsTrue) {
  Tensor a(DataType::kBool, {3});
  a.data()[0] = std::byte{2};
  a.data()[1] = std::byte{0x80};
  a.data()[2] = std::byte{0};
  const Tensor b = make_tensor<bool>({3}, {true, true, true});
  for (const auto& [name, bits] : std::vector<std::pair<std::string, std::vector<double>>>{
           {"And", {1, 1, 0}}, {"Or", {1, 1, 1}}, {"Xor", {0, 0, 1}}}) {
    expect_near(run_node_tensor({.op_type = name, .inputs = {a, b}}), bits);
  }
  expect_near(run_node_tensor({.op_type = "Not", .inputs = {a}}), {0, 0, 1});
}

TEST(Bitwise, EveryTypeAndShape) {
  std::mt19937 generator(2);
  for (const DataType dtype : kIntegerDtypes) {
    for (const auto& [a_shape, b_shape] : kShapes) {
      const Tensor a = random_bits(dtype, a_shape, generator);
      const Tensor b = random_bits(dtype, b_shape, generator);
      SCOPED_TRACE(std::string(data_type_name(dtype)) + a_shape.to_string() + b_shape.to_string());
      dispatch(dtype, IntegerTypes{}, [&]<class T>() {
        expect_same_bytes(run_node_tensor({.op_type = "BitwiseAnd", .opset = 18, .inputs = {a, b}}),
                          expected<T>(a, b, std::bit_and<T>()));
        expect_same_bytes(run_node_tensor({.op_type = "BitwiseOr", .opset = 18, .inputs = {a, b}}),
                          expected<T>(a, b, std::bit_or<T>()));
        expect_same_bytes(run_node_tensor({.op_type = "BitwiseXor", .opset = 18, .inputs = {a, b}}),
                          expected<T>(a, b, std::bit_xor<T>()));
        expect_same_bytes(run_node_tensor({.op_type = "BitwiseNot", .opset = 18, .inputs = {a}}),
                          expected<T>(a, a, [](T x, T) { return static_cast<T>(~x); }));
      });
    }
  }
}

/// A shift bit by bit: multiplication and division with rounding towards minus infinity.
template <class T>
T naive_shift(T x, T count, bool left) {
  constexpr int kWidth = static_cast<int>(sizeof(T) * 8);
  const bool all = std::cmp_less(count, 0) || std::cmp_greater_equal(count, kWidth);
  const int steps = all ? kWidth : static_cast<int>(count);
  for (int i = 0; i < steps; ++i) {
    if (left) {
      x = static_cast<T>(static_cast<std::make_unsigned_t<T>>(x) * 2u);
    } else {
      x = static_cast<T>(std::cmp_less(x, 0) ? ~(~x / 2) : x / 2);
    }
  }
  return x;
}

TEST(BitShift, EveryTypeDirectionAndCount) {
  std::mt19937 generator(3);
  for (const DataType dtype : kIntegerDtypes) {
    for (const bool left : {false, true}) {
      for (const auto& [x_shape, y_shape] : kShapes) {
        const Tensor x = random_bits(dtype, x_shape, generator);
        Tensor y = random_bits(dtype, y_shape, generator);
        SCOPED_TRACE(std::string(data_type_name(dtype)) + x_shape.to_string() + (left ? " left" : " right"));
        dispatch(dtype, IntegerTypes{}, [&]<class T>() {
          for (T& count : y.as<T>()) {
            if (generator() % 4 != 0) count = static_cast<T>(generator() % (sizeof(T) * 8 + 1));
          }
          const Tensor z = run_node_tensor({.op_type = "BitShift",
                                            .opset = 28,
                                            .inputs = {x, y},
                                            .attributes = {{"direction", left ? "LEFT" : "RIGHT"}}});
          expect_same_bytes(z, expected<T>(x, y, [&](T a, T b) { return naive_shift(a, b, left); }));
        });
      }
    }
  }
}

TEST(BitShift, CountsOutsideTheWidth) {
  const Tensor x = make_tensor<int8_t>({4}, {-128, -1, 1, 127});
  for (const int8_t count : {int8_t{8}, int8_t{127}, int8_t{-1}, int8_t{-128}}) {
    const Tensor y = make_tensor<int8_t>({}, {count});
    NodeCase node{.op_type = "BitShift", .opset = 28, .inputs = {x, y}, .attributes = {{"direction", "RIGHT"}}};
    expect_near(run_node_tensor(node), {-1, -1, 0, 0});
    node.attributes["direction"] = "LEFT";
    expect_near(run_node_tensor(node), {0, 0, 0, 0});
  }
}

TEST(BitShift, Refusals) {
  const Tensor x(DataType::kUint8, {1});
  EXPECT_TRUE(fails_with({.op_type = "BitShift", .opset = 11, .inputs = {x, x}, .attributes = {{"direction", "UP"}}},
                         "direction"));
  const Tensor y(DataType::kInt8, {1});
  EXPECT_TRUE(fails_with({.op_type = "BitShift", .opset = 11, .inputs = {y, y}, .attributes = {{"direction", "LEFT"}}},
                         "tensor(int8)"));
}

}  // namespace
}  // namespace ort::test
