#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libort/core/tensor.h"
#include "libort/core/value_type.h"
#include "libort/graph/graph.h"

namespace ort {

/// An element of a small integer tensor (a shape, axes, ...): a number, a symbol such as "batch", or unknown.
struct Element {
  std::optional<int64_t> number;
  std::string symbol;

  Element() = default;
  Element(int64_t known) : number(known) {}  // NOLINT: a number is an element
  /// The size of a dimension as an element.
  explicit Element(const Dim& dim) : symbol(dim.symbol) {
    if (dim.known()) number = dim.value;
  }
  /// As a dimension; unknown for a negative number.
  Dim to_dim() const { return number ? Dim(*number) : Dim::named(symbol); }
  bool operator==(const Element&) const = default;
};

/// What is known about one input or output of a node while shapes are inferred.
struct InferValue {
  bool present = false;
  ValueType type;
  const Tensor* constant = nullptr;              ///< its contents, where they are known
  std::optional<std::vector<Element>> elements;  ///< contents of an integer tensor of rank 0 or 1, known in part
};

/// The view that a type and shape rule has of its node. The same rule serves loading (dimensions may be symbols) and
/// planning (all dimensions known): it sets what it can tell and leaves the rest unknown.
///
/// A rule throws through `fail_node` for what cannot be right whatever the unknown parts are. It checks ranks and
/// counts before it uses them: inputs come from models that nobody has checked.
class InferContext {
 public:
  InferContext(const Node& node, std::vector<InferValue> inputs);

  const Node& node() const { return node_; }
  int since_version() const { return node_.since_version; }

  int input_count() const { return static_cast<int>(inputs_.size()); }
  int output_count() const { return static_cast<int>(outputs_.size()); }
  bool has_input(int i) const { return i < input_count() && inputs_[static_cast<std::size_t>(i)].present; }
  bool has_output(int i) const { return node_.has_output(static_cast<std::size_t>(i)); }

  const ValueType& input_type(int i) const;
  DataType input_dtype(int i) const;
  /// Unranked for an absent input.
  const SymbolicShape& input_shape(int i) const;
  bool ranked(int i) const { return input_shape(i).ranked; }
  int input_rank(int i) const { return input_shape(i).rank(); }
  const Dim& input_dim(int i, int axis) const { return input_shape(i).dims[static_cast<std::size_t>(axis)]; }

  /// Contents of input i; null when they are not known (yet) or the input is absent.
  const Tensor* constant(int i) const;
  /// All elements of an integer input of rank 0 or 1 as numbers; nothing when one of them is not known.
  std::optional<std::vector<int64_t>> integers(int i) const;
  /// The same with symbols, also from a constant; nothing when the contents are not known at all or the rank is
  /// above 1.
  std::optional<std::vector<Element>> elements(int i) const;

  void set_output(int i, DataType dtype, SymbolicShape shape);
  void set_output_type(int i, ValueType type);
  /// Contents of an integer output of rank 0 or 1.
  void set_output_elements(int i, std::vector<Element> elements);

  std::span<const InferValue> outputs() const { return outputs_; }

 private:
  const Node& node_;
  std::vector<InferValue> inputs_;
  std::vector<InferValue> outputs_;
};

using InferRule = void (*)(InferContext&);

// Rules that many operators share.
void infer_same_as_first_input(InferContext& context);  ///< output 0: type and shape of input 0

/// numpy broadcast of symbolic shapes; a symbol against 1 gives the symbol, two different symbols an unknown dimension.
/// Throws (node) when two known dimensions do not fit.
SymbolicShape broadcast_symbolic(const SymbolicShape& a, const SymbolicShape& b);

/// "dimension 2 of input 0 (X)" style positions are written by callers; this one names axis attributes: `axis` made
/// non-negative for `rank`, or fail_node.
int checked_axis(int64_t axis, int rank);

}  // namespace ort
