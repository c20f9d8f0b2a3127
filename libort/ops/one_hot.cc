#include <concepts>
#include <string>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/type_dispatch.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/single_element.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

/// A depth of any numeric type as int64, truncated.
template <class C>
int64_t whole_depth(C depth) {
  bool fits = false;
  if constexpr (std::floating_point<C>) {
    fits = depth > C(-1) && depth < C(0x1p63);
  } else {
    fits = std::cmp_greater_equal(depth, 0) && std::in_range<int64_t>(depth);
  }
  if (!fits) fail_node("depth is " + std::to_string(depth) + ", which is no size of a dimension");
  return static_cast<int64_t>(depth);
}

Dim depth_of(const InferContext& context) {
  if (const Tensor* depth = context.constant(1)) {
    int64_t size = 0;
    dispatch(depth->dtype(), NumericTypes{},
             [&]<class T>() { size = whole_depth(static_cast<Compute<T>>(depth->as<T>()[0])); });
    return size;
  }
  const auto elements = context.elements(1);
  return elements && elements->size() == 1 ? elements->front().to_dim() : Dim();
}

void check_values(const InferContext& context) {
  const SymbolicShape& shape = context.input_shape(2);
  if (!shape.ranked) return;
  const bool may_be_two = shape.rank() == 1 && (!shape.dims[0].known() || shape.dims[0].value == 2);
  if (!may_be_two) fail_node("'values' must have shape [2], but has shape " + shape.to_string());
}

/// indices [...], depth a scalar, values [2]; the new dimension stands at `axis` of the output.
void infer_one_hot(InferContext& context) {
  check_single_element(context, 1, "depth");
  check_values(context);
  SymbolicShape shape = context.input_shape(0);
  if (shape.ranked) {
    const int axis = checked_axis(context.node().attribute<int64_t>("axis"), shape.rank() + 1);
    shape.dims.insert(shape.dims.begin() + axis, depth_of(context));
  }
  context.set_output(0, context.input_dtype(2), std::move(shape));
}

}  // namespace

/// OneHot 9, 11, 28 (bfloat16).
void define_one_hot(OpRegistry& ops) {
  OpFamily one_hot(ops, "OneHot");
  one_hot.since(9)
      .input("indices", "T1")
      .input("depth", "T2")
      .input("values", "T3")
      .output("output", "T3")
      .attribute("axis", -1)
      .type("T1", kNumeric)
      .type("T2", kNumeric)
      .type("T3", kAllTensors)
      .infer(infer_one_hot)
      .cost(no_operations);
  one_hot.since(11);
  one_hot.since(28).type("T3", kAllTensorsBf16);
}

}  // namespace ort
