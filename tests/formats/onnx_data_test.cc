#include "ort/onnx_data.h"

#include <gtest/gtest.h>
#include <onnx/onnx-data_pb.h>

#include <array>

#include "tests/formats/proto_builder.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::Proto;
using ort::testing::throws_error;

constexpr std::array<int64_t, 1> kTwo = {2};

OrtValue floats(float first, float second) { return OrtValue::from_vector<float>({first, second}, kTwo); }

template <class Message>
Message reread(const OrtValue& value, bool as_optional = false) {
  const std::vector<std::byte> bytes = serialize_onnx_data(value, "name", as_optional);
  Message message;
  EXPECT_TRUE(message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return message;
}

OrtValue round_trip(const OrtValue& value, std::string_view type, bool as_optional = false) {
  return parse_onnx_data(serialize_onnx_data(value, "name", as_optional), type);
}

::testing::AssertionResult invalid(const Proto& proto, std::string_view type, std::string_view message) {
  return throws_error([&] { parse_onnx_data(proto.bytes(), type); }, ErrorCode::kInvalidArgument, ErrorKind::kInput,
                      message);
}

TEST(OnnxData, TensorsOfEveryType) {
  constexpr std::array<int64_t, 2> kShape = {1, 5};
  for (int number = 1; number < kDataTypeCount; ++number) {
    const auto dtype = static_cast<DataType>(number);
    if (dtype == DataType::kString) continue;
    std::vector<std::byte> bytes(buffer_bytes(dtype, 5));
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::byte>(dtype == DataType::kBool ? i % 2 : 7 * i);
    const OrtValue value = OrtValue::from_bytes(bytes, kShape, dtype);
    const auto message = reread<::onnx::TensorProto>(value);
    EXPECT_EQ(message.data_type(), number);
    EXPECT_EQ(message.name(), "name");
    EXPECT_EQ(message.raw_data(), std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    const OrtValue again = round_trip(value, "");
    EXPECT_EQ(again.element_type(), dtype);
    EXPECT_EQ(again.shape(), value.shape());
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), again.bytes().begin(), again.bytes().end()));
  }
}

TEST(OnnxData, StringsKeepEveryByte) {
  const OrtValue value = OrtValue::from_strings({std::string("a\0b", 3), "\xff"}, kTwo);
  EXPECT_EQ(reread<::onnx::TensorProto>(value).string_data(0), std::string("a\0b", 3));
  EXPECT_EQ(round_trip(value, "tensor(string)").strings()[1], "\xff");
}

TEST(OnnxData, Sequences) {
  const OrtValue value = OrtValue::from_sequence({floats(1, 2), floats(3, 4)});
  const auto message = reread<::onnx::SequenceProto>(value);
  EXPECT_EQ(message.elem_type(), ::onnx::SequenceProto::TENSOR);
  EXPECT_EQ(message.tensor_values_size(), 2);
  const OrtValue again = round_trip(value, "seq(tensor(float))");
  ASSERT_EQ(again.elements().size(), 2U);
  EXPECT_EQ(again.elements()[1].data<float>()[0], 3.F);
  EXPECT_EQ(round_trip(OrtValue::from_sequence({}, "tensor(int64)"), "seq(tensor(int64))").data_type(),
            "seq(tensor(int64))");
}

TEST(OnnxData, Maps) {
  const OrtValue integers = OrtValue::from_map(OrtValue::from_vector<int64_t>({5, -6}, kTwo), floats(1, 2));
  const auto message = reread<::onnx::MapProto>(integers);
  EXPECT_EQ(message.key_type(), 7);
  EXPECT_EQ(message.keys(1), -6);
  EXPECT_EQ(message.values().tensor_values_size(), 2);
  const OrtValue again = round_trip(integers, "map(int64,tensor(float))");
  EXPECT_EQ(again.map_entries().first.data<int64_t>()[1], -6);
  EXPECT_EQ(again.map_entries().second.data<float>()[1], 2.F);
  const OrtValue texts =
      OrtValue::from_map(OrtValue::from_strings({"a", "b"}, kTwo), OrtValue::from_strings({"c", "d"}, kTwo));
  EXPECT_EQ(round_trip(texts, "map(string,tensor(string))").map_entries().second.strings()[1], "d");
  const OrtValue list = OrtValue::from_sequence({integers, integers});
  EXPECT_EQ(round_trip(list, "seq(map(int64,tensor(float)))").elements().size(), 2U);
}

TEST(OnnxData, MapsWithOneTensorOfValues) {
  const Proto values = Proto().number(1, 2).number(2, 1).packed<float>(4, {1.F, 2.F});
  const Proto map = Proto().number(2, 6).packed<int64_t>(3, {1, 2}).message(5, Proto().number(2, 1).message(3, values));
  const OrtValue value = parse_onnx_data(map.bytes(), "map(int32,tensor(float))");
  EXPECT_EQ(value.map_entries().second.data<float>()[1], 2.F);
  EXPECT_EQ(value.map_entries().first.element_type(), DataType::kInt32);
}

TEST(OnnxData, Optionals) {
  const auto message = reread<::onnx::OptionalProto>(floats(1, 2), true);
  EXPECT_EQ(message.elem_type(), ::onnx::OptionalProto::TENSOR);
  EXPECT_EQ(message.tensor_value().dims(0), 2);
  EXPECT_EQ(round_trip(floats(1, 2), "optional(tensor(float))", true).data<float>()[1], 2.F);
  const OrtValue sequence = OrtValue::from_sequence({floats(1, 2)});
  EXPECT_EQ(round_trip(sequence, "optional(seq(tensor(float)))", true).elements().size(), 1U);
  const OrtValue none = round_trip(OrtValue::none("tensor(float)"), "optional(tensor(float))");
  EXPECT_FALSE(none.has_value());
  EXPECT_EQ(none.data_type(), "optional(tensor(float))");
  EXPECT_FALSE(parse_onnx_data({}, "optional(tensor(float))").has_value());
  EXPECT_EQ(round_trip(floats(1, 2), "optional()", true).data<float>()[1], 2.F);
}

TEST(OnnxData, SparseTensorsBecomeDense) {
  const Proto values = Proto().number(1, 1).number(2, 1).packed<float>(4, {5.F});
  const Proto indices = Proto().number(1, 1).number(2, 7).packed<int64_t>(7, {1});
  const Proto sparse = Proto().message(1, values).message(2, indices).number(3, 3);
  EXPECT_EQ(parse_onnx_data(sparse.bytes(), "sparse_tensor(float)").data<float>()[1], 5.F);
}

TEST(OnnxData, RefusesOtherMessagesAndGarbage) {
  const Proto tensor = Proto().number(1, 1).number(2, 1).packed<float>(4, {1.F});
  const Proto sequence = Proto().text(1, "s").number(2, 1).message(3, tensor);
  EXPECT_TRUE(invalid(sequence, "tensor(float)", "not a valid TensorProto: segment"));
  EXPECT_TRUE(invalid(tensor, "seq(tensor(float))", "not a valid SequenceProto: field name has wire type 0"));
  EXPECT_TRUE(
      invalid(Proto().number(1, 8).text(2, "producer"), "", "field data_type has wire type 2 instead of 0 at byte 2"));
  EXPECT_TRUE(invalid(Proto(tensor).raw("garbage"), "", "at byte 10"));
  EXPECT_TRUE(invalid(Proto(tensor).raw(std::string(4, '\0')), "", "tag 0 names no field at byte 10"));
  EXPECT_TRUE(invalid(Proto(tensor).number(99, 1), "", "unknown field 99"));
  EXPECT_TRUE(invalid(Proto(), "", "has no data_type"));
  EXPECT_TRUE(invalid(Proto().number(2, 1).message(6, Proto()), "seq(tensor(float))", "does not fit elem_type 1"));
  EXPECT_TRUE(
      invalid(Proto().number(2, 4).message(6, Proto()), "seq(tensor(float))", "a MapProto where a tensor(float)"));
  EXPECT_TRUE(
      invalid(Proto().number(2, 1).message(3, tensor), "seq(tensor(int64))", "is tensor(float), not tensor(int64)"));
}

TEST(OnnxData, RefusesBrokenMaps) {
  const Proto scalar = Proto().number(2, 1).packed<float>(4, {1.F});
  const Proto one_value = Proto().number(2, 1).message(3, scalar);
  const std::string type = "map(int64,tensor(float))";
  EXPECT_TRUE(invalid(Proto().number(2, 7).number(3, 1).number(3, 2).message(5, one_value), type,
                      "a map with 2 keys and 1 values"));
  EXPECT_TRUE(
      invalid(Proto().number(2, 7).text(4, "a").message(5, one_value), type, "keys that do not fit key_type 7"));
  EXPECT_TRUE(invalid(Proto().number(2, 1).number(3, 1).message(5, one_value), type, "key_type 1 is no type of keys"));
  EXPECT_TRUE(invalid(Proto().number(2, 3).number(3, 200).message(5, one_value), type, "key 200 does not fit in int8"));
}

TEST(OnnxData, LimitsNesting) {
  Proto nested = Proto().number(2, 0);
  for (int i = 0; i < 100; ++i) nested = Proto().message(7, nested);
  EXPECT_TRUE(throws_error([&] { parse_onnx_data(nested.bytes(), "optional()"); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "deeper than 16"));
}

}  // namespace
}  // namespace ort
