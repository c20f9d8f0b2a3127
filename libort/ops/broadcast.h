#pragma once

#include <optional>
#include <span>
#include <vector>

#include "libort/ops/infer_context.h"
#include "libort/ops/op_schema.h"

namespace ort {

/// Dimensions of size one to append to B's shape so that numpy's broadcast with A does what the attributes `broadcast`
/// and `axis` of opset 1 to 6 mean; 0 for nodes without these attributes. Throws (node) when B does not fit into A's
/// rank at that axis.
int legacy_trailing_dims(const Node& node, int rank_a, int rank_b);

/// The same for the slope of PRelu: before version 7 a slope of rank 1 belongs to X's axis 1.
int prelu_trailing_dims(const Node& node, int rank_x, int rank_slope);

/// Shape `a`, after checking that `b` with `trailing_dims` dimensions of size one behind it can be broadcast to it.
/// Throws (node) with both shapes otherwise.
SymbolicShape broadcast_one_way(const SymbolicShape& a, const SymbolicShape& b, int trailing_dims = 0);

/// Shape of inputs 0 and 1 broadcast together: as numpy does (opset 7 and later), or B towards A under the attributes
/// `broadcast` and `axis` (opset 1 to 6), where equal shapes are required without `broadcast`.
SymbolicShape broadcast_of_two(const InferContext& context);

/// Shape of all inputs from `first` on, broadcast together as numpy does; unranked when one is.
SymbolicShape broadcast_of_all(const InferContext& context, int first = 0);

/// Output 0: element type of input 0, shape of all inputs broadcast together as numpy does.
void infer_broadcast(InferContext& context);

/// An element of the result from one element of each operand.
using ElementOperation = Element (*)(const Element& a, const Element& b);

/// What is known about the elements of an integer result of rank 0 or 1: all inputs from `first` on, folded from the
/// left by `operation`. Numbers that do not fit into the element type become unknown. Nothing when the contents of an
/// input are not known at all.
std::optional<std::vector<Element>> fold_elements(const InferContext& context, ElementOperation operation,
                                                  int first = 0);

/// Adds the attributes `broadcast` and `axis` of opset 1 to 6 to an operator's definition.
void legacy_broadcast_attributes(OpFamily& family);

}  // namespace ort
