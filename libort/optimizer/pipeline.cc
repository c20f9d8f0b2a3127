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

/// The gate: every pass runs through here, on every graph of the model.
int run_pass(const Pass& pass, Graph& root, PassContext& context, PassReport& report) {
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
    reports.push_back({pass.name, 0, 0.0, {}});
  }
  int rewrites = 1;
  for (int round = 0; round < kMaxRounds && rewrites > 0; ++round) {
    rewrites = 0;
    for (std::size_t i = 0; i < passes.size(); ++i) rewrites += run_pass(*passes[i], graph, context, reports[i]);
  }
  return reports;
}

}  // namespace ort
