#include "libort/core/value_type.h"

#include <gtest/gtest.h>

#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::throws_error;

TEST(Dim, IsANumberASymbolOrUnknown) {
  EXPECT_EQ(Dim(3).to_string(), "3");
  EXPECT_EQ(Dim::named("batch").to_string(), "batch");
  EXPECT_EQ(Dim::named("bad\x1b").to_string(), "bad\\x1b");
  EXPECT_EQ(Dim().to_string(), "?");
  EXPECT_TRUE(Dim(0).known());
  EXPECT_FALSE(Dim::named("batch").known());
}

TEST(Dim, SurelyTheSame) {
  EXPECT_TRUE(Dim(3).same_as(Dim(3)));
  EXPECT_TRUE(Dim::named("n").same_as(Dim::named("n")));
  EXPECT_FALSE(Dim(3).same_as(Dim(4)));
  EXPECT_FALSE(Dim(3).same_as(Dim::named("n")));
  EXPECT_FALSE(Dim::named("n").same_as(Dim::named("m")));
  EXPECT_FALSE(Dim().same_as(Dim()));
}

TEST(SymbolicShape, Prints) {
  EXPECT_EQ(SymbolicShape().to_string(), "unranked");
  EXPECT_EQ(SymbolicShape::of({}).to_string(), "[]");
  EXPECT_EQ(SymbolicShape::of({Dim::named("batch"), Dim(3), Dim()}).to_string(), "[batch,3,?]");
}

TEST(SymbolicShape, Known) {
  EXPECT_FALSE(SymbolicShape().known());
  EXPECT_TRUE(SymbolicShape::of({}).known());
  EXPECT_TRUE(SymbolicShape::of({Dim(2), Dim(0)}).known());
  EXPECT_FALSE(SymbolicShape::of({Dim(2), Dim()}).known());
}

TEST(ValueType, NamesRoundTrip) {
  for (const char* name :
       {"tensor(float)", "tensor(string)", "tensor(bfloat16)", "tensor(float6e2m3)", "sparse_tensor(double)",
        "seq(tensor(int64))", "optional(tensor(float))", "optional(seq(tensor(uint4)))", "optional()",
        "map(int64,tensor(float))", "map(string,map(int64,tensor(double)))", "seq(map(string,tensor(float)))"}) {
    EXPECT_EQ(parse_value_type(name).to_string(), name);
  }
  EXPECT_EQ(ValueType().to_string(), "unknown");
}

TEST(ValueType, HasItsParts) {
  const ValueType type = parse_value_type("seq(map(string,tensor(float)))");
  ASSERT_EQ(type.kind, ValueType::Kind::kSequence);
  ASSERT_EQ(type.element->kind, ValueType::Kind::kMap);
  EXPECT_EQ(type.element->dtype, DataType::kString);
  EXPECT_TRUE(type.element->element->is_tensor());
  EXPECT_EQ(type.element->element->dtype, DataType::kFloat);
}

TEST(ValueType, RefusesWhatIsNoType) {
  for (const char* text : {"", "float", "tensor", "tensor()", "tensor(float", "tensor(float))", "tensor(float) ",
                           "tensor(undefined)", "tensor(floaty)", "seq()", "seq(", "seq(float)", "seq(optional()",
                           "map(tensor(float))", "map(int64)", "map(int64,)", "unknown", "Tensor(float)"}) {
    EXPECT_TRUE(throws_error([=] { parse_value_type(text); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage,
                             "is no type such as tensor(float)"))
        << text;
  }
}

std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t level = 0; level < depth; ++level) text += level % 2 == 0 ? "seq(" : "optional(";
  return text + "tensor(float)" + std::string(depth, ')');
}

TEST(ValueType, NestingIsLimited) {
  EXPECT_EQ(parse_value_type(nested(16)).to_string(), nested(16));
  for (const std::size_t depth : {17, 100000}) {
    EXPECT_TRUE(throws_error([=] { parse_value_type(nested(depth)); }, ErrorCode::kFail, ErrorKind::kLimit,
                             "nested deeper than 16"));
  }
}

}  // namespace
}  // namespace ort
