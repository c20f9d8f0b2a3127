#pragma once

#include "libort/graph/graph.h"
#include "ort/observer.h"

namespace ort {

/// The public description of a node of the executed graph.
NodeRecord make_node_record(const Graph& graph, NodeId node, std::string_view provider, std::size_t index);

/// Throws the exception that is being handled again, once with the node that it comes from:
/// "Non-zero status code returned while running <Op> node. Name:'<n>' Status Message: <what> [<provider>; inputs:
/// ...]". Code and kind are kept where they say more than "a node failed"; out of memory becomes a limit error.
[[noreturn]] void rethrow_with_node(const NodeRecord& record, const std::string& inputs);

}  // namespace ort
