#include <string>
#include <utility>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/reduced_axes.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

SymbolicShape reduced_shape(const SymbolicShape& input, const std::vector<bool>& reduced, bool keep) {
  std::vector<Dim> dims;
  for (std::size_t axis = 0; axis < input.dims.size(); ++axis) {
    if (!reduced[axis]) dims.push_back(input.dims[axis]);
    if (reduced[axis] && keep) dims.push_back(Dim(1));
  }
  return SymbolicShape::of(std::move(dims));
}

/// What can be said while the contents of the input `axes` are not known.
SymbolicShape shape_for_unknown_axes(const InferContext& context, bool keep) {
  const int rank = context.input_rank(0);
  if (keep) return SymbolicShape::of(std::vector<Dim>(static_cast<std::size_t>(rank)));
  const SymbolicShape& axes = context.input_shape(1);
  const bool one_axis = axes.known() && axes.rank() == 1 && axes.dims[0].value == 1;
  if (!one_axis || rank == 0) return {};
  return SymbolicShape::of(std::vector<Dim>(static_cast<std::size_t>(rank - 1)));
}

void infer_reduce(InferContext& context) {
  const DataType dtype = context.input_dtype(0);
  if (!context.ranked(0)) return context.set_output(0, dtype, {});
  const bool keep = context.node().attribute<int64_t>("keepdims") != 0;
  std::vector<int64_t> axes;
  if (context.has_input(1)) {
    const auto known = context.integers(1);
    if (!known) return context.set_output(0, dtype, shape_for_unknown_axes(context, keep));
    axes = *known;
  } else if (const auto* attribute = context.node().find<std::vector<int64_t>>("axes")) {
    axes = *attribute;
  }
  const std::vector<bool> reduced = reduced_axes(context.node(), axes, context.input_rank(0));
  context.set_output(0, dtype, reduced_shape(context.input_shape(0), reduced, keep));
}

/// ReduceProd of a known shape is a number of elements: known as well.
void infer_reduce_prod(InferContext& context) {
  infer_reduce(context);
  const SymbolicShape& output = context.outputs()[0].type.shape;
  const bool reduces = output.known() && (output.rank() == 0 || output.dims[0].value == 1);
  if (!reduces || context.input_rank(0) != 1 || context.input_dtype(0) != DataType::kInt64) return;
  const auto factors = context.integers(0);
  if (!factors) return;
  int64_t product = 1;
  for (const int64_t factor : *factors) {
    if (__builtin_mul_overflow(product, factor, &product)) return;
  }
  context.set_output_elements(0, {Element(product)});
}

/// One for each element that is read; the mean divides each result.
double reduce_operations(const CostContext& context) {
  const int divisions = context.node().op_type == "ReduceMean" ? 1 : 0;
  return context.input_elements(0) + divisions * context.output_elements(0);
}

/// The attribute `axes` becomes an input.
void define_axes_input(OpFamily& family) {
  family.drop_attribute("axes").attribute("noop_with_empty_axes", 0).optional_input("axes", "tensor(int64)");
}

void define_first_versions(OpFamily& family, InferRule rule) {
  family.since(1)
      .input("data", "T")
      .output("reduced", "T")
      .type("T", kHighPrecision)
      .infer(rule)
      .cost(reduce_operations);
  family.attribute("keepdims", 1).optional_attribute("axes", AttributeType::kInts);
  family.since(11);
}

void define_extremum(OpRegistry& ops, const char* name) {
  constexpr TypeSet kBytes{DataType::kInt8, DataType::kUint8};
  OpFamily family(ops, name);
  define_first_versions(family, infer_reduce);
  family.since(12).type("T", kHighPrecision | kBytes);
  family.since(13).type("T", kHighPrecisionBf16 | kBytes);
  define_axes_input(family.since(18));
  family.since(20).type("T", kHighPrecisionBf16 | kBytes | kBool);
}

void define_sum_like(OpRegistry& ops, const char* name, InferRule rule, int axes_version) {
  OpFamily family(ops, name);
  define_first_versions(family, rule);
  family.since(13).type("T", kHighPrecisionBf16);
  if (axes_version != 13) family.since(axes_version);
  define_axes_input(family);
}

}  // namespace

void define_reduce(OpRegistry& ops) {
  define_sum_like(ops, "ReduceSum", infer_reduce, 13);
  define_sum_like(ops, "ReduceMean", infer_reduce, 18);
  define_sum_like(ops, "ReduceProd", infer_reduce_prod, 18);
  define_extremum(ops, "ReduceMax");
  define_extremum(ops, "ReduceMin");
}

}  // namespace ort
