#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libort/optimizer/pass.h"
#include "tests/support/graph_builder.h"

namespace ort::test {

inline constexpr std::size_t kFoldBudget = std::size_t{64} << 20;

/// What passes need to run alone: the CPU provider and a context.
class PassRunner {
 public:
  /// Runs one pass, checks the graph after it, and that the same pass finds nothing more to do. Returns its rewrites.
  int run(PassFunction pass, Graph& graph);
  /// Runs the whole gate.
  std::vector<PassReport> optimize(Graph& graph, GraphOptimizationLevel level,
                                   const std::vector<std::string>& disabled = {});
  /// The notes of the first call of the last pass.
  const std::vector<std::string>& notes() const { return notes_; }
  PassContext& context() { return context_; }

 private:
  std::shared_ptr<ExecutionProvider> cpu_;
  ThreadPool pool_{1};
  PassContext context_ = make_context();
  std::vector<std::string> notes_;

  PassContext make_context();
};

/// True when one of the texts contains `part`.
bool mentions(const std::vector<std::string>& texts, const std::string& part);

}  // namespace ort::test
