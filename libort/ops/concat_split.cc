
#include "libort/core/checked_math.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"
#include "libort/ops/whole_numbers.h"

namespace ort {
namespace {

/// Where all inputs are vectors with known elements, the output's elements are known as well.
void join_elements(InferContext& context) {
  std::vector<Element> joined;
  for (int i = 0; i < context.input_count(); ++i) {
    const std::optional<std::vector<Element>> elements = context.elements(i);
    if (!elements || !context.ranked(i) || context.input_rank(i) != 1) return;
    joined.insert(joined.end(), elements->begin(), elements->end());
  }
  context.set_output_elements(0, std::move(joined));
}

/// Some input whose rank is known; -1 when there is none. All such inputs must have the same rank.
int first_ranked_input(const InferContext& context) {
  int first = -1;
  for (int i = 0; i < context.input_count(); ++i) {
    if (!context.has_input(i)) fail_node("input " + std::to_string(i) + " is absent");
    if (!context.ranked(i)) continue;
    if (first < 0) first = i;
    if (context.input_rank(i) != context.input_rank(first)) {
      fail_node("inputs of different ranks: " + context.input_shape(first).to_string() + " and " +
                context.input_shape(i).to_string());
    }
  }
  return first;
}

void infer_concat(InferContext& context) {
  const int first = first_ranked_input(context);
  if (first < 0) return context.set_output(0, context.input_dtype(0), {});
  const int64_t* axis_attribute = context.node().find<int64_t>("axis");
  const int axis = checked_axis(axis_attribute == nullptr ? 1 : *axis_attribute, context.input_rank(first));
  std::vector<Dim> dims(static_cast<std::size_t>(context.input_rank(first)));
  std::vector<Dim> lengths;
  for (int i = 0; i < context.input_count(); ++i) {
    const bool ranked = context.ranked(i);
    lengths.push_back(ranked ? context.input_dim(i, axis) : Dim());
    for (int d = 0; ranked && d < context.input_rank(i); ++d) {
      Dim& dim = dims[static_cast<std::size_t>(d)];
      if (d == axis) continue;
      dim = merged(dim, context.input_dim(i, d),
                   "input " + std::to_string(i) + " differs from the others in dimension " + std::to_string(d));
    }
  }
  dims[static_cast<std::size_t>(axis)] = sum_of(lengths);
  context.set_output(0, context.input_dtype(0), SymbolicShape::of(std::move(dims)));
  join_elements(context);
}

/// The lengths that the node names: attribute `split` (1 to 11), input `split` (floats in version 1, integers since
/// 13).
std::optional<std::vector<int64_t>> explicit_lengths(const InferContext& context) {
  if (const auto* lengths = context.node().find<std::vector<int64_t>>("split")) return *lengths;
  if (!context.has_input(1)) return std::nullopt;
  if (context.since_version() >= 13) return context.integers(1);
  const Tensor* lengths = context.constant(1);
  return lengths == nullptr ? std::nullopt : std::optional(whole_numbers(*lengths));
}

void check_lengths(const InferContext& context, const std::vector<int64_t>& lengths, const Dim& dim, int axis) {
  if (std::ssize(lengths) != context.output_count()) {
    fail_node(std::to_string(lengths.size()) + " lengths in 'split' for " + std::to_string(context.output_count()) +
              " outputs");
  }
  int64_t sum = 0;
  for (const int64_t length : lengths) {
    if (length < 0) fail_node("negative length in 'split': " + list_text(lengths));
    sum = checked_add(sum, length);
  }
  if (dim.known() && sum != dim.value) {
    fail_node("the lengths " + list_text(lengths) + " sum to " + std::to_string(sum) + ", but dimension " +
              std::to_string(axis) + " of the input is " + std::to_string(dim.value));
  }
}

/// Equal parts; since version 18 the last one may be shorter.
std::vector<int64_t> equal_lengths(int64_t dim, int64_t parts, bool last_may_differ) {
  const int64_t length = dim / parts + (dim % parts != 0 ? 1 : 0);
  const int64_t last = dim - length * (parts - 1);
  if ((dim % parts != 0 && !last_may_differ) || last < 0) {
    fail_node("a dimension of " + std::to_string(dim) + " cannot be split into " + std::to_string(parts) + " parts");
  }
  std::vector<int64_t> lengths(static_cast<std::size_t>(parts), length);
  lengths.back() = last;
  return lengths;
}

void check_part_count(const InferContext& context) {
  if (context.since_version() < 18) return;
  const int64_t* parts = context.node().find<int64_t>("num_outputs");
  if (parts == nullptr && !context.has_input(1)) fail_node("neither 'split' nor 'num_outputs' is given");
  if (parts != nullptr && context.has_input(1)) fail_node("both 'split' and 'num_outputs' are given");
  if (parts != nullptr && *parts != context.output_count()) {
    fail_node("num_outputs is " + std::to_string(*parts) + ", but the node has " +
              std::to_string(context.output_count()) + " outputs");
  }
}

void infer_split(InferContext& context) {
  if (context.output_count() == 0) fail_node("a split without outputs");
  check_part_count(context);
  const DataType dtype = context.input_dtype(0);
  if (!context.ranked(0)) {
    for (int i = 0; i < context.output_count(); ++i) context.set_output(i, dtype, {});
    return;
  }
  const int64_t* axis_attribute = context.node().find<int64_t>("axis");
  const int axis = checked_axis(axis_attribute == nullptr ? 0 : *axis_attribute, context.input_rank(0));
  const Dim& dim = context.input_dim(0, axis);
  std::optional<std::vector<int64_t>> lengths = explicit_lengths(context);
  if (lengths) {
    check_lengths(context, *lengths, dim, axis);
  } else if (!context.has_input(1) && dim.known()) {
    lengths = equal_lengths(dim.value, context.output_count(), context.since_version() >= 18);
  }
  for (int i = 0; i < context.output_count(); ++i) {
    SymbolicShape shape = context.input_shape(0);
    shape.dims[static_cast<std::size_t>(axis)] = lengths ? Dim((*lengths)[static_cast<std::size_t>(i)]) : Dim();
    context.set_output(i, dtype, std::move(shape));
  }
}

}  // namespace

/// Concat 1, 4, 11, 13; Split 1, 2, 11, 13, 18.
void define_concat_split(OpRegistry& ops) {
  OpFamily concat(ops, "Concat");
  concat.since(1)
      .variadic_input("inputs", "T")
      .output("concat_result", "T")
      .optional_attribute("axis", AttributeType::kInt)
      .type("T", kFloats)
      .infer(infer_concat)
      .cost(no_operations);
  concat.since(4).required_attribute("axis", AttributeType::kInt).type("T", kAllTensors);
  concat.since(11);
  concat.since(13).type("T", kAllTensorsBf16);

  OpFamily split(ops, "Split");
  split.since(1)
      .input("input", "T")
      .optional_input("split", "T")
      .variadic_output("outputs...", "T")
      .optional_attribute("axis", AttributeType::kInt)
      .optional_attribute("split", AttributeType::kInts)
      .type("T", kFloats)
      .infer(infer_split)
      .cost(no_operations);
  split.since(2)
      .drop_inputs()
      .input("input", "T")
      .drop_outputs()
      .variadic_output("outputs", "T")
      .attribute("axis", 0)
      .type("T", kAllTensors);
  split.since(11);
  split.since(13).optional_input("split", "tensor(int64)").drop_attribute("split").type("T", kAllTensorsBf16);
  split.since(18).optional_attribute("num_outputs", AttributeType::kInt);
}

}  // namespace ort
