#include "tests/optimizer/pass_runner.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "libort/ops/resolve.h"
#include "providers/cpu/cpu_provider.h"

namespace ort::test {

PassContext PassRunner::make_context() {
  cpu_ = cpu::make_provider(cpu_allocator());
  return {.ops = op_registry(),
          .evaluator = *cpu_,
          .allocator = cpu_allocator(),
          .pool = pool_,
          .fold_budget = kFoldBudget,
          .notes = {},
          .cpu_only = true};
}

int PassRunner::run(PassFunction pass, Graph& graph) {
  GraphMutator mutator(graph);
  context_.notes.clear();
  const int rewrites = pass(mutator, context_);
  notes_ = context_.notes;
  graph.verify();
  infer_types(graph, op_registry());
  EXPECT_EQ(pass(mutator, context_), 0) << "the second call finds something to do in\n" << graph.to_string();
  return rewrites;
}

std::vector<PassReport> PassRunner::optimize(Graph& graph, GraphOptimizationLevel level,
                                             const std::vector<std::string>& disabled) {
  std::vector<PassReport> reports = ort::optimize(graph, level, disabled, context_);
  graph.verify();
  return reports;
}

bool mentions(const std::vector<std::string>& texts, const std::string& part) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

}  // namespace ort::test
