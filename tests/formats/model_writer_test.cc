#include "libort/formats/onnx/model_writer.h"

#include <gtest/gtest.h>
#include <onnx/checker.h>

#include <string>

#include "tests/formats/model_text.h"

namespace ort {
namespace {

using ort::testing::find_node;
using ort::testing::imported;
using ort::testing::parse_graph;

std::string as_text(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Imports, writes and imports again.
Model written_and_read(const Model& model) { return imported(as_text(onnx::write_model(model))); }

constexpr const char* kGraph = R"(main (float[N, 4] x, bool flag) => (float[N, 4] y, int64[2] s)
    <float[4] bias = {1.0, 2.0, 3.0, 4.0}, int64[2] axes = {0, 1}>
    {
      sum = Add (x, bias)
      clipped = Clip (sum, , bias)
      y = If (flag) <then_branch = then () => (float[N, 4] t) { t = Relu (clipped) },
                     else_branch = other () => (float[N, 4] e) { e = LeakyRelu <alpha: float = 0.5> (clipped) }>
      s = Constant <value = int64[2] {7, 8}> ()
    })";

TEST(ModelWriter, KeepsTheGraph) {
  const Model before = imported(parse_graph(kGraph));
  const Model after = written_and_read(before);
  EXPECT_EQ(after.graph.to_string(), before.graph.to_string());
  EXPECT_EQ(after.opsets, before.opsets);
  EXPECT_EQ(after.ir_version, before.ir_version);
  const ValueId bias = after.graph.find_value("bias");
  ASSERT_NE(bias, kNoValue);
  ASSERT_NE(after.graph.value(bias).fixed(), nullptr);
  EXPECT_EQ(after.graph.value(bias).fixed()->as<float>()[3], 4.0f);
  EXPECT_EQ(find_node(after.graph, "Clip").inputs[1], kNoValue);
}

TEST(ModelWriter, KeepsBodies) {
  const Model after = written_and_read(imported(parse_graph(kGraph)));
  const Node& branch = find_node(after.graph, "If");
  const auto* body = branch.find<std::shared_ptr<Graph>>("else_branch");
  ASSERT_NE(body, nullptr);
  EXPECT_FLOAT_EQ(find_node(**body, "LeakyRelu").attribute<float>("alpha"), 0.5f);
  EXPECT_EQ(branch.implicit_inputs.size(), 1u);
}

TEST(ModelWriter, KeepsMetadata) {
  Model model = imported(parse_graph("main (float[1] x) => (float[1] y) { y = Relu (x) }"));
  model.producer_name = "maker";
  model.domain = "example.org";
  model.model_version = 3;
  model.doc = "what it does";
  model.metadata = {{"key", "value"}};
  const Model after = written_and_read(model);
  EXPECT_EQ(after.producer_name, "maker");
  EXPECT_EQ(after.domain, "example.org");
  EXPECT_EQ(after.model_version, 3);
  EXPECT_EQ(after.doc, "what it does");
  EXPECT_EQ(after.metadata, model.metadata);
}

TEST(ModelWriter, OnnxAcceptsIt) {
  const Model model = imported(parse_graph(kGraph));
  ::onnx::ModelProto proto;
  ASSERT_TRUE(proto.ParseFromString(as_text(onnx::write_model(model))));
  EXPECT_NO_THROW(::onnx::checker::check_model(proto));
}

}  // namespace
}  // namespace ort
