#include "ort/dlpack.h"

#include <gtest/gtest.h>

#include <array>
#include <tuple>

#include "tests/support/test_device.h"
#include "tests/support/throws_error.h"

namespace ort::test {
namespace {

using dlpack::DLManagedTensor;
using dlpack::DLManagedTensorVersioned;
using testing::throws_error;

using Floats = std::vector<float>;
using Dims = std::vector<int64_t>;

::testing::AssertionResult throws_usage(auto&& action, std::string_view part) {
  return throws_error(action, ErrorCode::kInvalidArgument, ErrorKind::kUsage, part);
}

/// A tensor of another library over six floats, which counts the calls of its deleter.
template <class Managed>
class Foreign {
 public:
  Foreign() {
    managed.dl_tensor = {.data = elements.data(),
                         .device = {dlpack::kDLCPU, 0},
                         .ndim = 2,
                         .dtype = {dlpack::kDLFloat, 32, 1},
                         .shape = shape.data(),
                         .strides = nullptr,
                         .byte_offset = 0};
    managed.manager_ctx = this;
    managed.deleter = [](Managed* self) { ++static_cast<Foreign*>(self->manager_ctx)->deleted; };
  }

  std::array<float, 6> elements{1, 2, 3, 4, 5, 6};
  std::array<int64_t, 2> shape{2, 3};
  std::array<int64_t, 2> strides{3, 1};
  int deleted = 0;
  Managed managed{};
};

TEST(Dlpack, TakesATensorWithoutACopyAndDeletesItOnce) {
  Foreign<DLManagedTensor> foreign;
  {
    const OrtValue value = from_dlpack(&foreign.managed);
    const OrtValue copy = value;
    EXPECT_EQ(value.data_ptr(), foreign.elements.data());
    EXPECT_EQ(value.shape(), (Dims{2, 3}));
    EXPECT_EQ(value.data_type(), "tensor(float)");
    EXPECT_EQ(foreign.deleted, 0);
  }
  EXPECT_EQ(foreign.deleted, 1);
}

TEST(Dlpack, TakesAVersionedTensor) {
  Foreign<DLManagedTensorVersioned> foreign;
  foreign.managed.version = {1, 3};
  foreign.managed.flags = dlpack::DLPACK_FLAG_BITMASK_READ_ONLY;
  { EXPECT_EQ(elements_of(from_dlpack(&foreign.managed)), (Floats{1, 2, 3, 4, 5, 6})); }
  EXPECT_EQ(foreign.deleted, 1);
  foreign.managed.version = {2, 0};
  EXPECT_TRUE(throws_usage([&] { from_dlpack(&foreign.managed); }, "version 2.0 cannot be read"));
  EXPECT_EQ(foreign.deleted, 1);
}

TEST(Dlpack, NeedsNoDeleter) {
  Foreign<DLManagedTensor> foreign;
  foreign.managed.deleter = nullptr;
  EXPECT_EQ(elements_of(from_dlpack(&foreign.managed))[5], 6);
}

TEST(Dlpack, HonoursTheOffset) {
  Foreign<DLManagedTensor> foreign;
  foreign.managed.dl_tensor.byte_offset = 8;
  foreign.shape = {2, 2};
  EXPECT_EQ(elements_of(from_dlpack(&foreign.managed)), (Floats{3, 4, 5, 6}));
  foreign.managed.dl_tensor.byte_offset = 2;
  EXPECT_TRUE(throws_usage([&] { from_dlpack(&foreign.managed); }, "must be aligned to 4 bytes"));
}

TEST(Dlpack, TakesDenseStridesOnly) {
  Foreign<DLManagedTensor> foreign;
  foreign.managed.dl_tensor.strides = foreign.strides.data();
  EXPECT_EQ(elements_of(from_dlpack(&foreign.managed))[3], 4);
  foreign.strides = {1, 2};
  EXPECT_TRUE(throws_usage([&] { from_dlpack(&foreign.managed); },
                           "a DLPack tensor of shape [2,3] must be dense and row-major, but its stride of axis 0 is 1 "
                           "instead of 3"));
  foreign.shape = {1, 3};
  foreign.strides = {77, 1};
  EXPECT_EQ(elements_of(from_dlpack(&foreign.managed)), (Floats{1, 2, 3}));
  foreign.shape = {0, 3};
  foreign.strides = {77, 5};
  foreign.managed.dl_tensor.data = nullptr;
  EXPECT_EQ(from_dlpack(&foreign.managed).element_count(), 0);
}

TEST(Dlpack, RefusesWhatIsNoTensorForUsAndLeavesItToItsOwner) {
  Foreign<DLManagedTensor> foreign;
  auto& tensor = foreign.managed.dl_tensor;
  const auto refuses = [&](std::string_view part) {
    return throws_usage([&] { from_dlpack(&foreign.managed); }, part);
  };
  tensor.dtype = {dlpack::kDLFloat, 32, 4};
  EXPECT_TRUE(refuses("type code 2 with 32 bits and 4 lanes"));
  tensor.dtype = {dlpack::kDLOpaqueHandle, 64, 1};
  EXPECT_TRUE(refuses("type code 3 with 64 bits"));
  tensor.dtype = {dlpack::kDLInt, 4, 1};
  EXPECT_TRUE(refuses("type code 0 with 4 bits"));
  tensor.dtype = {dlpack::kDLFloat, 32, 1};
  tensor.device = {static_cast<dlpack::DLDeviceType>(7), 0};
  EXPECT_TRUE(refuses("device type 7 cannot be used here"));
  tensor.device = {dlpack::kDLCPU, 0};
  foreign.shape = {-1, 3};
  EXPECT_TRUE(refuses("the negative dimension -1"));
  foreign.shape = {2, 3};
  tensor.ndim = -1;
  EXPECT_TRUE(refuses("with -1 dimensions has no shape"));
  tensor.ndim = 2;
  tensor.data = nullptr;
  EXPECT_TRUE(refuses("needs memory, got a null pointer"));
  foreign.shape = {INT64_MAX, INT64_MAX};
  EXPECT_TRUE(throws_error([&] { from_dlpack(&foreign.managed); }, ErrorCode::kFail, ErrorKind::kLimit, "overflow"));
  EXPECT_TRUE(throws_usage([] { from_dlpack(static_cast<DLManagedTensor*>(nullptr)); }, "got a null pointer"));
  EXPECT_EQ(foreign.deleted, 0);
}

TEST(Dlpack, EveryTypeWithWholeBytesGoesOutAndIn) {
  using Row = std::tuple<DataType, int, int>;
  for (const auto& [dtype, code, bits] :
       {Row{DataType::kBool, 6, 8}, Row{DataType::kFloat16, 2, 16}, Row{DataType::kBfloat16, 4, 16},
        Row{DataType::kComplex64, 5, 64}, Row{DataType::kComplex128, 5, 128}, Row{DataType::kInt8, 0, 8},
        Row{DataType::kUint64, 1, 64}, Row{DataType::kDouble, 2, 64}, Row{DataType::kFloat8E5M2, 12, 8}}) {
    const OrtValue value = OrtValue::from_shape_and_type(Dims{2, 5}, dtype);
    DLManagedTensor* const given = to_dlpack(value);
    EXPECT_EQ(given->dl_tensor.dtype.code, code);
    EXPECT_EQ(given->dl_tensor.dtype.bits, bits);
    EXPECT_EQ(given->dl_tensor.strides[0], 5);
    const OrtValue back = from_dlpack(given);
    EXPECT_EQ(back.element_type(), dtype);
    EXPECT_EQ(back.data_ptr(), value.data_ptr());
  }
}

TEST(Dlpack, UnsignedBytesMayMeanBool) {
  const OrtValue bytes = OrtValue::from_vector<uint8_t>({1, 0}, Dims{2});
  EXPECT_EQ(from_dlpack(to_dlpack(bytes), true).element_type(), DataType::kBool);
  EXPECT_EQ(from_dlpack(to_dlpack(bytes)).element_type(), DataType::kUint8);
}

TEST(Dlpack, WhatIsGivenAwayOutlivesTheValue) {
  DLManagedTensorVersioned* given = nullptr;
  {
    const OrtValue value = OrtValue::from_vector<float>({1, 2}, Dims{2});
    given = to_dlpack_versioned(value);
  }
  EXPECT_EQ(given->version.major, 1U);
  EXPECT_EQ(static_cast<const float*>(given->dl_tensor.data)[1], 2);
  given->deleter(given);
}

TEST(Dlpack, ScalarsHaveNoDimensions) {
  const OrtValue back = from_dlpack(to_dlpack(OrtValue::from_vector<float>({4}, Dims{})));
  EXPECT_TRUE(back.shape().empty());
  EXPECT_EQ(elements_of(back), (Floats{4}));
}

TEST(Dlpack, StringsAndPackedTypesStay) {
  EXPECT_TRUE(throws_usage([] { to_dlpack(OrtValue::from_strings({"a"}, Dims{1})); },
                           "a tensor of type string cannot be given as DLPack"));
  EXPECT_TRUE(throws_usage([] { to_dlpack(OrtValue::from_shape_and_type(Dims{2}, DataType::kInt4)); },
                           "a tensor of type int4 cannot be given as DLPack"));
  EXPECT_TRUE(throws_usage([] { to_dlpack(OrtValue()); }, "a tensor is needed"));
}

class DlpackDevice : public OnDevice {};

TEST_P(DlpackDevice, KeepsTheDevice) {
  const OrtValue value = on_device({1, 2}, {2});
  if (GetParam() == "far") {
    EXPECT_TRUE(throws_usage([&] { to_dlpack(value); }, "a tensor on device far:0 cannot be given as DLPack"));
    return;
  }
  const OrtValue back = from_dlpack(to_dlpack(value));
  EXPECT_EQ(back.device(), device_);
  EXPECT_EQ(elements_of(back), (Floats{1, 2}));
}

INSTANTIATE_TEST_SUITE_P(On, DlpackDevice, test_devices(), test_device_name);

}  // namespace
}  // namespace ort::test
