#include <algorithm>
#include <chrono>
#include <sstream>

#include "libort/graph/graph_mutator.h"
#include "libort/ops/resolve.h"
#include "libort/optimizer/bodies.h"
#include "libort/optimizer/pass.h"
#include "libort/optimizer/passes.h"

namespace ort {
namespace {

constexpr int kMaxRounds = 10;

bool switched_off(const Pass& pass, const std::vector<std::string>& disabled) {
  const auto is_disabled = [&](std::string_view name) {
    return std::find(disabled.begin(), disabled.end(), name) != disabled.end();
  };
  if (is_disabled(pass.name)) return true;
  std::istringstream aliases{std::string(pass.aliases)};
  for (std::string alias; aliases >> alias;) {
    if (is_disabled(alias)) return true;
  }
  return false;
}

std::size_t count_nodes(Graph& root) {
  std::size_t count = 0;
  for (const Graph* graph : graphs_of(root)) {
    for (NodeId id = 0; id < graph->node_slots(); ++id) count += graph->node(id).removed ? 0 : 1;
  }
  return count;
}

/// The gate: every pass runs through here, on every graph of the model.
/// `nodes` counts those of the model.
int run_pass(const Pass& pass, Graph& root, PassContext& context, std::size_t& nodes, PassReport& report) {
  StageTimer stage(context.stages, "initialize/optimize/" + report.name);
  const std::size_t nodes_before = nodes;
  const auto start = std::chrono::steady_clock::now();
  int rewrites = 0;
  context.notes.clear();
  for (Graph* graph : graphs_of(root)) {
    GraphMutator mutator(*graph);
    const int changes = pass.run(mutator, context);
    if (changes > 0) infer_types(*graph, context.ops);
#ifndef NDEBUG
    graph->verify();
#endif
    rewrites += changes;
  }
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  report.rewrites += rewrites;
  report.milliseconds += elapsed.count();
  if (rewrites > 0) nodes = count_nodes(root);
  stage.count("rewrites", rewrites);
  stage.count("nodes_before", static_cast<int64_t>(nodes_before));
  stage.count("nodes_after", static_cast<int64_t>(nodes));
  report.nodes_after += nodes - nodes_before;
  report.notes = std::move(context.notes);
  context.notes.clear();
  return rewrites;
}

}  // namespace

const std::vector<Pass>& optimizer_pipeline() {
  using enum GraphOptimizationLevel;
  static const std::vector<Pass> passes = {
      {ORT_ENABLE_BASIC, "constant_folding", "ConstantFolding", fold_constants,
       "first: all others see constants and known shapes"},
      {ORT_ENABLE_BASIC, "no_ops",
       "EliminateIdentity EliminateDropout EliminateSlice CastElimination ExpandElimination UnsqueezeElimination "
       "NoopElimination",
       remove_no_ops, "nothing stands between the nodes of a pattern"},
      {ORT_ENABLE_BASIC, "common_subexpressions", "CommonSubexpressionElimination ConstantSharing",
       merge_common_subexpressions, "equal values are one value; a fusion sees all its readers"},
      {ORT_ENABLE_BASIC, "conv_batch_normalization", "ConvBNFusion", fuse_conv_batch_normalization,
       "before the activations: they then follow a Conv"},
      {ORT_ENABLE_EXTENDED, "conv_activation", "ConvActivationFusion", fuse_conv_activation,
       "after everything that looks for a Conv"},
      {ORT_ENABLE_EXTENDED, "gemm_activation", "GemmActivationFusion", fuse_gemm_activation,
       "after everything that looks for a Gemm"},
      {ORT_ENABLE_BASIC, "dead_code", "", remove_dead_code, "last: sweeps up what the others left without readers"},
  };
  return passes;
}

std::vector<PassReport> optimize(Graph& graph, GraphOptimizationLevel level, const std::vector<std::string>& disabled,
                                 PassContext& context) {
  std::vector<const Pass*> passes;
  std::vector<PassReport> reports;
  for (const Pass& pass : optimizer_pipeline()) {
    if (pass.level > level || switched_off(pass, disabled)) continue;
    passes.push_back(&pass);
    PassReport& report = reports.emplace_back();
    report.name = pass.name;
  }
  std::size_t nodes = count_nodes(graph);
  int rewrites = 1;
  for (int round = 0; round < kMaxRounds && rewrites > 0; ++round) {
    rewrites = 0;
    for (std::size_t i = 0; i < passes.size(); ++i) {
      PassReport& report = reports[i];
      if (round == 0) report.nodes_before = report.nodes_after = nodes;
      rewrites += run_pass(*passes[i], graph, context, nodes, report);
    }
  }
  return reports;
}

}  // namespace ort
