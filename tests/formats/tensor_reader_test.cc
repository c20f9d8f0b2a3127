#include "libort/formats/onnx/tensor_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <complex>
#include <cstring>
#include <limits>

#include "libort/formats/onnx/onnx_fields.h"
#include "tests/formats/proto_builder.h"
#include "tests/support/throws_error.h"

namespace ort::onnx {
namespace {

using ort::testing::Proto;
using ort::testing::throws_error;

Proto tensor_proto(DataType dtype, std::initializer_list<int64_t> dims) {
  Proto proto;
  for (const int64_t dim : dims) proto.number(TensorProto::kDims, dim);
  return proto.number(TensorProto::kDataType, static_cast<int64_t>(dtype));
}

Tensor read(const Proto& proto) { return TensorReader(nullptr).read(Message(proto.bytes())).tensor; }

::testing::AssertionResult invalid(const Proto& proto, std::string_view message) {
  return throws_error([&] { read(proto); }, ErrorCode::kInvalidGraph, ErrorKind::kModel, message);
}

std::string bytes_of(const Tensor& tensor) { return {reinterpret_cast<const char*>(tensor.data()), tensor.bytes()}; }

TEST(TensorReader, ReadsEveryTypeRaw) {
  for (int number = 1; number < kDataTypeCount; ++number) {
    const auto dtype = static_cast<DataType>(number);
    if (dtype == DataType::kString) continue;
    std::string raw(buffer_bytes(dtype, 6), '\0');
    for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<char>(dtype == DataType::kBool ? i % 2 : i * 37);
    const Tensor tensor = read(tensor_proto(dtype, {2, 3}).text(TensorProto::kRawData, raw));
    EXPECT_EQ(tensor.dtype(), dtype);
    EXPECT_EQ(tensor.shape(), Shape({2, 3}));
    EXPECT_EQ(bytes_of(tensor), raw) << data_type_name(dtype);
  }
}

TEST(TensorReader, ReadsIntegersFromInt32Data) {
  const std::array types = {DataType::kUint8,      DataType::kInt8,           DataType::kUint16,
                            DataType::kInt16,      DataType::kInt32,          DataType::kFloat16,
                            DataType::kBfloat16,   DataType::kFloat8E4M3FN,   DataType::kFloat8E4M3FNUZ,
                            DataType::kFloat8E5M2, DataType::kFloat8E5M2FNUZ, DataType::kFloat8E8M0};
  for (const DataType dtype : types) {
    const Tensor tensor = read(tensor_proto(dtype, {3}).packed<int32_t>(TensorProto::kInt32Data, {1, 100, 127}));
    const std::size_t size = tensor.bytes() / 3;
    const std::string bytes = bytes_of(tensor);
    std::string expected(3 * size, '\0');
    expected[0] = 1;
    expected[size] = 100;
    expected[2 * size] = 127;
    EXPECT_EQ(bytes, expected) << data_type_name(dtype);
  }
  const Tensor negative =
      read(tensor_proto(DataType::kInt16, {2}).number(TensorProto::kInt32Data, -2).number(TensorProto::kInt32Data, 7));
  EXPECT_EQ(negative.as<int16_t>()[0], -2);
  EXPECT_EQ(negative.as<int16_t>()[1], 7);
}

TEST(TensorReader, ReadsPackedTypesFromInt32Data) {
  for (const DataType dtype : {DataType::kUint4, DataType::kInt4, DataType::kFloat4E2M1}) {
    const Tensor tensor = read(tensor_proto(dtype, {3}).packed<int32_t>(TensorProto::kInt32Data, {0x21, 0x03}));
    EXPECT_EQ(bytes_of(tensor), "\x21\x03") << data_type_name(dtype);
  }
  for (const DataType dtype : {DataType::kUint2, DataType::kInt2}) {
    const Tensor tensor = read(tensor_proto(dtype, {5}).packed<int32_t>(TensorProto::kInt32Data, {0xe4, 0x02}));
    EXPECT_EQ(bytes_of(tensor), "\xe4\x02") << data_type_name(dtype);
  }
}

TEST(TensorReader, ReadsSixBitFloatsOneElementPerEntry) {
  for (const DataType dtype : {DataType::kFloat6E2M3, DataType::kFloat6E3M2}) {
    const Tensor tensor = read(tensor_proto(dtype, {5}).packed<int32_t>(TensorProto::kInt32Data, {1, 2, 3, 63, 5}));
    const uint32_t stream = 1U | 2U << 6 | 3U << 12 | 63U << 18;
    std::string expected(4, '\0');
    std::memcpy(expected.data(), &stream, 3);
    expected[3] = 5;
    EXPECT_EQ(bytes_of(tensor), expected);
  }
  EXPECT_TRUE(invalid(tensor_proto(DataType::kFloat6E2M3, {1}).number(TensorProto::kInt32Data, 64), "64"));
}

TEST(TensorReader, ReadsTypedFields) {
  const Tensor floats = read(tensor_proto(DataType::kFloat, {2}).packed<float>(TensorProto::kFloatData, {1.5F, -2.F}));
  EXPECT_EQ(floats.as<float>()[1], -2.F);
  const Tensor loose =
      read(tensor_proto(DataType::kFloat, {2}).float32(TensorProto::kFloatData, 3).float32(TensorProto::kFloatData, 4));
  EXPECT_EQ(loose.as<float>()[1], 4.F);
  const Tensor doubles =
      read(tensor_proto(DataType::kDouble, {2}).packed<double>(TensorProto::kDoubleData, {1.5, -2.}));
  EXPECT_EQ(doubles.as<double>()[1], -2.);
  const Tensor complex64 =
      read(tensor_proto(DataType::kComplex64, {1}).packed<float>(TensorProto::kFloatData, {1.F, 2.F}));
  EXPECT_EQ(complex64.as<std::complex<float>>()[0], std::complex<float>(1, 2));
  const Tensor complex128 =
      read(tensor_proto(DataType::kComplex128, {1}).packed<double>(TensorProto::kDoubleData, {1., 2.}));
  EXPECT_EQ(complex128.as<std::complex<double>>()[0], std::complex<double>(1, 2));
  const Tensor int64s =
      read(tensor_proto(DataType::kInt64, {2}).packed<int64_t>(TensorProto::kInt64Data, {-1, INT64_MIN}));
  EXPECT_EQ(int64s.as<int64_t>()[1], INT64_MIN);
  const Tensor uint32s =
      read(tensor_proto(DataType::kUint32, {1}).packed<uint64_t>(TensorProto::kUint64Data, {UINT32_MAX}));
  EXPECT_EQ(uint32s.as<uint32_t>()[0], UINT32_MAX);
  const Tensor uint64s =
      read(tensor_proto(DataType::kUint64, {1}).packed<uint64_t>(TensorProto::kUint64Data, {UINT64_MAX}));
  EXPECT_EQ(uint64s.as<uint64_t>()[0], UINT64_MAX);
  const Tensor bools = read(tensor_proto(DataType::kBool, {3}).packed<int32_t>(TensorProto::kInt32Data, {0, 1, 255}));
  EXPECT_EQ(bytes_of(bools), std::string("\0\1\1", 3));
  const Tensor strings =
      read(tensor_proto(DataType::kString, {2}).text(TensorProto::kStringData, "a").text(TensorProto::kStringData, ""));
  EXPECT_EQ(strings.as<std::string>()[0], "a");
}

TEST(TensorReader, ReadsScalarsAndEmptyTensors) {
  EXPECT_EQ(read(tensor_proto(DataType::kInt64, {}).number(TensorProto::kInt64Data, 7)).as<int64_t>()[0], 7);
  EXPECT_EQ(read(tensor_proto(DataType::kFloat, {0, 3})).bytes(), 0U);
  EXPECT_EQ(read(tensor_proto(DataType::kFloat, {0}).text(TensorProto::kRawData, "")).bytes(), 0U);
  EXPECT_EQ(read(tensor_proto(DataType::kString, {0})).elements(), 0);
}

TEST(TensorReader, UsesAlignedRawDataInPlace) {
  const auto owner = std::make_shared<const std::string>(
      tensor_proto(DataType::kUint8, {4}).text(TensorProto::kRawData, "abcd").str());
  const Message message(std::as_bytes(std::span(*owner)));
  const Tensor tensor = TensorReader(owner).read(message).tensor;
  EXPECT_EQ(reinterpret_cast<const char*>(tensor.data()), owner->data() + owner->find("abcd"));
  EXPECT_EQ(tensor.owner(), owner);
}

TEST(TensorReader, CopiesMisalignedRawData) {
  for (std::size_t shift = 0; shift < 8; ++shift) {
    Proto proto;
    proto.text(TensorProto::kName, std::string(shift, 'n'));
    proto.number(TensorProto::kDims, 1).number(TensorProto::kDataType, 7).text(TensorProto::kRawData, "12345678");
    const auto owner = std::make_shared<const std::string>(proto.str() + std::string(16, ' '));
    const Message message(std::as_bytes(std::span(*owner)).first(proto.str().size()));
    const Tensor tensor = TensorReader(owner).read(message).tensor;
    const char* where = owner->data() + owner->find("12345678");
    const bool aligned = reinterpret_cast<std::uintptr_t>(where) % 8 == 0;
    EXPECT_EQ(static_cast<const void*>(tensor.data()) == where, aligned);
    EXPECT_EQ(bytes_of(tensor), "12345678");
  }
}

TEST(TensorReader, ReadsOddBoolsAsTrue) {
  const std::string raw("\0\1\2\xff", 4);
  const Proto proto = tensor_proto(DataType::kBool, {4}).text(TensorProto::kRawData, raw);
  const auto owner = std::make_shared<const std::string>(proto.str());
  const Message message(std::as_bytes(std::span(*owner)));
  EXPECT_EQ(bytes_of(TensorReader(owner).read(message).tensor), std::string("\0\1\1\1", 4));
}

TEST(TensorReader, KeepsSpareBitsAndNanPayloads) {
  EXPECT_EQ(bytes_of(read(tensor_proto(DataType::kInt4, {1}).text(TensorProto::kRawData, "\xff"))), "\xff");
  const std::string nan("\x01\x7f\xff\xff", 4);
  EXPECT_EQ(bytes_of(read(tensor_proto(DataType::kBfloat16, {2}).text(TensorProto::kRawData, nan))), nan);
}

TEST(TensorReader, SizesMustMatchExactly) {
  const auto floats = [](std::size_t bytes) {
    return tensor_proto(DataType::kFloat, {2})
        .text(TensorProto::kName, "w")
        .text(TensorProto::kRawData, std::string(bytes, 'x'));
  };
  EXPECT_TRUE(invalid(floats(7), "tensor 'w': raw_data has 7 bytes, float[2] needs 8"));
  EXPECT_TRUE(invalid(floats(9), "raw_data has 9 bytes, float[2] needs 8"));
  EXPECT_TRUE(invalid(floats(0), "data has 0 entries, float[2] needs 2"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kFloat, {0}).text(TensorProto::kRawData, "abcd"), "has 4 bytes"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kUint4, {3}).text(TensorProto::kRawData, "a"), "uint4[3] needs 2"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kUint4, {3}).number(TensorProto::kInt32Data, 1), "uint4[3] needs 2"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kComplex64, {1}).float32(TensorProto::kFloatData, 1), "needs 2"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kString, {2}).text(TensorProto::kStringData, "a"), "needs 2"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kString, {1}).text(TensorProto::kRawData, "a"), "strings cannot be"));
}

TEST(TensorReader, RefusesImpossibleShapes) {
  constexpr int64_t kHuge = int64_t{1} << 32;
  EXPECT_TRUE(invalid(tensor_proto(DataType::kFloat, {kHuge, kHuge}), "size overflow"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kFloat, {kHuge, kHuge + 1, 4}), "size overflow"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kDouble, {int64_t{1} << 62}), "size overflow"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kFloat, {-1}), "negative dimension in float[-1]"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kFloat, {int64_t{1} << 40}), "data has 0 entries"));
  Proto deep;
  for (int i = 0; i < 65; ++i) deep.number(TensorProto::kDims, 1);
  EXPECT_TRUE(throws_error([&] { read(deep); }, ErrorCode::kFail, ErrorKind::kLimit, "a rank above the limit of 64"));
}

TEST(TensorReader, RefusesValuesInSeveralOrWrongFields) {
  const Proto two =
      tensor_proto(DataType::kFloat, {1}).float32(TensorProto::kFloatData, 1).text(TensorProto::kRawData, "abcd");
  EXPECT_TRUE(throws_error([&] { read(two); }, ErrorCode::kInvalidProtobuf, ErrorKind::kModel,
                           "two value fields are set, float_data and raw_data"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kFloat, {1}).number(TensorProto::kInt32Data, 1),
                      "values of float stand in int32_data instead of float_data or raw_data"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kInt8, {1}).number(TensorProto::kInt32Data, 300), "300"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kInt8, {1}).number(TensorProto::kInt32Data, -129), "-129"));
}

TEST(TensorReader, RefusesUnknownTypesAndSegments) {
  EXPECT_TRUE(invalid(Proto().number(TensorProto::kDims, 1), "has no data_type"));
  EXPECT_TRUE(invalid(tensor_proto(DataType::kUndefined, {1}), "has no data_type"));
  for (const int number : {29, 99, -1}) {
    const Proto proto = Proto().number(TensorProto::kDataType, number);
    EXPECT_TRUE(throws_error([&] { read(proto); }, ErrorCode::kNotImplemented, ErrorKind::kUnsupported,
                             "unknown data_type " + std::to_string(number)));
  }
  const Proto segment = tensor_proto(DataType::kFloat, {1}).message(TensorProto::kSegment, Proto().number(1, 0));
  EXPECT_TRUE(throws_error([&] { read(segment); }, ErrorCode::kNotImplemented, ErrorKind::kUnsupported, "segments"));
}

}  // namespace
}  // namespace ort::onnx
