#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"

namespace ort {
namespace {

constexpr int kCountIsInput = 10;  ///< earlier versions have an attribute k

/// The number of elements to keep, as far as it is known.
Dim kept_count(const InferContext& context) {
  Element count;
  if (context.since_version() < kCountIsInput) {
    count = context.node().attribute<int64_t>("k");
  } else if (const std::optional<std::vector<Element>> elements = context.elements(1)) {
    if (elements->size() != 1) fail_node("K has " + std::to_string(elements->size()) + " elements instead of one");
    count = elements->front();
  }
  if (count.number && *count.number < 0) fail_node("K is negative: " + std::to_string(*count.number));
  return count.to_dim();
}

void check_count_shape(const InferContext& context) {
  if (context.since_version() < kCountIsInput || !context.ranked(1)) return;
  const SymbolicShape& shape = context.input_shape(1);
  if (shape.rank() > 1 || (shape.rank() == 1 && shape.dims[0].known() && shape.dims[0].value != 1)) {
    fail_node("K must have one element, but has shape " + shape.to_string());
  }
}

void infer_top_k(InferContext& context) {
  check_count_shape(context);
  const Dim count = kept_count(context);
  SymbolicShape shape = context.input_shape(0);
  if (shape.ranked) {
    const int axis = checked_axis(context.node().attribute<int64_t>("axis"), shape.rank());
    Dim& dim = shape.dims[static_cast<std::size_t>(axis)];
    if (count.known() && dim.known() && count.value > dim.value) {
      fail_node("K is " + std::to_string(count.value) + ", but dimension " + std::to_string(axis) + " of X " +
                context.input_shape(0).to_string() + " is smaller");
    }
    dim = count;
  }
  context.set_output(0, context.input_dtype(0), shape);
  context.set_output(1, DataType::kInt64, std::move(shape));
}

/// The comparisons of a heap of the k best, which each element is compared with: 1 + log2(k) of them.
double top_k_operations(const CostContext& context) {
  const Shape& x = context.input_shape(0);
  const int64_t kept = context.output_shape(0)[checked_axis(context.node().attribute<int64_t>("axis"), x.rank())];
  return kept == 0 ? 0 : (1 + std::log2(static_cast<double>(kept))) * context.input_elements(0);
}

}  // namespace

/// TopK 1, 10, 11, 24.
void define_top_k(OpRegistry& ops) {
  OpFamily family(ops, "TopK");
  family.since(1)
      .input("X", "T")
      .output("Values", "T")
      .output("Indices", "I")
      .attribute("axis", -1)
      .required_attribute("k", AttributeType::kInt)
      .type("T", kFloats)
      .type("I", kInt64Only)
      .infer(infer_top_k)
      .cost(top_k_operations);
  family.since(10).drop_attribute("k").input("K", "tensor(int64)");
  family.since(11).attribute("largest", 1).attribute("sorted", 1).type("T", kNumeric);
  family.since(24).type("T", kNumericBf16);
}

}  // namespace ort
