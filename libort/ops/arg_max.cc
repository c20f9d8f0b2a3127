#include <string>
#include <utility>
#include <vector>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"

namespace ort {
namespace {

void infer_arg_max(InferContext& context) {
  if (!context.ranked(0)) return context.set_output(0, DataType::kInt64, {});
  const int axis = checked_axis(context.node().attribute<int64_t>("axis"), context.input_rank(0));
  SymbolicShape shape = context.input_shape(0);
  if (shape.dims[static_cast<std::size_t>(axis)].value == 0) {
    fail_node("dimension " + std::to_string(axis) + " of data " + shape.to_string() +
              " has no elements to choose from");
  }
  if (context.node().attribute<int64_t>("keepdims") != 0) {
    shape.dims[static_cast<std::size_t>(axis)] = Dim(1);
  } else {
    shape.dims.erase(shape.dims.begin() + axis);
  }
  context.set_output(0, DataType::kInt64, std::move(shape));
}

void define(OpRegistry& ops, const char* name) {
  OpFamily family(ops, name);
  family.since(1)
      .input("data", "T")
      .output("reduced", "tensor(int64)")
      .attribute("axis", 0)
      .attribute("keepdims", 1)
      .type("T", kNumeric)
      .infer(infer_arg_max)
      .cost(operations_per_input<1>);
  family.since(11);
  family.since(12).attribute("select_last_index", 0);
  family.since(13).type("T", kNumericBf16);
}

}  // namespace

/// ArgMax and ArgMin 1, 11, 12, 13.
void define_arg_max(OpRegistry& ops) {
  define(ops, "ArgMax");
  define(ops, "ArgMin");
}

}  // namespace ort
