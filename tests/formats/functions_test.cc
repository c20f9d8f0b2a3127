#include "libort/formats/onnx/functions.h"

#include <gtest/gtest.h>

#include <chrono>

#include "libort/formats/onnx/limits.h"
#include "libort/formats/onnx/onnx_fields.h"
#include "tests/formats/model_text.h"
#include "tests/formats/proto_builder.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::find_node;
using ort::testing::imported;
using ort::testing::input_names;
using ort::testing::parse_model;
using ort::testing::Proto;
using ort::testing::throws_error;

using Names = std::vector<std::string>;

constexpr char kHeader[] = "<ir_version: 8, opset_import: [\"\": 17, \"local\": 1]>\n";

::onnx::ModelProto with_functions(const std::string& graph, const std::string& functions) {
  return parse_model(kHeader + graph + functions);
}

Names operators(const Graph& graph) {
  Names names;
  for (NodeId id = 0; id < graph.node_slots(); ++id) names.push_back(graph.node(id).op_type);
  return names;
}

::testing::AssertionResult invalid(const ::onnx::ModelProto& model, std::string_view message) {
  return throws_error([&] { imported(model); }, ErrorCode::kInvalidGraph, ErrorKind::kModel, message);
}

::testing::AssertionResult too_large(const ::onnx::ModelProto& model, std::string_view message) {
  return throws_error([&] { imported(model); }, ErrorCode::kFail, ErrorKind::kLimit, message);
}

TEST(Functions, AreReplacedByTheirBody) {
  ::onnx::ModelProto proto = with_functions("g (float[1] a) => (float[1] b) { t = Neg (a) b = local.f (t, a) }", R"(
    <domain: "local", opset_import: ["": 13]> f (x, y) => (z) { s = Add (x, y) u = Mul (s, x) z = Relu (u) })");
  proto.mutable_graph()->mutable_node(1)->set_name("call");
  const Model model = imported(proto);
  model.graph.verify();
  EXPECT_EQ(operators(model.graph), (Names{"Neg", "Add", "Mul", "Relu"}));
  const Node& mul = find_node(model.graph, "Mul");
  EXPECT_EQ(mul.opset, 13);
  EXPECT_EQ(mul.name, "call/Mul");
  EXPECT_EQ(mul.lineage, Names{"call"});
  EXPECT_EQ(input_names(model.graph, mul), (Names{"call/s", "t"}));
  EXPECT_EQ(model.graph.value(find_node(model.graph, "Relu").outputs[0]).name, "b");
  EXPECT_TRUE(model.warnings.empty());
}

TEST(Functions, CallsInsideCalls) {
  const Model model = imported(with_functions("g (float[1] a) => (float[1] b) { t = local.f (a) b = local.f (t) }", R"(
    <domain: "local", opset_import: ["": 13, "local": 1]> f (x) => (z) { s = local.h (x) z = local.h (s) }
    <domain: "local", opset_import: ["": 14]> h (x) => (z) { z = Relu (x) })"));
  model.graph.verify();
  EXPECT_EQ(operators(model.graph), (Names{"Relu", "Relu", "Relu", "Relu"}));
  EXPECT_EQ(model.graph.node(3).opset, 14);
  EXPECT_EQ(model.graph.node(0).lineage, Names{"f"});
  EXPECT_EQ(model.graph.node(3).lineage, Names{"f_1"});
  EXPECT_TRUE(model.warnings.empty());
}

TEST(Functions, AbsentInputsAndOutputs) {
  const Model model = imported(with_functions("g (float[1] a) => (float[1] b) { b = local.f (a) }", R"(
    <domain: "local", opset_import: ["": 13]> f (x, low) => (z, extra) { z = Clip (x, low) extra = Neg (x) })"));
  EXPECT_EQ(input_names(model.graph, find_node(model.graph, "Clip")), (Names{"a", ""}));
  EXPECT_EQ(model.graph.value(find_node(model.graph, "Neg").outputs[0]).name, "f/extra");
}

TEST(Functions, OutputsThatAreInputs) {
  const Model model = imported(with_functions("g (float[1] a) => (float[1] b, float[1] c) { b, c = local.f (a) }", R"(
    <domain: "local", opset_import: ["": 13]> f (x) => (x, z) { z = Neg (x) })"));
  const Node& identity = find_node(model.graph, "Identity");
  EXPECT_EQ(input_names(model.graph, identity), Names{"a"});
  EXPECT_EQ(model.graph.value(identity.outputs[0]).name, "b");
  EXPECT_EQ(identity.opset, 13);
}

TEST(Functions, AttributesOfTheCall) {
  const std::string function = R"(
    <domain: "local", opset_import: ["": 13]> f <alpha> (x) => (z) { z = LeakyRelu <alpha: float = @alpha> (x) })";
  const Model given =
      imported(with_functions("g (float[1] a) => (float[1] b) { b = local.f <alpha = 0.5> (a) }", function));
  EXPECT_EQ(find_node(given.graph, "LeakyRelu").attribute<float>("alpha"), 0.5F);
  const Model left_out = imported(with_functions("g (float[1] a) => (float[1] b) { b = local.f (a) }", function));
  EXPECT_TRUE(find_node(left_out.graph, "LeakyRelu").attributes.empty());
  EXPECT_TRUE(invalid(with_functions("g (float[1] a) => (float[1] b) { b = local.f <alpha = 1> (a) }", function),
                      "attribute 'alpha' has type INT instead of FLOAT"));
}

/// A FunctionProto local:f(x) => (z) with a node LeakyRelu whose alpha refers to `a`, which is 0.25 by default.
Proto function_with_default(std::string_view overload) {
  using onnx::AttributeProto;
  using onnx::FunctionProto;
  using onnx::NodeProto;
  const Proto reference = Proto()
                              .text(AttributeProto::kName, "alpha")
                              .number(AttributeProto::kType, 1)
                              .text(AttributeProto::kRefAttrName, "a");
  const Proto standard =
      Proto().text(AttributeProto::kName, "a").number(AttributeProto::kType, 1).float32(AttributeProto::kF, 0.25F);
  const Proto node = Proto()
                         .text(NodeProto::kInput, "x")
                         .text(NodeProto::kOutput, "z")
                         .text(NodeProto::kOpType, overload.empty() ? "LeakyRelu" : "Elu")
                         .message(NodeProto::kAttribute, reference);
  return Proto()
      .text(FunctionProto::kName, "f")
      .text(FunctionProto::kInput, "x")
      .text(FunctionProto::kOutput, "z")
      .message(FunctionProto::kNode, node)
      .message(FunctionProto::kOpsetImport, Proto().number(2, 13))
      .text(FunctionProto::kDomain, "local")
      .message(FunctionProto::kAttributeProto, standard)
      .text(FunctionProto::kOverload, overload);
}

TEST(Functions, AttributeDefaults) {
  const std::string functions = Proto().message(onnx::ModelProto::kFunctions, function_with_default("")).str();
  const std::string absent =
      parse_model(std::string(kHeader) + "g (float[1] a) => (float[1] b) { b = local.f (a) }").SerializeAsString();
  EXPECT_EQ(find_node(imported(absent + functions).graph, "LeakyRelu").attribute<float>("alpha"), 0.25F);
  const std::string given =
      parse_model(std::string(kHeader) + "g (float[1] a) => (float[1] b) { b = local.f <a = 2.0> (a) }")
          .SerializeAsString();
  EXPECT_EQ(find_node(imported(given + functions).graph, "LeakyRelu").attribute<float>("alpha"), 2.F);
}

TEST(Functions, OverloadsAreDifferentFunctions) {
  using onnx::ModelProto;
  using onnx::NodeProto;
  const auto call = [](std::string_view overload) {
    return Proto()
        .text(NodeProto::kInput, "a")
        .text(NodeProto::kOutput, "b")
        .text(NodeProto::kOpType, "f")
        .text(NodeProto::kDomain, "local")
        .text(NodeProto::kOverload, overload);
  };
  const Proto type = Proto().message(1, Proto().number(1, 1));
  const auto model = [&](std::string_view overload) {
    const Proto graph = Proto()
                            .message(1, call(overload))
                            .message(11, Proto().text(1, "a").message(2, type))
                            .message(12, Proto().text(1, "b"));
    return Proto()
        .number(1, 10)
        .message(8, Proto().number(2, 21))
        .message(7, graph)
        .message(ModelProto::kFunctions, function_with_default(""))
        .message(ModelProto::kFunctions, function_with_default("second"))
        .str();
  };
  EXPECT_EQ(operators(imported(model("")).graph), Names{"LeakyRelu"});
  EXPECT_EQ(operators(imported(model("second")).graph), Names{"Elu"});
  EXPECT_EQ(operators(imported(model("third")).graph), Names{"f"});
}

constexpr char kBranches[] = R"(
  <domain: "local", opset_import: ["": 13, "local": 1]> f <alpha> (c, x) => (z) {
    t = Neg (x)
    z = If (c) <
      then_branch = a () => (float[1] r) { q = LeakyRelu <alpha: float = @alpha> (t) r = local.h (q) },
      else_branch = b () => (float[1] x2) { x2 = Abs (x) }>
  }
  <domain: "local", opset_import: ["": 14]> h (x) => (z) { z = Exp (x) })";

TEST(Functions, SubgraphsOfBodies) {
  const Model model = imported(with_functions(
      "g (bool c, float[1] t) => (float[1] b) { r = Neg (t) b = local.f <alpha = 0.5> (c, r) }", kBranches));
  model.graph.verify();
  EXPECT_TRUE(model.warnings.empty());
  const Node& node = find_node(model.graph, "If");
  EXPECT_EQ(node.implicit_inputs.size(), 2U);
  const Graph& then_branch = *node.attribute<std::shared_ptr<Graph>>("then_branch");
  EXPECT_EQ(operators(then_branch), (Names{"LeakyRelu", "Exp"}));
  EXPECT_EQ(then_branch.node(0).attribute<float>("alpha"), 0.5F);
  EXPECT_EQ(then_branch.node(1).opset, 14);
  EXPECT_EQ(input_names(then_branch, then_branch.node(0)), Names{"f/t"});
  const Graph& else_branch = *node.attribute<std::shared_ptr<Graph>>("else_branch");
  EXPECT_EQ(input_names(else_branch, else_branch.node(0)), Names{"r"});
}

TEST(Functions, CallsInSubgraphsOfTheModel) {
  const Model model = imported(with_functions(R"(g (bool c, float[1] x) => (float[1] y) {
      y = If (c) <then_branch = a () => (float[1] r) { r = local.h (x) }, else_branch = b () => (float[1] s) { s = Abs (x) }>
    })",
                                              kBranches));
  EXPECT_EQ(operators(*find_node(model.graph, "If").attribute<std::shared_ptr<Graph>>("then_branch")), Names{"Exp"});
}

TEST(Functions, RefusesRecursion) {
  const std::string graph = "g (float[1] a) => (float[1] b) { b = local.f (a) }";
  EXPECT_TRUE(invalid(with_functions(graph, R"(
    <domain: "local", opset_import: ["": 13]> f (x) => (z) { z = local.f (x) })"),
                      "a function calls itself: local:f -> local:f"));
  EXPECT_TRUE(invalid(with_functions(graph, R"(
    <domain: "local", opset_import: ["": 13]> f (x) => (z) { z = local.h (x) }
    <domain: "local", opset_import: ["": 13]> h (x) => (z) { z = local.f (x) })"),
                      "local:f -> local:h -> local:f"));
  EXPECT_TRUE(invalid(with_functions(graph, R"(
    <domain: "local", opset_import: ["": 13]> f (x) => (z) {
      z = If (x) <then_branch = a () => (float[1] r) { r = local.f (x) }, else_branch = b () => (float[1] s) { s = Abs (x) }>
    })"),
                      "local:f -> local:f"));
}

/// Functions f0 to f<count - 1>, each calling the next one `calls` times.
std::string call_chain(int count, int calls) {
  std::string functions;
  for (int i = 0; i < count; ++i) {
    std::string body;
    for (int k = 0; k < calls; ++k) {
      const std::string callee = i + 1 == count ? "Relu" : "local.f" + std::to_string(i + 1);
      body += (k + 1 == calls ? "z" : "t" + std::to_string(k)) + " = " + callee + " (" +
              (k == 0 ? "x" : "t" + std::to_string(k - 1)) + ") ";
    }
    functions +=
        "<domain: \"local\", opset_import: [\"\": 13]> f" + std::to_string(i) + " (x) => (z) { " + body + "}\n";
  }
  return functions;
}

TEST(Functions, LimitsDepthAndGrowthBeforeExpanding) {
  const std::string graph = "g (float[1] a) => (float[1] b) { b = local.f0 (a) }";
  EXPECT_EQ(imported(with_functions(graph, call_chain(32, 1))).graph.node_slots(), 1U);
  EXPECT_TRUE(too_large(with_functions(graph, call_chain(33, 1)), "depth 33 > 32"));
  EXPECT_EQ(imported(with_functions(graph, call_chain(12, 2))).graph.node_slots(), 4096U);
  EXPECT_TRUE(too_large(with_functions(graph, call_chain(13, 2)), "the limit is 10000"));
  const ::onnx::ModelProto doubling = with_functions(graph, call_chain(32, 2));
  const ::onnx::ModelProto endless = with_functions(graph, call_chain(32, 100));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(too_large(doubling, "nodes, the limit is 10000"));
  EXPECT_TRUE(too_large(endless, "far too many nodes"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST(Functions, LimitsCopiesOfLargeAttributes) {
  ::onnx::ModelProto model = with_functions("g (float[1] a) => (float[1] b) { b = local.f0 (a) }", call_chain(12, 2));
  ::onnx::AttributeProto& attribute = *model.mutable_functions(11)->mutable_node(0)->add_attribute();
  attribute.set_name("large");
  attribute.set_type(::onnx::AttributeProto_AttributeType_STRING);
  attribute.set_s(std::string(100'000, 'x'));
  EXPECT_TRUE(too_large(model, "the functions of the model expand out of proportion"));
}

TEST(Functions, LimitsCopiesOfLargeTypes) {
  ::onnx::ModelProto model =
      with_functions("g (bool c, float[1] a) => (float[1] b) { b = local.f0 (a) }", call_chain(12, 2));
  ::onnx::AttributeProto& branch = *model.mutable_functions(11)->mutable_node(0)->add_attribute();
  branch.set_name("body");
  branch.set_type(::onnx::AttributeProto_AttributeType_GRAPH);
  ::onnx::ValueInfoProto& input = *branch.mutable_g()->add_input();
  input.set_name("i");
  input.mutable_type()->mutable_tensor_type()->set_elem_type(1);
  input.mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_param(std::string(60'000, 'x'));
  EXPECT_TRUE(too_large(model, "the functions of the model expand out of proportion"));
}

TEST(Functions, GraphAttributesOfTheCall) {
  ::onnx::ModelProto model = with_functions("g (bool c, float[1] x) => (float[1] y) { y = local.f (c) }", R"(
    <domain: "local", opset_import: ["": 13]> f <chosen> (c) => (z) {
      x = Neg (c)
      z = If <else_branch = e () => (float[1] s) { s = Abs (x) }> (c)
    })");
  ::onnx::AttributeProto& reference = *model.mutable_functions(0)->mutable_node(1)->add_attribute();
  reference.set_name("then_branch");
  reference.set_type(::onnx::AttributeProto_AttributeType_GRAPH);
  reference.set_ref_attr_name("chosen");
  ::onnx::AttributeProto& chosen = *model.mutable_graph()->mutable_node(0)->add_attribute();
  chosen.set_name("chosen");
  chosen.set_type(::onnx::AttributeProto_AttributeType_GRAPH);
  *chosen.mutable_g() = parse_model(std::string(kHeader) + "t () => (float[1] r) { r = Exp (x) }").graph();
  const Model imported_model = imported(model);
  imported_model.graph.verify();
  const Graph& branch = *find_node(imported_model.graph, "If").attribute<std::shared_ptr<Graph>>("then_branch");
  EXPECT_EQ(input_names(branch, branch.node(0)), Names{"x"});
  EXPECT_EQ(branch.node(0).opset, 17);
  EXPECT_TRUE(imported_model.warnings.empty());
}

TEST(Functions, RefusesCallsThatDoNotFit) {
  const std::string function = "<domain: \"local\", opset_import: [\"\": 13]> f (x) => (z) { z = Relu (x) }";
  EXPECT_TRUE(invalid(with_functions("g (float[1] a) => (float[1] b) { b = local.f (a, a) }", function),
                      "the call has 2 inputs and 1 outputs, the function 1 and 1"));
  EXPECT_TRUE(invalid(with_functions("g (float[1] a) => (float[1] b) { b, c = local.f (a) }", function), "2 outputs"));
  EXPECT_TRUE(invalid(with_functions("g (float[1] a) => (float[1] b) { b = local.f (a) }", function + function),
                      "two functions are called local:f"));
}

TEST(Functions, RefusesBrokenBodies) {
  const auto body = [](const std::string& text) {
    return with_functions("g (float[1] a) => (float[1] b) { b = local.f (a) }",
                          "<domain: \"local\", opset_import: [\"\": 13]> f (x) => (z) {" + text + "}");
  };
  EXPECT_TRUE(invalid(body("y = Relu (x)"), "function local:f, called by node 'f': nothing computes its output 'z'"));
  EXPECT_TRUE(invalid(body("z = Relu (a)"), "'a' is neither an input of the function nor computed in it"));
  EXPECT_TRUE(invalid(body("x = Relu (x) z = Neg (x)"), "Duplicate definition of name (x)"));
  EXPECT_TRUE(invalid(body("z = LeakyRelu <alpha: float = @none> (x)"), "refers to 'none', which is no attribute"));
}

TEST(Functions, VersionsOfTheBodyAreChecked) {
  const ::onnx::ModelProto model =
      with_functions("g (float[1] a) => (float[1] b) { b = local.f (a) }",
                     "<domain: \"local\", opset_import: [\"\": 99]> f (x) => (z) { z = Relu (x) }");
  EXPECT_TRUE(throws_error([&] { imported(model); }, ErrorCode::kNotImplemented, ErrorKind::kUnsupported,
                           "function local:f: opset 99 of domain 'ai.onnx' is too new"));
}

TEST(Functions, ReferencesOutsideOfFunctionsAreRefused) {
  ::onnx::ModelProto model = parse_model(std::string(kHeader) + "g (float[1] a) => (float[1] b) { b = Relu (a) }");
  ::onnx::AttributeProto& attribute = *model.mutable_graph()->mutable_node(0)->add_attribute();
  attribute.set_name("alpha");
  attribute.set_ref_attr_name("beta");
  EXPECT_TRUE(invalid(model, "refers to an attribute of a function, but stands outside of one"));
}

}  // namespace
}  // namespace ort
