#pragma once

#include <string>
#include <vector>

#include "libort/graph/graph.h"
#include "libort/ops/op_registry.h"

namespace ort {

/// Gives every node (subgraphs included) its operator version and the defaults of its attributes, and checks it against
/// the definition: number of inputs and outputs, attribute names and types, required attributes.
/// Nodes whose operator is not known keep since_version 0 and are returned as sentences, all of them:
/// "Gelu (ai.onnx opset 20), node '/act': unknown operator".
/// Throws (model) for a node that breaks its definition.
std::vector<std::string> resolve_operators(Graph& graph, const OpRegistry& registry);

/// Infers types and shapes of all values, in place. Nodes without a known operator leave their outputs as declared.
/// A declared type is kept where inference knows less.
/// Throws (model) for an input type that the operator does not allow, "Type Error: Type 'tensor(..)' of input parameter
/// (x) of operator (Op) in node (n) is invalid.", and where a declared type contradicts an inferred one. The declared
/// shape of a graph output may be wrong: the inferred one counts then, and a sentence about it is returned.
/// A node whose inputs cannot be right by its shape rule will fail when it runs: returned as a sentence.
/// With `strict`, all of these are thrown (model).
std::vector<std::string> infer_types(Graph& graph, const OpRegistry& registry, bool strict = false);

}  // namespace ort
