#include "libort/core/tensor.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::throws_error;

template <class Action>
::testing::AssertionResult throws_usage(Action&& action, std::string_view part) {
  return throws_error(action, ErrorCode::kInvalidArgument, ErrorKind::kUsage, part);
}

template <class Action>
::testing::AssertionResult throws_node(Action&& action, std::string_view part) {
  return throws_error(action, ErrorCode::kFail, ErrorKind::kNode, part);
}

/// Memory that is not the CPU's; nothing is ever allocated there.
class FarAllocator final : public Allocator {
 public:
  void* allocate(std::size_t) override { return nullptr; }
  void deallocate(void*, std::size_t) noexcept override {}
  const Device& device() const override { return device_; }

 private:
  Device device_ = {"far", 0};
};

TEST(Tensor, DefaultIsEmpty) {
  const Tensor tensor;
  EXPECT_EQ(tensor.dtype(), DataType::kFloat);
  EXPECT_EQ(tensor.shape(), Shape({0}));
  EXPECT_EQ(tensor.elements(), 0);
  EXPECT_EQ(tensor.bytes(), 0u);
  EXPECT_TRUE(tensor.as<float>().empty());
}

TEST(Tensor, HasTheBytesOfEveryType) {
  for (int number = 1; number < kDataTypeCount; ++number) {
    const auto dtype = static_cast<DataType>(number);
    const Tensor tensor(dtype, {3, 5});
    EXPECT_EQ(tensor.elements(), 15);
    EXPECT_EQ(tensor.bytes(), buffer_bytes(dtype, 15));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data()) % 64, 0u);
    EXPECT_EQ(Tensor(dtype, {3, 0}).bytes(), 0u);
    EXPECT_EQ(Tensor(dtype, {}).elements(), 1);
  }
}

TEST(Tensor, CopiesShareTheBuffer) {
  Tensor first(DataType::kInt32, {2});
  first.as<int32_t>()[0] = 7;
  Tensor second = first;
  second.as<int32_t>()[0] = 8;
  EXPECT_EQ(first.as<int32_t>()[0], 8);
  EXPECT_EQ(first.owner(), second.owner());
}

TEST(Tensor, CannotBeMadeWithAnImpossibleShape) {
  EXPECT_TRUE(throws_node([] { Tensor(DataType::kFloat, {2, -1}); }, "negative dimension -1"));
  EXPECT_TRUE(throws_usage([] { Tensor(DataType::kUndefined, {2}); }, "unknown element type 0"));
  EXPECT_TRUE(throws_error(
      [] {
        Tensor(DataType::kFloat, {1LL << 33, 1LL << 33});
      },
      ErrorCode::kFail, ErrorKind::kLimit, "size overflow"));
  EXPECT_TRUE(throws_error([] { Tensor(DataType::kFloat, {1LL << 62}); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "size overflow"));
  EXPECT_TRUE(throws_error([] { Tensor(DataType::kFloat, {1LL << 50}); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "out of memory: 4503599627370496 bytes"));
}

TEST(Tensor, ViewsNeedExactlyTheirBytes) {
  std::array<float, 6> memory = {0, 1, 2, 3, 4, 5};
  const Tensor view(DataType::kFloat, {2, 3}, memory.data(), sizeof memory, nullptr);
  EXPECT_EQ(view.data(), reinterpret_cast<std::byte*>(memory.data()));
  EXPECT_EQ(view.as<float>()[5], 5);
  EXPECT_TRUE(throws_usage(
      [&] {
        Tensor(DataType::kFloat, {2, 3}, memory.data(), 23, nullptr);
      },
      "a tensor float[2,3] needs 24 bytes, got 23"));
  EXPECT_TRUE(throws_usage([&] { Tensor(DataType::kInt4, {5}, memory.data(), 2, nullptr); }, "needs 3 bytes, got 2"));
  EXPECT_TRUE(throws_usage([] { Tensor(DataType::kFloat, {1}, nullptr, 4, nullptr); }, "got a null pointer"));
  EXPECT_NO_THROW(Tensor(DataType::kFloat, {0}, nullptr, 0, nullptr));
}

TEST(Tensor, ViewsAreAligned) {
  alignas(16) std::array<std::byte, 32> memory = {};
  EXPECT_TRUE(throws_usage([&] { Tensor(DataType::kFloat, {1}, memory.data() + 2, 4, nullptr); },
                           "must be aligned to 4 bytes"));
  EXPECT_NO_THROW(Tensor(DataType::kFloat16, {1}, memory.data() + 2, 2, nullptr));
  EXPECT_NO_THROW(Tensor(DataType::kUint8, {1}, memory.data() + 1, 1, nullptr));
  EXPECT_NO_THROW(Tensor(DataType::kFloat6E2M3, {4}, memory.data() + 1, 3, nullptr));
  EXPECT_NO_THROW(Tensor(DataType::kComplex128, {1}, memory.data() + 8, 16, nullptr));
}

TEST(Tensor, ViewsKeepTheirOwner) {
  auto owner = std::make_shared<std::array<int64_t, 2>>();
  const std::weak_ptr<void> watch = owner;
  {
    const Tensor view(DataType::kInt64, {2}, owner->data(), 16, owner);
    const Tensor copy = view;
    owner.reset();
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

TEST(Tensor, StringsAreObjects) {
  const auto counted = std::make_shared<LimitedAllocator>(cpu_allocator(), 0);
  {
    Tensor tensor(DataType::kString, {2, 2}, counted);
    EXPECT_EQ(tensor.bytes(), 4 * sizeof(std::string));
    EXPECT_EQ(counted->bytes_in_use(), tensor.bytes());
    for (std::string& text : tensor.as<std::string>()) {
      EXPECT_EQ(text, "");
      text = "longer than what a string keeps inside of itself";
    }
  }
  EXPECT_EQ(counted->bytes_in_use(), 0u);
  EXPECT_TRUE(throws_node([] { Tensor(DataType::kString, {1}, std::make_shared<FarAllocator>()); },
                          "a string tensor cannot live on device far"));
}

TEST(Tensor, FromStrings) {
  const Tensor tensor = Tensor::from_strings({2}, {"a", "b"});
  EXPECT_TRUE(tensor.is_string());
  EXPECT_EQ(tensor.as<std::string>()[1], "b");
  EXPECT_EQ(Tensor::from_strings({0}, {}).elements(), 0);
  EXPECT_TRUE(throws_usage([] { Tensor::from_strings({3}, {"a", "b"}); }, "string[3] needs"));
}

TEST(Tensor, Reshapes) {
  Tensor tensor(DataType::kUint8, {2, 6});
  const Tensor reshaped = tensor.reshaped({3, 4});
  EXPECT_EQ(reshaped.shape(), Shape({3, 4}));
  EXPECT_EQ(reshaped.data(), tensor.data());
  EXPECT_TRUE(throws_node([&] { tensor.reshaped({5}); }, "shape [2,6] cannot take the shape [5]"));
}

template <class T>
Tensor filled(DataType dtype, std::initializer_list<T> values) {
  Tensor tensor(dtype, {static_cast<int64_t>(values.size())});
  std::copy(values.begin(), values.end(), tensor.as<T>().begin());
  return tensor;
}

TEST(Integers, OfEveryIntegerType) {
  const std::vector<int64_t> expected = {1, 100};
  EXPECT_EQ(integers_of(filled<int8_t>(DataType::kInt8, {1, 100})), expected);
  EXPECT_EQ(integers_of(filled<uint8_t>(DataType::kUint8, {1, 100})), expected);
  EXPECT_EQ(integers_of(filled<int16_t>(DataType::kInt16, {1, 100})), expected);
  EXPECT_EQ(integers_of(filled<uint16_t>(DataType::kUint16, {1, 100})), expected);
  EXPECT_EQ(integers_of(filled<int32_t>(DataType::kInt32, {1, 100})), expected);
  EXPECT_EQ(integers_of(filled<uint32_t>(DataType::kUint32, {1, 100})), expected);
  EXPECT_EQ(integers_of(filled<int64_t>(DataType::kInt64, {1, 100})), expected);
  EXPECT_EQ(integers_of(filled<uint64_t>(DataType::kUint64, {1, 100})), expected);
  EXPECT_EQ(integers_of(filled<int8_t>(DataType::kInt8, {-128})), std::vector<int64_t>{-128});
}

TEST(Integers, RefuseWhatTheyCannotHold) {
  EXPECT_TRUE(throws_node([] { integers_of(Tensor(DataType::kFloat, {1})); }, "integer tensor is needed, got float"));
  EXPECT_TRUE(throws_node([] { integers_of(filled<uint64_t>(DataType::kUint64, {UINT64_MAX})); },
                          "18446744073709551615 does not fit"));
  EXPECT_TRUE(throws_node(
      [] {
        int64_t memory = 0;
        integers_of(Tensor(DataType::kInt64, {1}, &memory, 8, nullptr, Device{"far", 0}));
      },
      "on device far"));
}

TEST(Integers, MakeATensor) {
  const std::vector<int64_t> values = {3, -1, 4};
  const Tensor tensor = tensor_of(values);
  EXPECT_EQ(tensor.dtype(), DataType::kInt64);
  EXPECT_EQ(tensor.shape(), Shape({3}));
  EXPECT_EQ(integers_of(tensor), values);
  EXPECT_EQ(tensor_of({}).elements(), 0);
}

}  // namespace
}  // namespace ort
