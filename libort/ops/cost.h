#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "libort/core/shape.h"
#include "libort/core/tensor.h"
#include "libort/graph/graph.h"

namespace ort {

class OpRegistry;
struct OpSchema;

/// What a node needs whatever the implementation: arithmetic operations, and bytes that it must touch at least.
///
/// An operation is one of the formula that defines the operator: an addition, multiplication, division, comparison or
/// bit operation counts as one, a multiplication with the addition behind it as two, and a function of one element
/// (exp, tanh, erf, log, sqrt, pow, a rounding, ...) as one. Moving, selecting and converting elements counts as none.
/// Windows count in full, padding included.
struct NodeCost {
  double operations = 0;
  double bytes_read = 0;
  double bytes_written = 0;
};

/// Bytes that a node must touch.
struct Traffic {
  double read = 0;
  double written = 0;
};

/// An input or output of the node whose cost is asked for.
struct CostValue {
  bool present = false;
  DataType dtype = DataType::kUndefined;  ///< kUndefined: not a tensor, or not known
  std::optional<Shape> shape;             ///< nothing: not known
  const Tensor* constant = nullptr;       ///< the contents, where they are known

  static CostValue of(DataType dtype, Shape shape, const Tensor* constant = nullptr) {
    return {true, dtype, std::move(shape), constant};
  }
};

/// The view that a cost rule has of its node: all types and shapes are known.
class CostContext {
 public:
  /// One value for each position of `node`'s inputs and outputs; absent ones are not `present`.
  CostContext(const Node& node, std::vector<CostValue> inputs, std::vector<CostValue> outputs);

  const Node& node() const { return node_; }
  int since_version() const { return node_.since_version; }
  int input_count() const { return static_cast<int>(inputs_.size()); }
  int output_count() const { return static_cast<int>(outputs_.size()); }
  bool has_input(int i) const;
  bool has_output(int i) const;
  /// Of a present value; a scalar's shape and kUndefined for an absent one.
  const Shape& input_shape(int i) const;
  const Shape& output_shape(int i) const;
  DataType input_dtype(int i) const;
  DataType output_dtype(int i) const;
  /// Null when the contents are not known.
  const Tensor* constant(int i) const;

  /// Number of elements, 0 for an absent value. A double: it cannot overflow.
  double input_elements(int i) const;
  double output_elements(int i) const;
  /// Bytes of the buffer, packed types as they are packed; 0 for an absent value.
  double input_bytes(int i) const;
  double output_bytes(int i) const;
  /// Of all inputs, and of all outputs.
  Traffic all_bytes() const;

  /// True when the type and shape of every present value are known.
  bool complete() const;

 private:
  const Node& node_;
  std::vector<CostValue> inputs_;
  std::vector<CostValue> outputs_;
};

/// Operations of a node. Called only for nodes that satisfy their shape rule.
using CostRule = double (*)(const CostContext&);

/// Bytes of operators that do not touch everything they are given; without such a rule: `CostContext::all_bytes`.
using BytesRule = Traffic (*)(const CostContext&);

/// Cost by the rules of the node's operator. Nothing when the operator has no rule, or a type or shape is not known.
std::optional<NodeCost> node_cost(const OpSchema& schema, const CostContext& context);

/// The same for a node whose operator is resolved, with the types and shapes that its graph knows.
std::optional<NodeCost> node_cost(const OpRegistry& registry, const Graph& graph, const Node& node);

/// Number of elements; a double, so it cannot overflow.
double element_count(const Shape& shape);

// Rules that many operators share.
double no_operations(const CostContext& context);  ///< elements are moved, not computed

/// `kCount` operations for each element of output 0.
template <int kCount>
double operations_per_output(const CostContext& context) {
  return kCount * context.output_elements(0);
}

/// `kCount` operations for each element of input 0.
template <int kCount>
double operations_per_input(const CostContext& context) {
  return kCount * context.input_elements(0);
}

/// The output is the input under another shape: nothing is touched.
Traffic no_bytes(const CostContext& context);

/// Only the shapes of the inputs are read.
Traffic written_bytes(const CostContext& context);

/// Of input 0 only as many elements as output 0 has, all of the other inputs (indices, bounds), all outputs.
Traffic selected_bytes(const CostContext& context);

/// Operations for one element of the activation that a fused operator names ("Relu", "Sigmoid", ...): those of the
/// operator of that name. 0 for a name that is none.
double activation_operations(std::string_view name);

/// The same for each element of output 0, of the operator itself.
double activation_cost(const CostContext& context);

/// Of one element under a softmax: maximum, difference, exp, sum and quotient (logarithm: difference).
inline constexpr int kSoftmaxOperations = 5;

}  // namespace ort
