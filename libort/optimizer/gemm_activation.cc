#include "libort/optimizer/fused_node.h"
#include "libort/optimizer/fusion.h"
#include "libort/optimizer/passes.h"

namespace ort {
namespace {

Node fused_gemm(const Match& match, const PassContext& context) {
  const Node& activation = match.node("activation");
  Node node = fused_node(match.node("gemm"), "FusedGemm", activation.op_type, context.ops);
  for (const char* name : {"alpha", "beta", "gamma"}) {
    const auto* parameter = activation.find<float>(name);
    if (parameter != nullptr) node.attributes.insert_or_assign(std::string("activation_") + name, *parameter);
  }
  return node;
}

}  // namespace

int fuse_gemm_activation(GraphMutator& graph, PassContext& context) {
  if (!context.cpu_only) return 0;
  Pattern activation = one_of(
      {"Elu", "HardSigmoid", "LeakyRelu", "Relu", "Selu", "Sigmoid", "Softplus", "Softsign", "Tanh", "ThresholdedRelu"},
      {op("Gemm").as("gemm")});
  return Fusion("Gemm+activation", std::move(activation).as("activation"))
      .require("Gemm 7 or later",
               [](const Match& match, const PassContext&) { return match.node("gemm").since_version >= 7; })
      .require(
          "a CPU kernel of FusedGemm",
          [](const Match& match, const PassContext& c) { return runs_fused(match.graph(), fused_gemm(match, c), c); })
      .rewrite([](const Match& match, GraphMutator&, PassContext& c) { return fused_gemm(match, c); })
      .apply(graph, context);
}

}  // namespace ort
