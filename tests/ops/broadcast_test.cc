#include "providers/cpu/broadcast.h"

#include <gtest/gtest.h>

#include <string>

#include "libort/ops/broadcast.h"
#include "libort/ops/op_registry.h"
#include "ort/error.h"
#include "tests/support/naive_broadcast.h"

namespace ort {
namespace {

InferValue value_of(SymbolicShape shape, DataType dtype = DataType::kInt64) {
  InferValue value;
  value.present = true;
  value.type = ValueType::tensor(dtype, std::move(shape));
  return value;
}

InferValue elements_of(std::vector<Element> elements) {
  InferValue value = value_of(SymbolicShape::of({Dim(static_cast<int64_t>(elements.size()))}));
  value.elements = std::move(elements);
  return value;
}

Element symbol(const char* name) { return Element(Dim::named(name)); }

/// Output 0 of the newest version of `op` for these inputs.
InferValue inferred(const char* op, std::vector<InferValue> inputs) {
  Node node;
  node.op_type = op;
  node.outputs = {0};
  const OpSchema* schema = op_registry().find("", op, 28);
  node.since_version = schema->since_version;
  InferContext context(node, std::move(inputs));
  schema->infer(context);
  return context.outputs()[0];
}

TEST(BroadcastRule, SymbolsMeetOnesNumbersAndOtherSymbols) {
  const auto a = value_of(SymbolicShape::of({Dim::named("n"), Dim(1), Dim::named("c"), Dim::named("w")}));
  const auto b = value_of(SymbolicShape::of({Dim(7), Dim(5), Dim::named("w")}));
  const SymbolicShape shape = inferred("Add", {a, b}).type.shape;
  ASSERT_EQ(shape.rank(), 4);
  EXPECT_EQ(shape.dims[0].symbol, "n");
  EXPECT_EQ(shape.dims[1].value, 7);
  EXPECT_EQ(shape.dims[2].value, 5);
  EXPECT_EQ(shape.dims[3].symbol, "w");
}

TEST(BroadcastRule, AnUnrankedInputLeavesTheRankOpen) {
  EXPECT_FALSE(inferred("Mul", {value_of({}), value_of(SymbolicShape::of({Dim(2)}))}).type.shape.ranked);
  EXPECT_EQ(inferred("Mul", {value_of({}), value_of({})}).type.dtype, DataType::kInt64);
}

TEST(ElementRule, ArithmeticOfNumbersAndSymbols) {
  const auto a = elements_of({Element(6), symbol("n"), symbol("n"), Element()});
  using Elements = std::vector<Element>;
  EXPECT_EQ(inferred("Add", {a, elements_of({Element(0)})}).elements,
            (Elements{Element(6), symbol("n"), symbol("n"), Element()}));
  EXPECT_EQ(inferred("Add", {a, elements_of({Element(-8)})}).elements,
            (Elements{Element(-2), Element(), Element(), Element()}));
  EXPECT_EQ(inferred("Sub", {a, elements_of({Element(1), Element(0), Element(2), Element(0)})}).elements,
            (Elements{Element(5), symbol("n"), Element(), Element()}));
  EXPECT_EQ(inferred("Mul", {elements_of({Element(1)}), a}).elements, a.elements);
  EXPECT_EQ(inferred("Div", {a, elements_of({Element(4), Element(1), Element(2), Element(1)})}).elements,
            (Elements{Element(1), symbol("n"), Element(), Element()}));
  EXPECT_EQ(inferred("Div", {a, elements_of({Element(0)})}).elements, Elements(4));
  EXPECT_EQ(inferred("Max", {a, elements_of({Element(9)})}).elements,
            (Elements{Element(9), Element(), Element(), Element()}));
  EXPECT_EQ(inferred("Mul", {elements_of({Element(INT64_MAX)}), elements_of({Element(2)})}).elements, Elements(1));
}

TEST(ElementRule, WhereChoosesByAKnownCondition) {
  Tensor condition(DataType::kBool, {2});
  condition.as<uint8_t>()[0] = 1;
  condition.as<uint8_t>()[1] = 0;
  InferValue known = value_of(SymbolicShape::of({Dim(2)}), DataType::kBool);
  known.constant = &condition;
  const auto x = elements_of({symbol("n"), symbol("m")});
  const auto y = elements_of({Element(3)});
  EXPECT_EQ(inferred("Where", {known, x, y}).elements, (std::vector<Element>{symbol("n"), Element(3)}));
  EXPECT_FALSE(inferred("Where", {value_of(SymbolicShape::of({Dim(2)}), DataType::kBool), x, y}).elements);
}

/// Every output element with the elements of both inputs that it reads, walked in ranges of `piece`.
std::vector<std::array<int64_t, 3>> walked(const cpu::Broadcast<2>& broadcast, int64_t total, int64_t piece) {
  std::vector<std::array<int64_t, 3>> visits;
  for (int64_t begin = 0; begin < total; begin += piece) {
    broadcast.walk(begin, std::min(total, begin + piece), [&](int64_t position, int64_t count, const auto& offsets) {
      for (int64_t i = 0; i < count; ++i) {
        visits.push_back(
            {position + i, offsets[0] + i * broadcast.row_strides()[0], offsets[1] + i * broadcast.row_strides()[1]});
      }
    });
  }
  return visits;
}

TEST(BroadcastWalk, EveryCutVisitsTheSameElements) {
  const std::vector<std::pair<Shape, Shape>> shapes = {
      {{}, {}}, {{4, 5}, {5}}, {{2, 3, 4}, {3, 1}}, {{2, 1, 3, 1, 2}, {4, 1, 5, 1}}, {{1, 1}, {1}}, {{0, 2}, {2}}};
  for (const auto& [a, b] : shapes) {
    const Shape output = test::naive_broadcast_shape({a, b});
    const int64_t total = output.elements();
    std::vector<std::array<int64_t, 3>> expected;
    for (int64_t i = 0; i < total; ++i) {
      expected.push_back({i, static_cast<int64_t>(test::naive_source(output, a, i)),
                          static_cast<int64_t>(test::naive_source(output, b, i))});
    }
    const cpu::Broadcast<2> broadcast(output, {a, b});
    for (const int64_t piece : {1, 2, 3, 7, 1000}) EXPECT_EQ(walked(broadcast, total, piece), expected) << piece;
  }
}

TEST(BroadcastWalk, NeighboursAreMerged) {
  const std::array<Shape, 2> inputs = {Shape{2, 3, 4, 5}, Shape{3, 1, 1}};
  const portable::CollapsedDims dims = portable::collapse_broadcast({2, 3, 4, 5}, inputs);
  EXPECT_EQ(dims.sizes, (std::vector<int64_t>{2, 3, 20}));
  const std::array<Shape, 2> equal = {Shape{2, 1, 3}, Shape{2, 1, 3}};
  EXPECT_EQ(portable::collapse_broadcast({2, 1, 3}, equal).sizes, std::vector<int64_t>{6});
}

TEST(BroadcastWalk, ManyDimensions) {
  const Shape deep(std::vector<int64_t>(200, 1));
  EXPECT_EQ(walked(cpu::Broadcast<2>(deep, {deep, Shape{}}), 1, 1).size(), 1u);
  std::vector<int64_t> dims(15, 2);
  std::vector<int64_t> alternating = dims;
  for (std::size_t i = 0; i < alternating.size(); i += 2) alternating[i] = 1;
  const cpu::Broadcast<2> broadcast(Shape(dims), {Shape(dims), Shape(alternating)});
  EXPECT_EQ(walked(broadcast, 1 << 15, 1000), walked(broadcast, 1 << 15, 77));
}

TEST(BroadcastWalk, InputsThatDoNotFitFail) {
  const std::array<Shape, 1> wrong = {Shape{3}};
  EXPECT_THROW(portable::collapse_broadcast({2}, wrong), Error);
  const std::array<Shape, 1> deep = {Shape{1, 2}};
  EXPECT_THROW(portable::collapse_broadcast({2}, deep), Error);
}

}  // namespace
}  // namespace ort
