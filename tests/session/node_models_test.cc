#include <gtest/gtest.h>

#include <string>

#include "ort/environment.h"
#include "tests/session/model_bytes.h"

namespace ort {
namespace {

using test::model_bytes;

/// Two nodes that are alike but for a dimension, one with another attribute, and one that is supported.
std::vector<std::byte> partly_unknown() {
  return model_bytes(R"(main (float[2, 3] x, float[4, 3] z) => (float a, float b, float c, float[2, 3] d)
      <float[3] weight = {1.0, 2.0, 3.0}>
      {
        a = NoSuch <mode: string = "fast"> (x, weight)
        b = NoSuch <mode: string = "fast"> (z, weight)
        c = NoSuch <mode: string = "slow"> (x, weight)
        d = Relu (x)
      })");
}

TEST(UnsupportedNodeModels, OneForEachDistinctNode) {
  const std::vector<NodeModel> models = unsupported_node_models(partly_unknown());
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models[0].op_type, "NoSuch");
  EXPECT_EQ(models[0].opset, 17);
  EXPECT_EQ(models[0].nodes.size(), 2u);
  EXPECT_EQ(models[1].nodes.size(), 1u);
  EXPECT_EQ(models[0].problem, "");
}

TEST(UnsupportedNodeModels, LoadAndAreUnsupportedAgain) {
  for (const NodeModel& node : unsupported_node_models(partly_unknown())) {
    const ModelSummary summary = inspect_model(node.model);
    EXPECT_FALSE(summary.supported);
    ASSERT_EQ(summary.placements.size(), 1u);
    EXPECT_EQ(summary.placements[0].op_type, "NoSuch");
    ASSERT_EQ(summary.inputs.size(), 1u) << "the small constant is an initializer";
    EXPECT_EQ(summary.inputs[0].type, "tensor(float)");
    EXPECT_EQ(summary.parameters.at(0).elements, 3);
  }
}

TEST(UnsupportedNodeModels, AnInputOfUnknownTypeIsAProblem) {
  const std::vector<NodeModel> models = unsupported_node_models(
      model_bytes("main (float[2] x) => (float[2] y) { middle = NoSuch (x) y = AlsoNot (middle) }"));
  ASSERT_EQ(models.size(), 2u);
  EXPECT_FALSE(models[0].model.empty());
  EXPECT_TRUE(models[1].model.empty());
  EXPECT_NE(models[1].problem.find("'middle'"), std::string::npos) << models[1].problem;
}

TEST(UnsupportedNodeModels, NoneForAModelThatRuns) {
  EXPECT_TRUE(unsupported_node_models(test::digits_path()).empty());
}

TEST(InspectModel, NodesOfBodiesAreThere) {
  const ModelSummary summary = inspect_model(model_bytes(R"(main (float[2] x, bool flag) => (float[2] y)
      {
        y = If (flag) <then_branch = then () => (float[2] t) { t = Relu (x) },
                       else_branch = other () => (float[2] e) { e = Neg (x) }>
      })"));
  ASSERT_EQ(summary.placements.size(), 3u);
  EXPECT_EQ(summary.placements[0].body, "");
  EXPECT_NE(summary.placements[1].body.find("else_branch"), std::string::npos);
  EXPECT_EQ(summary.placements[1].op_type, "Neg");
  EXPECT_EQ(summary.placements[2].op_type, "Relu");
}

TEST(InspectModel, TellsCostsWhereShapesAreKnown) {
  SessionOptions options;
  options.add_free_dimension_override_by_name("batch", 2);
  for (const NodePlacement& node : inspect_model(test::digits_path(), options).placements) {
    EXPECT_TRUE(node.work.has_value()) << node.name;
  }
  const ModelSummary open = inspect_model(test::digits_path());
  EXPECT_FALSE(open.placements[0].work.has_value());
  ASSERT_EQ(open.parameters.size(), 1u);
  EXPECT_EQ(open.parameters[0].type, "float");
  EXPECT_EQ(open.parameters[0].bytes, 4u * static_cast<std::size_t>(open.parameters[0].elements));
}

TEST(OptimizerReport, TellsEachPassAndItsNearMisses) {
  const InferenceSession session(model_bytes(R"(main (float[1, 1, 4, 4] x, float low) => (float[1, 1, 2, 2] y)
      <float[1, 1, 3, 3] weight = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0}>
      { sum = Conv (x, weight) y = Clip (sum, low) })"));
  const std::vector<PassReport>& passes = session.get_optimizer_report();
  ASSERT_EQ(passes.size(), optimizer_pass_names().size());
  bool has_near_miss = false;
  for (const PassReport& pass : passes) {
    EXPECT_EQ(pass.nodes_before, 2u) << pass.name;
    EXPECT_EQ(pass.nodes_after, 2u) << pass.name;
    for (const std::string& note : pass.notes) {
      has_near_miss = has_near_miss || (pass.name == "conv_activation" && note.find("constant bounds") != note.npos);
    }
  }
  EXPECT_TRUE(has_near_miss);
}

TEST(OptimizerReport, CountsNodesAndKeepsTheLineage) {
  const InferenceSession session(test::digits_path());
  std::size_t nodes = 11;
  for (const PassReport& pass : session.get_optimizer_report()) {
    EXPECT_EQ(pass.nodes_before, nodes) << pass.name;
    nodes = pass.nodes_after;
  }
  EXPECT_EQ(nodes, session.get_placements().size());
  EXPECT_EQ(session.get_placements().front().lineage.size(), 3u);
}

}  // namespace
}  // namespace ort
