#include <gtest/gtest.h>

#include "libort/ops/op_registry.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Elements = std::vector<Element>;

Element symbol(const std::string& name) { return Element(Dim::named(name)); }

InferValue tensor_value(std::vector<Dim> dims, DataType dtype = DataType::kFloat) {
  InferValue value;
  value.present = true;
  value.type = ValueType::tensor(dtype, SymbolicShape::of(std::move(dims)));
  return value;
}

/// An integer vector, or a scalar, of which these elements are known.
InferValue elements_value(Elements elements, bool scalar = false) {
  InferValue value =
      tensor_value(scalar ? std::vector<Dim>() : std::vector<Dim>{std::ssize(elements)}, DataType::kInt64);
  value.elements = std::move(elements);
  return value;
}

/// Output 0 of an operator's rule.
InferValue inferred(const std::string& op_type, int opset, std::vector<InferValue> inputs,
                    std::map<std::string, Attribute, std::less<>> attributes = {}) {
  const OpSchema* schema = op_registry().find("", op_type, opset);
  Node node;
  node.op_type = op_type;
  node.since_version = schema->since_version;
  node.attributes = std::move(attributes);
  node.outputs = {0};
  for (const auto& [name, attribute] : schema->attributes) {
    if (attribute.default_value.type() != AttributeType::kUndefined)
      node.attributes.emplace(name, attribute.default_value);
  }
  InferContext context(node, std::move(inputs));
  schema->infer(context);
  return context.outputs()[0];
}

std::string shape_text(const InferValue& value) { return value.type.shape.to_string(); }

TEST(ShapeElements, ShapeGivesSymbols) {
  const InferValue input = tensor_value({Dim::named("N"), 3, Dim::named("H")});
  EXPECT_EQ(inferred("Shape", 15, {input}).elements, (Elements{symbol("N"), 3, symbol("H")}));
  EXPECT_EQ(inferred("Shape", 15, {input}, {{"start", 1}}).elements, (Elements{3, symbol("H")}));
  EXPECT_EQ(inferred("Size", 13, {tensor_value({2, 3})}).elements, (Elements{6}));
  EXPECT_EQ(shape_text(inferred("Shape", 15, {input})), "[3]");
}

TEST(ShapeElements, TravelThroughMovers) {
  const InferValue shape = elements_value({symbol("N"), 3, symbol("H")});
  EXPECT_EQ(inferred("Gather", 13, {shape, elements_value({-3}, true)}).elements, (Elements{symbol("N")}));
  EXPECT_EQ(inferred("Gather", 13, {shape, elements_value({1, 2})}).elements, (Elements{3, symbol("H")}));
  EXPECT_EQ(
      inferred("Slice", 13,
               {shape, elements_value({-1}), elements_value({INT64_MIN}), elements_value({0}), elements_value({-2})})
          .elements,
      (Elements{symbol("H"), symbol("N")}));
  EXPECT_EQ(inferred("Concat", 13, {shape, elements_value({-1})}, {{"axis", 0}}).elements,
            (Elements{symbol("N"), 3, symbol("H"), -1}));
  EXPECT_EQ(inferred("Unsqueeze", 13, {elements_value({symbol("N")}, true), elements_value({0})}).elements,
            (Elements{symbol("N")}));
  EXPECT_EQ(inferred("Squeeze", 13, {elements_value({symbol("N")})}).elements, (Elements{symbol("N")}));
  EXPECT_EQ(inferred("Squeeze", 13, {elements_value({symbol("N")}), elements_value({0})}).elements,
            (Elements{symbol("N")}));
  EXPECT_EQ(inferred("Reshape", 13, {elements_value({7}, true), elements_value({-1})}).elements, (Elements{7}));
  EXPECT_EQ(inferred("Identity", 13, {shape}).elements, (Elements{symbol("N"), 3, symbol("H")}));
}

TEST(ShapeElements, BecomeDimensions) {
  const InferValue input = tensor_value({Dim::named("N"), 3, 4});
  EXPECT_EQ(shape_text(inferred("Reshape", 13, {input, elements_value({symbol("N"), -1})})), "[N,12]");
  EXPECT_EQ(shape_text(inferred("Reshape", 13, {input, elements_value({0, 2, -1})})), "[N,2,6]");
  EXPECT_EQ(shape_text(inferred("Reshape", 13, {input, elements_value({-1, 12})})), "[N,12]");
  EXPECT_EQ(shape_text(inferred("Expand", 13, {tensor_value({1, 3}), elements_value({symbol("N"), 1})})), "[N,3]");
  EXPECT_EQ(shape_text(inferred("Tile", 13, {tensor_value({1, 3}), elements_value({symbol("N"), 2})})), "[N,6]");
  EXPECT_EQ(shape_text(inferred("ConstantOfShape", 9, {elements_value({symbol("N"), 2})})), "[N,2]");
  EXPECT_EQ(inferred("ConstantOfShape", 9, {elements_value({2})}, {{"value", make_tensor<int64_t>({1}, {5})}}).elements,
            (Elements{5, 5}));
}

TEST(ShapeElements, DimensionsThatAreNotTouchedStay) {
  const InferValue input = tensor_value({Dim::named("N"), 3, Dim::named("H")});
  EXPECT_EQ(shape_text(inferred("Flatten", 13, {tensor_value({Dim::named("N"), 3, 4})}, {{"axis", 1}})), "[N,12]");
  EXPECT_EQ(shape_text(inferred("Transpose", 13, {input}, {{"perm", std::vector<int64_t>{2, 0, 1}}})), "[H,N,3]");
  EXPECT_EQ(shape_text(inferred("Pad", 13, {input, elements_value({0, 1, 0, 0, 1, 0})})), "[N,5,H]");
  EXPECT_EQ(shape_text(inferred("Slice", 13, {input, elements_value({0, 1}), elements_value({INT64_MAX, 2})})),
            "[N,1,H]");
  EXPECT_EQ(shape_text(inferred("Concat", 13, {input, tensor_value({Dim(), 2, 5})}, {{"axis", 1}})), "[N,5,5]");
  InferValue scales = tensor_value({3});
  const Tensor numbers = make_tensor<float>({3}, {1, 2, 2});
  scales.constant = &numbers;
  EXPECT_EQ(shape_text(inferred("Resize", 13, {input, {}, scales})), "[N,6,?]");
  EXPECT_EQ(shape_text(inferred("Resize", 13, {input, {}, {}, elements_value({symbol("N"), 3, 9})})), "[N,3,9]");
}

TEST(ShapeElements, UnknownContentsLeaveTheRank) {
  const InferValue input = tensor_value({2, 3});
  const auto unknown = [](int64_t length) { return tensor_value({length}, DataType::kInt64); };
  EXPECT_EQ(shape_text(inferred("Reshape", 13, {input, unknown(3)})), "[?,?,?]");
  EXPECT_EQ(shape_text(inferred("Expand", 13, {input, unknown(2)})), "[2,3]");
  EXPECT_EQ(shape_text(inferred("ConstantOfShape", 9, {unknown(2)})), "[?,?]");
  EXPECT_EQ(shape_text(inferred("Tile", 13, {input, unknown(2)})), "[?,?]");
  EXPECT_EQ(shape_text(inferred("Slice", 13, {input, unknown(1), unknown(1)})), "[?,?]");
  EXPECT_EQ(shape_text(inferred("Pad", 13, {input, unknown(4)})), "[?,?]");
  EXPECT_FALSE(inferred("Unsqueeze", 13, {input, unknown(1)}).type.shape.ranked);
  EXPECT_EQ(shape_text(inferred("Split", 13, {input, unknown(2)}, {{"axis", 1}})), "[2,?]");
}

}  // namespace
}  // namespace ort::test
