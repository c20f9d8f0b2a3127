#include "libort/formats/onnx/attribute_reader.h"

#include <gtest/gtest.h>

#include "libort/formats/onnx/onnx_fields.h"
#include "tests/formats/proto_builder.h"
#include "tests/support/throws_error.h"

namespace ort::onnx {
namespace {

using ort::testing::Proto;
using ort::testing::throws_error;

ParsedAttribute read(const Proto& proto) {
  const TensorReader tensors(nullptr);
  Warnings warnings;
  ReadContext context{tensors, warnings};
  const Message message(proto.bytes());
  ParsedAttribute attribute = read_attribute(message, context, 0);
  attribute.name = {};
  return attribute;
}

Proto attribute(AttributeType type) {
  return Proto().text(AttributeProto::kName, "a").number(AttributeProto::kType, static_cast<int64_t>(type));
}

::testing::AssertionResult invalid(const Proto& proto, std::string_view message) {
  return throws_error([&] { read(proto); }, ErrorCode::kInvalidGraph, ErrorKind::kModel, message);
}

template <class T>
T value_of(const Proto& proto) {
  const ParsedAttribute parsed = read(proto);
  const T* value = parsed.value.get<T>();
  return value == nullptr ? T() : *value;
}

const Proto kTensor =
    Proto().number(TensorProto::kDims, 1).number(TensorProto::kDataType, 2).text(TensorProto::kRawData, "x");
const Proto kType = Proto().message(1, Proto().number(1, 7));
const Proto kIndices =
    Proto().number(TensorProto::kDims, 1).number(TensorProto::kDataType, 7).number(TensorProto::kInt64Data, 2);
const Proto kSparse = Proto().message(1, kTensor).message(2, kIndices).number(3, 5);

TEST(AttributeReader, ReadsEveryType) {
  using Type = AttributeType;
  EXPECT_EQ(value_of<float>(attribute(Type::kFloat).float32(AttributeProto::kF, 1.5F)), 1.5F);
  EXPECT_EQ(value_of<int64_t>(attribute(Type::kInt).number(AttributeProto::kI, -3)), -3);
  EXPECT_EQ(value_of<std::string>(attribute(Type::kString).text(AttributeProto::kS, "text")), "text");
  EXPECT_EQ(value_of<Tensor>(attribute(Type::kTensor).message(AttributeProto::kT, kTensor)).dtype(), DataType::kUint8);
  EXPECT_EQ(value_of<std::vector<float>>(attribute(Type::kFloats)
                                             .float32(AttributeProto::kFloats, 1)
                                             .packed<float>(AttributeProto::kFloats, {2.F, 3.F})),
            (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(
      value_of<std::vector<int64_t>>(
          attribute(Type::kInts).number(AttributeProto::kInts, 1).packed<int64_t>(AttributeProto::kInts, {-2, 3})),
      (std::vector<int64_t>{1, -2, 3}));
  EXPECT_EQ(value_of<std::vector<std::string>>(
                attribute(Type::kStrings).text(AttributeProto::kStrings, "a").text(AttributeProto::kStrings, "")),
            (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(value_of<std::vector<Tensor>>(attribute(Type::kTensors)
                                              .message(AttributeProto::kTensors, kTensor)
                                              .message(AttributeProto::kTensors, kTensor))
                .size(),
            2U);
  EXPECT_EQ(value_of<ValueType>(attribute(Type::kTypeProto).message(AttributeProto::kTp, kType)).to_string(),
            "tensor(int64)");
  EXPECT_EQ(
      value_of<std::vector<ValueType>>(attribute(Type::kTypeProtos).message(AttributeProto::kTypeProtos, kType)).size(),
      1U);
  EXPECT_EQ(value_of<SparseTensorData>(attribute(Type::kSparseTensor).message(AttributeProto::kSparseTensor, kSparse))
                .dense_shape,
            Shape({5}));
  EXPECT_EQ(value_of<std::vector<SparseTensorData>>(
                attribute(Type::kSparseTensors).message(AttributeProto::kSparseTensors, kSparse))
                .size(),
            1U);
  EXPECT_EQ(read(attribute(Type::kGraph).message(AttributeProto::kG, Proto())).graphs.size(), 1U);
  EXPECT_EQ(
      read(attribute(Type::kGraphs).message(AttributeProto::kGraphs, Proto()).message(AttributeProto::kGraphs, Proto()))
          .graphs.size(),
      2U);
}

TEST(AttributeReader, TypeMayBeLeftOut) {
  EXPECT_EQ(read(Proto().text(AttributeProto::kName, "a").number(AttributeProto::kI, 3)).type, AttributeType::kInt);
}

TEST(AttributeReader, ZerosMayBeLeftOut) {
  EXPECT_EQ(read(attribute(AttributeType::kInt)).value.get<int64_t>() != nullptr, true);
  EXPECT_EQ(value_of<float>(attribute(AttributeType::kFloat)), 0.F);
  for (int type = 1; type <= 14; ++type) {
    const auto kind = static_cast<AttributeType>(type);
    const bool needs_value = kind == AttributeType::kTensor || kind == AttributeType::kGraph ||
                             kind == AttributeType::kSparseTensor || kind == AttributeType::kTypeProto;
    if (needs_value) {
      EXPECT_TRUE(invalid(attribute(kind), "attribute 'a' has no value")) << type;
    } else {
      EXPECT_EQ(read(attribute(kind)).type, kind) << type;
    }
  }
}

TEST(AttributeReader, RefusesContradictions) {
  EXPECT_TRUE(invalid(attribute(AttributeType::kFloat).number(AttributeProto::kI, 1),
                      "attribute 'a' has type FLOAT and a value of type INT"));
  EXPECT_TRUE(invalid(attribute(AttributeType::kFloat).float32(AttributeProto::kF, 1).text(AttributeProto::kS, "x"),
                      "attribute 'a' has values of two types, one of them FLOAT"));
  EXPECT_TRUE(invalid(Proto().number(AttributeProto::kI, 1), "has no name"));
  EXPECT_TRUE(invalid(Proto().text(AttributeProto::kName, "a"), "attribute 'a' has no value"));
  EXPECT_TRUE(invalid(attribute(static_cast<AttributeType>(15)), "the unknown type 15"));
  EXPECT_TRUE(invalid(attribute(static_cast<AttributeType>(-1)), "the unknown type -1"));
  EXPECT_TRUE(
      invalid(attribute(AttributeType::kInt).number(AttributeProto::kI, 1).text(AttributeProto::kRefAttrName, "b"),
              "has a value and refers to"));
}

TEST(AttributeReader, DuplicatesInANodeAreRefused) {
  const Proto twice = attribute(AttributeType::kInt);
  const Proto node = Proto()
                         .text(NodeProto::kOutput, "y")
                         .text(NodeProto::kOpType, "Op")
                         .message(NodeProto::kAttribute, twice)
                         .message(NodeProto::kAttribute, twice);
  const TensorReader tensors(nullptr);
  Warnings warnings;
  ReadContext context{tensors, warnings};
  const Message message(node.bytes());
  EXPECT_TRUE(throws_error([&] { read_node(message, context, 0); }, ErrorCode::kInvalidGraph, ErrorKind::kModel,
                           "duplicate attribute 'a'"));
}

}  // namespace
}  // namespace ort::onnx
