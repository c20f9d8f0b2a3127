#pragma once

#include <vector>

#include "libort/graph/graph.h"

namespace ort {

/// The subgraphs in a node's attributes (bodies of If, Loop, Scan, ...).
std::vector<Graph*> bodies_of(const Node& node);

/// `root` and every graph nested in its nodes, each once, outer ones first.
std::vector<Graph*> graphs_of(Graph& root);

}  // namespace ort
