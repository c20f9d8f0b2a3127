#include "libort/formats/onnx/graph_builder.h"

#include <gtest/gtest.h>

#include "tests/formats/model_text.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::find_node;
using ort::testing::imported;
using ort::testing::input_names;
using ort::testing::parse_graph;
using ort::testing::parse_model;
using ort::testing::throws_error;

using Names = std::vector<std::string>;

::testing::AssertionResult invalid(const ::onnx::ModelProto& model, std::string_view message) {
  return throws_error([&] { imported(model); }, ErrorCode::kInvalidGraph, ErrorKind::kModel, message);
}

const Graph& subgraph(const Node& node, std::string_view attribute) {
  return *node.attribute<std::shared_ptr<Graph>>(attribute);
}

/// A graph with an input x, an output y, and an initializer w of two floats.
::onnx::ModelProto model_with_initializer(int ir_version, bool listed_as_input) {
  ::onnx::ModelProto model = parse_graph("g (float[2] x) => (float[2] y) { y = Add (x, w) }");
  model.set_ir_version(ir_version);
  ::onnx::TensorProto& tensor = *model.mutable_graph()->add_initializer();
  tensor.set_name("w");
  tensor.set_data_type(1);
  tensor.add_dims(2);
  tensor.add_float_data(1);
  tensor.add_float_data(2);
  if (listed_as_input) {
    ::onnx::ValueInfoProto& input = *model.mutable_graph()->add_input();
    input = model.graph().input(0);
    input.set_name("w");
  }
  return model;
}

TEST(GraphBuilder, BuildsNodesAndTypes) {
  ::onnx::ModelProto proto = parse_graph("g (float[N, 3] x) => (float[N, 3] y) { t = Relu (x) y = Clip (t, , t) }");
  proto.mutable_graph()->mutable_node(0)->set_name("first");
  proto.mutable_graph()->mutable_input(0)->set_doc_string("the picture");
  const Model model = imported(proto);
  const Graph& graph = model.graph;
  graph.verify();
  EXPECT_EQ(graph.name, "g");
  ASSERT_EQ(graph.inputs().size(), 1U);
  const Value& x = graph.value(graph.inputs()[0]);
  EXPECT_EQ(x.type.to_string(), "tensor(float)");
  EXPECT_EQ(x.type.shape.to_string(), "[N,3]");
  EXPECT_EQ(x.doc, "the picture");
  const Node& clip = find_node(graph, "Clip");
  EXPECT_EQ(input_names(graph, clip), (Names{"t", "", "t"}));
  EXPECT_EQ(clip.opset, 17);
  EXPECT_EQ(clip.lineage, Names{"Clip_1"});
  EXPECT_EQ(find_node(graph, "Relu").lineage, Names{"first"});
  EXPECT_TRUE(model.warnings.empty());
}

TEST(GraphBuilder, InitializersAreConstantsOrDefaults) {
  const Model plain = imported(model_with_initializer(8, false));
  EXPECT_NE(plain.graph.value(plain.graph.find_value("w")).fixed(), nullptr);
  EXPECT_EQ(plain.graph.inputs().size(), 1U);

  const Model overridable = imported(model_with_initializer(4, true));
  const Value& w = overridable.graph.value(overridable.graph.find_value("w"));
  EXPECT_TRUE(w.constant.has_value());
  EXPECT_EQ(w.fixed(), nullptr);
  EXPECT_EQ(overridable.graph.inputs().size(), 2U);

  const Model old = imported(model_with_initializer(3, true));
  EXPECT_NE(old.graph.value(old.graph.find_value("w")).fixed(), nullptr);
  EXPECT_EQ(old.graph.inputs().size(), 1U);
}

TEST(GraphBuilder, InitializersMustFitTheirInput) {
  ::onnx::ModelProto model = model_with_initializer(8, true);
  model.mutable_graph()->mutable_input(1)->mutable_type()->mutable_tensor_type()->set_elem_type(7);
  EXPECT_TRUE(invalid(model, "initializer 'w' is a tensor(float) but the graph input of that name is a tensor(int64)"));
  ::onnx::ModelProto other_shape = model_with_initializer(8, true);
  other_shape.mutable_graph()
      ->mutable_input(1)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(0)
      ->set_dim_value(5);
  EXPECT_EQ(imported(other_shape).warnings.size(), 1U);
}

TEST(GraphBuilder, RefusesDuplicates) {
  EXPECT_TRUE(invalid(parse_graph("g (float[1] x) => (float[1] y) { y = Relu (x) y = Abs (x) }"),
                      "Duplicate definition of name (y). It is defined by node '' (Relu) and by node '' (Abs)."));
  EXPECT_TRUE(invalid(parse_graph("g (float[1] x) => (float[1] y) { y, y = Split (x) }"), "Duplicate definition"));
  EXPECT_TRUE(invalid(parse_graph("g (float[1] x) => (float[1] y) { x = Relu (x) y = Relu (x) }"),
                      "Duplicate definition of name (x). It is defined by a graph input and by node '' (Relu)."));
  EXPECT_TRUE(invalid(parse_graph("g (float[1] x, float[1] x) => (float[1] y) { y = Relu (x) }"), "name (x)"));
  EXPECT_TRUE(invalid(parse_graph("g (float[1] x) => (float[1] y, float[1] y) { y = Relu (x) }"),
                      "Duplicate definition of name (y). Two graph outputs have it."));
  ::onnx::ModelProto twice = model_with_initializer(8, false);
  *twice.mutable_graph()->add_initializer() = twice.graph().initializer(0);
  EXPECT_TRUE(
      invalid(twice, "Duplicate definition of name (w). It is defined by an initializer and by an initializer."));
  ::onnx::ModelProto sparse = model_with_initializer(8, false);
  ::onnx::SparseTensorProto& tensor = *sparse.mutable_graph()->add_sparse_initializer();
  *tensor.mutable_values() = sparse.graph().initializer(0);
  tensor.mutable_indices()->set_data_type(7);
  tensor.mutable_indices()->add_dims(2);
  tensor.mutable_indices()->add_int64_data(0);
  tensor.mutable_indices()->add_int64_data(1);
  tensor.add_dims(2);
  EXPECT_TRUE(invalid(sparse, "Duplicate definition of name (w)"));
}

TEST(GraphBuilder, RefusesUndefinedNames) {
  EXPECT_TRUE(
      invalid(parse_graph("g (float[1] image) => (float[1] y) { y = Relu (imagee) }"),
              "input of node '' (Relu) 'imagee' is not a graph input, initializer, or output of a node; did you "
              "mean 'image'?"));
  EXPECT_TRUE(invalid(parse_graph("g (float[1] x) => (float[1] result) { resul = Relu (x) }"),
                      "graph output 'result' is not a graph input, initializer, or output of a node; did you mean"));
  EXPECT_TRUE(invalid(parse_graph("g (x) => (float[1] y) { y = Relu (x) }"), "graph input 'x' has no type"));
}

TEST(GraphBuilder, RefusesNodesWithoutOutputs) {
  EXPECT_TRUE(invalid(parse_graph("g (float[1] x) => (float[1] x) { = Relu (x) }"), "(Relu) has no outputs"));
  ::onnx::ModelProto model = parse_graph("g (float[1] x) => (float[1] y) { y = Relu (x) }");
  model.mutable_graph()->mutable_node(0)->set_op_type("");
  EXPECT_TRUE(invalid(model, "graph.node[0] '' has no op_type"));
}

TEST(GraphBuilder, OutputsMayBeInputsAndInitializers) {
  const Model same = imported(parse_graph("g (float[1] x) => (float[1] x) { }"));
  EXPECT_EQ(same.graph.inputs(), same.graph.outputs());
  ::onnx::ModelProto constant = model_with_initializer(8, false);
  constant.mutable_graph()->mutable_output(0)->set_name("w");
  EXPECT_NE(imported(constant).graph.value(imported(constant).graph.outputs()[0]).fixed(), nullptr);
}

TEST(GraphBuilder, AcceptsUnsortedNodesWithAWarning) {
  const Model model = imported(parse_graph("g (float[1] x) => (float[1] y) { y = Abs (t) t = Relu (x) }"));
  ASSERT_EQ(model.warnings.size(), 1U);
  EXPECT_EQ(model.warnings[0], "the nodes of graph 'g' are not in topological order");
  EXPECT_EQ(model.graph.topological_order(), (std::vector<NodeId>{1, 0}));
}

TEST(GraphBuilder, RefusesCycles) {
  EXPECT_TRUE(invalid(parse_graph("g (float[1] x) => (float[1] a) { a = Add (x, b) b = Relu (a) }"),
                      "the graph is not acyclic"));
  EXPECT_TRUE(invalid(parse_graph("g (float[1] x) => (float[1] a) { a = Add (x, a) }"), "the graph is not acyclic"));
  EXPECT_TRUE(invalid(parse_graph(R"(g (bool c) => (float[1] a) {
      a = If (c) <then_branch = t () => (float[1] r) { r = Relu (a) }, else_branch = e () => (float[1] s) { s = Abs (a) }>
  })"),
                      "the graph is not acyclic"));
}

TEST(GraphBuilder, WarnsAboutEqualNodeNames) {
  ::onnx::ModelProto model = parse_graph("g (float[1] x) => (float[1] y) { t = Relu (x) y = Abs (t) }");
  for (auto& node : *model.mutable_graph()->mutable_node()) node.set_name("same");
  EXPECT_EQ(imported(model).warnings, Names{"two nodes of one graph have the name 'same'"});
}

constexpr char kNested[] = R"(
  g (bool c, float[1] x, float[1] unused) => (float[1] y) {
    t = Relu (x)
    y = If (c) <
      then_branch = then_graph () => (float[1] r) {
        r = If (c) <
          then_branch = inner () => (float[1] a) { a = Add (t, x) },
          else_branch = other () => (float[1] b) { b = Relu (t) }>
      },
      else_branch = else_graph () => (float[1] x2) { x2 = Abs (x) }>
  })";

TEST(GraphBuilder, CapturesOuterValuesThroughAllLevels) {
  const Model model = imported(parse_graph(kNested));
  const Graph& graph = model.graph;
  graph.verify();
  const Node& outer = find_node(graph, "If");
  Names implicit;
  for (const ValueId id : outer.implicit_inputs) implicit.push_back(graph.value(id).name);
  EXPECT_EQ(implicit, (Names{"c", "x", "t"}));
  const Graph& middle = subgraph(outer, "then_branch");
  middle.verify();
  const Node& nested = find_node(middle, "If");
  EXPECT_EQ(nested.implicit_inputs.size(), 2U);
  for (const ValueId id : nested.implicit_inputs) EXPECT_TRUE(middle.value(id).is_outer);
  EXPECT_TRUE(middle.value(middle.find_value("c")).is_outer);
  const Graph& inner = subgraph(nested, "then_branch");
  inner.verify();
  EXPECT_TRUE(inner.value(inner.find_value("t")).is_outer);
  EXPECT_EQ(inner.value(inner.find_value("x")).type.shape.to_string(), "[1]");
  EXPECT_FALSE(inner.value(inner.find_value("a")).is_outer);
  EXPECT_EQ(inner.find_value("unused"), kNoValue);
}

TEST(GraphBuilder, InnermostNameWinsWithAWarning) {
  const Model model = imported(parse_graph(R"(
    g (bool c, float[1] x) => (float[1] y) {
      t = Relu (x)
      y = If (c) <
        then_branch = a () => (float[1] r) { t = Abs (x) r = Neg (t) },
        else_branch = b () => (float[1] s) { s = Neg (t) }>
    })"));
  EXPECT_EQ(model.warnings, Names{"the name 't' of a subgraph hides an outer value of that name"});
  const Graph& branch = subgraph(find_node(model.graph, "If"), "then_branch");
  EXPECT_FALSE(branch.value(branch.find_value("t")).is_outer);
}

TEST(GraphBuilder, SubgraphOutputsMayBeOuterValues) {
  const Model model = imported(parse_graph(R"(
    g (bool c, float[1] x) => (float[1] y) {
      y = If (c) <then_branch = a () => (float[1] x) { }, else_branch = b () => (float[1] s) { s = Neg (x) }>
    })"));
  const Node& node = find_node(model.graph, "If");
  EXPECT_EQ(node.implicit_inputs.size(), 1U);
  const Graph& branch = subgraph(node, "then_branch");
  EXPECT_TRUE(branch.value(branch.outputs()[0]).is_outer);
}

TEST(GraphBuilder, UndefinedNamesInSubgraphs) {
  EXPECT_TRUE(invalid(parse_graph(R"(
    g (bool c, float[1] x) => (float[1] y) {
      y = If (c) <then_branch = a () => (float[1] r) { r = Neg (xx) }, else_branch = b () => (float[1] s) { s = Neg (x) }>
    })"),
                      "'xx' is not a graph input"));
}

TEST(GraphBuilder, AssumesVersionsOfDomainsWithoutImport) {
  const Model model = imported(parse_model(R"(<ir_version: 8, opset_import: ["ai.onnx.ml": 3]>
    g (float[1] x) => (float[1] y) { t = Relu (x) u = com.microsoft.Gelu (t) y = own.Op (u) })"));
  EXPECT_EQ(find_node(model.graph, "Relu").opset, 28);
  EXPECT_EQ(find_node(model.graph, "Gelu").opset, 1);
  EXPECT_EQ(find_node(model.graph, "Op").opset, 0);
  EXPECT_EQ(model.warnings.size(), 3U);
}

TEST(GraphBuilder, LargeGraphsAreBuiltInLinearTime) {
  ::onnx::ModelProto model = parse_graph("g (float[1] x0) => (float[1] y) { y = Relu (x0) }");
  for (int i = 0; i < 30'000; ++i) {
    ::onnx::NodeProto& node = *model.mutable_graph()->add_node();
    node.set_op_type("Relu");
    node.add_input("x" + std::to_string(i));
    node.add_output("x" + std::to_string(i + 1));
  }
  EXPECT_EQ(imported(model).graph.node_slots(), 30'001U);
  ::onnx::NodeProto& wide = *model.mutable_graph()->add_node();
  wide.set_op_type("Sum");
  wide.add_output("sum");
  for (int i = 0; i < 30'000; ++i) wide.add_input("x" + std::to_string(i));
  EXPECT_EQ(find_node(imported(model).graph, "Sum").inputs.size(), 30'000U);
}

}  // namespace
}  // namespace ort
