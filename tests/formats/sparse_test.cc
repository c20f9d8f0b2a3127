#include "libort/formats/onnx/sparse.h"

#include <gtest/gtest.h>

#include "libort/formats/onnx/onnx_fields.h"
#include "tests/formats/model_text.h"
#include "tests/formats/proto_builder.h"
#include "tests/support/throws_error.h"

namespace ort::onnx {
namespace {

using ort::testing::imported;
using ort::testing::parse_graph;
using ort::testing::Proto;
using ort::testing::throws_error;

Proto values(std::initializer_list<float> numbers) {
  return Proto()
      .number(TensorProto::kDims, static_cast<int64_t>(numbers.size()))
      .number(TensorProto::kDataType, 1)
      .packed<float>(TensorProto::kFloatData, numbers)
      .text(TensorProto::kName, "w");
}

Proto indices(std::initializer_list<int64_t> numbers, std::initializer_list<int64_t> dims) {
  Proto proto;
  for (const int64_t dim : dims) proto.number(TensorProto::kDims, dim);
  return proto.number(TensorProto::kDataType, 7).packed<int64_t>(TensorProto::kInt64Data, numbers);
}

Proto sparse(const Proto& values, const Proto& indices, std::initializer_list<int64_t> dims) {
  Proto proto = Proto().message(SparseTensorProto::kValues, values).message(SparseTensorProto::kIndices, indices);
  for (const int64_t dim : dims) proto.number(SparseTensorProto::kDims, dim);
  return proto;
}

Tensor dense(const Proto& proto) {
  const Message message(proto.bytes());
  return densify(read_sparse(message, TensorReader(nullptr)));
}

std::vector<float> dense_floats(const Proto& proto) {
  const Tensor tensor = dense(proto);
  const auto floats = tensor.as<float>();
  return {floats.begin(), floats.end()};
}

::testing::AssertionResult invalid(const Proto& proto, std::string_view message) {
  return throws_error([&] { dense(proto); }, ErrorCode::kInvalidGraph, ErrorKind::kModel, message);
}

TEST(Sparse, DensifiesLinearIndicesAndCoordinates) {
  EXPECT_EQ(dense_floats(sparse(values({1, 2}), indices({1, 5}, {2}), {2, 3})), (std::vector<float>{0, 1, 0, 0, 0, 2}));
  EXPECT_EQ(dense_floats(sparse(values({1, 2}), indices({0, 1, 1, 2}, {2, 2}), {2, 3})),
            (std::vector<float>{0, 1, 0, 0, 0, 2}));
  EXPECT_EQ(dense_floats(sparse(values({}), indices({}, {0}), {2})), (std::vector<float>{0, 0}));
}

TEST(Sparse, DensifiesStrings) {
  const Proto texts =
      Proto().number(TensorProto::kDims, 1).number(TensorProto::kDataType, 8).text(TensorProto::kStringData, "x");
  const Tensor tensor = dense(sparse(texts, indices({1}, {1}), {2}));
  EXPECT_EQ(tensor.as<std::string>()[0], "");
  EXPECT_EQ(tensor.as<std::string>()[1], "x");
}

TEST(Sparse, RefusesBrokenIndices) {
  EXPECT_TRUE(invalid(sparse(values({1, 2}), indices({5, 1}, {2}), {6}),
                      "sparse tensor 'w': index number 1 is not in ascending order"));
  EXPECT_TRUE(invalid(sparse(values({1, 2}), indices({1, 1}, {2}), {6}), "index number 1 is a duplicate"));
  EXPECT_TRUE(invalid(sparse(values({1, 2}), indices({1, 6}, {2}), {6}), "index 6 is outside of [0,6)"));
  EXPECT_TRUE(invalid(sparse(values({1}), indices({-1}, {1}), {6}), "index -1 is outside of [0,6)"));
  EXPECT_TRUE(invalid(sparse(values({1}), indices({0, 3}, {1, 2}), {2, 3}), "index 3 is outside of [0,3)"));
  EXPECT_TRUE(invalid(sparse(values({1, 2}), indices({1}, {1}), {6}), "need indices of shape [2] or [2,1], got [1]"));
  EXPECT_TRUE(
      invalid(sparse(values({1}), indices({1, 2}, {1, 2}), {6}), "need indices of shape [1] or [1,1], got [1,2]"));
  EXPECT_TRUE(invalid(sparse(values({1}), values({1}), {6}), "the indices are not int64"));
  EXPECT_TRUE(invalid(Proto().message(1, values({1})), "has no indices"));
  EXPECT_TRUE(invalid(Proto().message(2, indices({1}, {1})), "has no values"));
}

TEST(Sparse, RefusesImpossibleShapes) {
  constexpr int64_t kHuge = int64_t{1} << 32;
  EXPECT_TRUE(invalid(sparse(values({1}), indices({1}, {1}), {kHuge, kHuge}), "size overflow"));
  EXPECT_TRUE(invalid(sparse(values({1}), indices({1}, {1}), {-1}), "negative dimension"));
  EXPECT_TRUE(throws_error([&] { dense(sparse(values({1}), indices({1}, {1}), {kHuge})); }, ErrorCode::kFail,
                           ErrorKind::kLimit, "needs 17179869184 bytes when dense, the limit is 67108864"));
}

TEST(Sparse, RefusesPackedTypes) {
  const Proto packed =
      Proto().number(TensorProto::kDims, 1).number(TensorProto::kDataType, 22).text(TensorProto::kRawData, "x");
  EXPECT_TRUE(throws_error([&] { dense(sparse(packed, indices({1}, {1}), {6})); }, ErrorCode::kNotImplemented,
                           ErrorKind::kUnsupported, "int4"));
}

TEST(Sparse, InitializersAreDensified) {
  const Proto graph = Proto()
                          .message(GraphProto::kSparseInitializer, sparse(values({7}), indices({1}, {1}), {3}))
                          .message(GraphProto::kOutput, Proto().text(1, "w"));
  const Model model = imported(Proto().number(1, 8).message(8, Proto().number(2, 17)).message(7, graph).str());
  EXPECT_EQ(model.graph.value(model.graph.outputs()[0]).fixed()->as<float>()[1], 7.F);
}

}  // namespace
}  // namespace ort::onnx
