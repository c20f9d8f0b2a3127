#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libort/core/allocator.h"
#include "libort/core/stages.h"
#include "libort/core/thread_pool.h"
#include "libort/graph/graph_mutator.h"
#include "libort/ops/op_registry.h"
#include "libort/runtime/provider.h"
#include "ort/enums.h"
#include "ort/optimizer_report.h"

namespace ort {

/// What a pass may use besides the graph.
struct PassContext {
  const OpRegistry& ops;
  /// Computes constants; the CPU provider.
  const ExecutionProvider& evaluator;
  std::shared_ptr<Allocator> allocator;
  ThreadPool& pool;
  std::size_t fold_budget;  ///< bytes that constant folding may still add to the model; passes count it down
  std::vector<std::string> notes = {};  ///< what a pass left undone on purpose and why, for the report
  /// Providers that the session asked for, in order; a fusion makes a fused node only for the CPU when others are
  /// there.
  bool cpu_only = true;
  StageListener* stages = nullptr;  ///< hears of "initialize/optimize/<pass>", each time that it runs
};

/// Returns how many rewrites it made.
using PassFunction = int (*)(GraphMutator& graph, PassContext& context);

struct Pass {
  GraphOptimizationLevel level;
  std::string_view name;     ///< "constant_folding"
  std::string_view aliases;  ///< ONNX Runtime's names, separated by spaces, that switch it off too
  PassFunction run;
  std::string_view why_here;
};

/// All passes in their order.
const std::vector<Pass>& optimizer_pipeline();

/// Runs the passes up to `level` whose name (or alias) is not in `disabled`, the whole list again while something
/// changes (at most 10 rounds), on the graph and on the bodies of its nodes. Types are inferred again after a pass that
/// changed something. Debug builds verify the graph after every pass.
std::vector<PassReport> optimize(Graph& graph, GraphOptimizationLevel level, const std::vector<std::string>& disabled,
                                 PassContext& context);

}  // namespace ort
