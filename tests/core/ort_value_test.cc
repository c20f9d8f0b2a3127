#include <gtest/gtest.h>

#include <array>
#include <complex>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libort/session/value_access.h"
#include "ort/value.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using Dims = std::vector<int64_t>;

template <class Action>
::testing::AssertionResult throws_usage(Action&& action, std::string_view part) {
  return ort::testing::throws_error(action, ErrorCode::kInvalidArgument, ErrorKind::kUsage, part);
}

template <class Action>
::testing::AssertionResult throws_limit(Action&& action, std::string_view part) {
  return ort::testing::throws_error(action, ErrorCode::kFail, ErrorKind::kLimit, part);
}

OrtValue floats(std::vector<float> elements) {
  const Dims shape = {static_cast<int64_t>(elements.size())};
  return OrtValue::from_vector(elements, shape);
}

OrtValue on_a_far_device() {
  static int64_t memory = 0;
  return ValueAccess::wrap(Tensor(DataType::kInt64, {1}, &memory, 8, nullptr, Device{"far", 0}));
}

TEST(OrtValue, DefaultHasNoValue) {
  const OrtValue value;
  EXPECT_FALSE(value.has_value());
  EXPECT_FALSE(value.is_tensor());
  EXPECT_FALSE(value.is_tensor_sequence());
  EXPECT_FALSE(value.is_map());
  EXPECT_EQ(value.data_type(), "optional()");
  EXPECT_EQ(value.device_name(), "cpu");
}

TEST(OrtValue, AMovedFromValueHasNoValue) {
  OrtValue value = floats({1});
  const OrtValue taken = std::move(value);
  EXPECT_FALSE(value.has_value());  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(taken.has_value());
}

TEST(OrtValue, FromShapeAndType) {
  const OrtValue value = OrtValue::from_shape_and_type(Dims{2, 3}, DataType::kInt16);
  EXPECT_TRUE(value.is_tensor());
  EXPECT_EQ(value.data_type(), "tensor(int16)");
  EXPECT_EQ(value.element_type(), DataType::kInt16);
  EXPECT_EQ(value.shape(), (Dims{2, 3}));
  EXPECT_EQ(value.element_count(), 6);
  EXPECT_EQ(value.bytes().size(), 12u);
  EXPECT_EQ(value.device_name(), "cpu");
  EXPECT_EQ(OrtValue::from_shape_and_type(Dims{2}, DataType::kString).strings()[1], "");
  EXPECT_EQ(OrtValue::from_shape_and_type(Dims{5}, DataType::kInt4).bytes().size(), 3u);
}

TEST(OrtValue, FromShapeAndTypeRefuses) {
  EXPECT_TRUE(throws_usage(
      [] {
        OrtValue::from_shape_and_type(Dims{2, -1}, DataType::kFloat);
      },
      "tried creating tensor with negative value in shape"));
  EXPECT_TRUE(throws_usage([] { OrtValue::from_shape_and_type(Dims{2}, static_cast<DataType>(77)); },
                           "unknown element type 77"));
  EXPECT_TRUE(throws_limit(
      [] {
        OrtValue::from_shape_and_type(Dims{1LL << 40, 1LL << 40}, DataType::kFloat);
      },
      "size overflow"));
}

TEST(OrtValue, FromMemorySharesIt) {
  std::array<float, 4> memory = {1, 2, 3, 4};
  const OrtValue value = OrtValue::from_memory(memory.data(), sizeof memory, Dims{3}, DataType::kFloat);
  EXPECT_EQ(value.data_ptr(), memory.data());
  EXPECT_EQ(value.bytes().size(), 12u);
  memory[1] = 20;
  EXPECT_EQ(value.data<float>()[1], 20);
  value.data<float>()[2] = 30;
  EXPECT_EQ(memory[2], 30);
}

TEST(OrtValue, FromMemoryKeepsTheOwner) {
  auto owner = std::make_shared<std::vector<int32_t>>(2);
  const std::weak_ptr<void> watch = owner;
  void* data = owner->data();
  {
    const OrtValue value = OrtValue::from_memory(data, 8, Dims{2}, DataType::kInt32, std::move(owner));
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

TEST(OrtValue, FromMemoryRefuses) {
  std::array<float, 4> memory = {};
  const auto from = [&](void* data, std::size_t bytes, Dims shape, DataType dtype) {
    return [=] { OrtValue::from_memory(data, bytes, shape, dtype); };
  };
  EXPECT_TRUE(throws_usage(from(memory.data(), 15, {4}, DataType::kFloat), "not enough space: expected 16, got 15"));
  EXPECT_TRUE(throws_usage(from(memory.data(), 16, {-4}, DataType::kFloat), "negative value in shape"));
  EXPECT_TRUE(throws_usage(from(memory.data(), 16, {1}, DataType::kString), "use from_strings"));
  EXPECT_TRUE(throws_usage(from(memory.data(), 16, {1}, DataType::kUndefined), "unknown element type 0"));
  EXPECT_TRUE(throws_usage(from(nullptr, 16, {4}, DataType::kFloat), "null pointer"));
  EXPECT_TRUE(throws_usage(from(reinterpret_cast<std::byte*>(memory.data()) + 1, 4, {1}, DataType::kFloat), "aligned"));
}

TEST(OrtValue, FromBytesCopies) {
  std::array<int32_t, 2> numbers = {5, 6};
  const OrtValue value = OrtValue::from_bytes(std::as_bytes(std::span(numbers)), Dims{2}, DataType::kInt32);
  numbers[0] = 9;
  EXPECT_EQ(value.data<int32_t>()[0], 5);
  EXPECT_TRUE(throws_usage([&] { OrtValue::from_bytes(std::as_bytes(std::span(numbers)), Dims{3}, DataType::kInt32); },
                           "a tensor int32[3] needs 12 bytes, got 8"));
  EXPECT_TRUE(throws_usage([] { OrtValue::from_bytes({}, Dims{0}, DataType::kString); }, "use from_strings"));
}

TEST(OrtValue, FromVectorOfEveryArithmeticType) {
  EXPECT_EQ(OrtValue::from_vector<double>({1}, Dims{1}).element_type(), DataType::kDouble);
  EXPECT_EQ(OrtValue::from_vector<uint64_t>({1}, Dims{1}).element_type(), DataType::kUint64);
  EXPECT_EQ(OrtValue::from_vector<int8_t>({1}, Dims{1, 1}).element_type(), DataType::kInt8);
  const OrtValue flags = OrtValue::from_vector<bool>({true, false}, Dims{2});
  EXPECT_EQ(flags.element_type(), DataType::kBool);
  EXPECT_EQ(flags.data<uint8_t>()[0], 1);
  EXPECT_EQ(flags.data<bool>()[1], false);
  EXPECT_EQ(OrtValue::from_vector<float>({2.5f}, Dims{}).data<float>()[0], 2.5f);
}

TEST(OrtValue, EmptyTensors) {
  const OrtValue value = OrtValue::from_vector<float>({}, Dims{0, 3});
  EXPECT_EQ(value.data_ptr(), nullptr);
  EXPECT_TRUE(value.bytes().empty());
  EXPECT_TRUE(value.data<float>().empty());
  EXPECT_EQ(value.element_count(), 0);
}

TEST(OrtValue, Strings) {
  const OrtValue value = OrtValue::from_strings({"a", "b"}, Dims{2, 1});
  EXPECT_EQ(value.data_type(), "tensor(string)");
  EXPECT_EQ(value.strings()[1], "b");
  value.strings()[0] = "changed";
  const OrtValue copy = value;
  EXPECT_EQ(copy.strings()[0], "changed");
  EXPECT_TRUE(
      throws_usage([] { OrtValue::from_strings({"a"}, Dims{2}); }, "a tensor string[2] needs 2 strings, got 1"));
  EXPECT_TRUE(throws_usage([] { OrtValue::from_strings({}, Dims{-1}); }, "negative value in shape"));
  EXPECT_TRUE(throws_usage([&] { value.data_ptr(); }, "use strings()"));
  EXPECT_TRUE(throws_usage([&] { value.bytes(); }, "use strings()"));
  EXPECT_TRUE(
      throws_usage([] { floats({1}).strings(); }, "tensor of strings is needed, but this OrtValue is tensor(float)"));
}

TEST(OrtValue, DataChecksTheElementSize) {
  const OrtValue value = floats({1, 2});
  EXPECT_EQ(value.data<uint32_t>().size(), 2u);
  EXPECT_TRUE(throws_usage([&] { value.data<double>(); }, "elements of float have 4 bytes, not 8"));
  const OrtValue packed = OrtValue::from_shape_and_type(Dims{4}, DataType::kInt4);
  EXPECT_TRUE(throws_usage([&] { packed.data<uint8_t>(); }, "elements of int4 share bytes; use bytes()"));
  const OrtValue complex = OrtValue::from_shape_and_type(Dims{2}, DataType::kComplex64);
  EXPECT_EQ(complex.data<std::complex<float>>().size(), 2u);
}

TEST(OrtValue, CopiesShareData) {
  const OrtValue first = floats({1, 2});
  const OrtValue second = first;
  first.data<float>()[0] = 10;
  EXPECT_EQ(second.data<float>()[0], 10);
}

TEST(OrtValue, UpdateInPlace) {
  OrtValue value = floats({1, 2});
  void* address = value.data_ptr();
  const std::array<float, 2> next = {3, 4};
  value.update_inplace(std::as_bytes(std::span(next)));
  EXPECT_EQ(value.data_ptr(), address);
  EXPECT_EQ(value.data<float>()[1], 4);
  EXPECT_TRUE(throws_usage([&] { value.update_inplace(std::as_bytes(std::span(next)).first(4)); },
                           "does not match the size of the OrtValue: expected 8 bytes, got 4"));
}

TEST(OrtValue, Sequences) {
  const OrtValue value = OrtValue::from_sequence({floats({1}), floats({2, 3})});
  EXPECT_TRUE(value.is_tensor_sequence());
  EXPECT_TRUE(value.has_value());
  EXPECT_EQ(value.data_type(), "seq(tensor(float))");
  ASSERT_EQ(value.elements().size(), 2u);
  EXPECT_EQ(value.elements()[1].data<float>()[1], 3);
  EXPECT_EQ(OrtValue::from_sequence({}, "tensor(int64)").data_type(), "seq(tensor(int64))");
  EXPECT_TRUE(OrtValue::from_sequence({}, "tensor(int64)").elements().empty());
}

TEST(OrtValue, SequencesRefuse) {
  EXPECT_TRUE(throws_usage([] { OrtValue::from_sequence({}); }, "an empty sequence needs the type of its elements"));
  EXPECT_TRUE(throws_usage([] { OrtValue::from_sequence({}, "floats"); }, "'floats' is no type"));
  EXPECT_TRUE(throws_usage([] { OrtValue::from_sequence({floats({1})}, "tensor(int64)"); },
                           "element 0 is tensor(float), not tensor(int64)"));
  EXPECT_TRUE(throws_usage(
      [] {
        OrtValue::from_sequence({floats({1}), OrtValue::from_vector<int64_t>({1}, Dims{1})});
      },
      "element 1 is tensor(int64), not tensor(float)"));
  EXPECT_TRUE(throws_usage(
      [] {
        OrtValue::from_sequence({floats({1}), OrtValue()});
      },
      "a sequence holds tensors or maps, but element 1 is optional()"));
  EXPECT_TRUE(throws_usage([] { floats({1}).elements(); }, "a sequence is needed, but this OrtValue is tensor(float)"));
}

TEST(OrtValue, Maps) {
  const OrtValue keys = OrtValue::from_strings({"a", "b"}, Dims{2});
  const OrtValue value = OrtValue::from_map(keys, floats({1, 2}));
  EXPECT_TRUE(value.is_map());
  EXPECT_EQ(value.data_type(), "map(string,tensor(float))");
  const auto [stored_keys, stored_values] = value.map_entries();
  EXPECT_EQ(stored_keys.strings()[1], "b");
  EXPECT_EQ(stored_values.data<float>()[1], 2);
  EXPECT_EQ(OrtValue::from_sequence({value}).data_type(), "seq(map(string,tensor(float)))");
}

TEST(OrtValue, MapsRefuse) {
  const OrtValue keys = OrtValue::from_vector<int64_t>({1, 2}, Dims{2});
  const OrtValue square = OrtValue::from_vector<int64_t>({1, 2}, Dims{1, 2});
  EXPECT_TRUE(throws_usage([&] { OrtValue::from_map(floats({1}), floats({1})); }, "integers or strings, not float"));
  EXPECT_TRUE(throws_usage([&] { OrtValue::from_map(keys, floats({1})); }, "of shapes [2] and [1]"));
  EXPECT_TRUE(throws_usage([&] { OrtValue::from_map(square, square); }, "of shapes [1,2] and [1,2]"));
  EXPECT_TRUE(throws_usage([&] { OrtValue::from_map(OrtValue(), keys); }, "a tensor is needed"));
  EXPECT_TRUE(throws_usage([&] { keys.map_entries(); }, "a map is needed, but this OrtValue is tensor(int64)"));
}

TEST(OrtValue, None) {
  const OrtValue value = OrtValue::none("seq(tensor(int64))");
  EXPECT_FALSE(value.has_value());
  EXPECT_EQ(value.data_type(), "optional(seq(tensor(int64)))");
  EXPECT_TRUE(throws_usage([] { OrtValue::none(""); }, "'' is no type"));
}

TEST(OrtValue, TensorAccessNeedsATensor) {
  const OrtValue value = OrtValue::none("tensor(float)");
  const std::string_view part = "a tensor is needed, but this OrtValue is optional(tensor(float))";
  EXPECT_TRUE(throws_usage([&] { value.element_type(); }, part));
  EXPECT_TRUE(throws_usage([&] { value.shape(); }, part));
  EXPECT_TRUE(throws_usage([&] { value.element_count(); }, part));
  EXPECT_TRUE(throws_usage([&] { value.data_ptr(); }, part));
  EXPECT_TRUE(throws_usage([&] { value.bytes(); }, part));
  EXPECT_TRUE(throws_usage([&] { value.data<float>(); }, part));
  EXPECT_TRUE(throws_usage([&] { value.strings(); }, part));
}

TEST(OrtValue, BytesOfAnotherDeviceCannotBeRead) {
  OrtValue value = on_a_far_device();
  EXPECT_EQ(value.device_name(), "far");
  EXPECT_NE(value.data_ptr(), nullptr);
  EXPECT_TRUE(throws_usage([&] { value.bytes(); }, "on device far"));
  EXPECT_TRUE(throws_usage([&] { value.data<int64_t>(); }, "on device far"));
}

}  // namespace
}  // namespace ort
