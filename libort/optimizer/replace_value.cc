#include "libort/optimizer/replace_value.h"

namespace ort {

bool replace_value(GraphMutator& graph, ValueId from, ValueId to) {
  const bool is_output = graph.graph().is_graph_output(from);
  if (!graph.replace_uses(from, to)) return false;
  if (is_output) graph.set_type(to, graph.graph().value(from).type);
  return true;
}

}  // namespace ort
