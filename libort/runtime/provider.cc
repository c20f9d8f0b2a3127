#include "libort/runtime/provider.h"

namespace ort {

Support ExecutionProvider::supports(const Graph& graph, const Node& node, const OpSchema& schema) const {
  const KernelRegistry::Match match = kernels().find(graph, node, schema);
  return {match.def != nullptr, match.reason};
}

}  // namespace ort
