#include <algorithm>

#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

void check_permutation(const std::vector<int64_t>& perm, int rank) {
  std::vector<bool> seen(static_cast<std::size_t>(rank));
  bool valid = std::ssize(perm) == rank;
  for (std::size_t i = 0; valid && i < perm.size(); ++i) {
    valid = perm[i] >= 0 && perm[i] < rank && !seen[static_cast<std::size_t>(perm[i])];
    if (valid) seen[static_cast<std::size_t>(perm[i])] = true;
  }
  if (!valid) fail_node("perm " + list_text(perm) + " is no permutation of " + std::to_string(rank) + " axes");
}

void infer_transpose(InferContext& context) {
  const SymbolicShape& input = context.input_shape(0);
  const auto* perm = context.node().find<std::vector<int64_t>>("perm");
  if (!input.ranked) {
    return context.set_output(0, context.input_dtype(0),
                              perm == nullptr ? SymbolicShape() : unknown_dims(std::ssize(*perm)));
  }
  SymbolicShape shape = input;
  if (perm == nullptr) {
    std::ranges::reverse(shape.dims);
  } else {
    check_permutation(*perm, input.rank());
    for (std::size_t i = 0; i < perm->size(); ++i) shape.dims[i] = input.dims[static_cast<std::size_t>((*perm)[i])];
  }
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

}  // namespace

/// Transpose 1, 13, 21, 23, 24, 25.
void define_transpose(OpRegistry& ops) {
  OpFamily transpose(ops, "Transpose");
  transpose.since(1)
      .input("data", "T")
      .output("transposed", "T")
      .optional_attribute("perm", AttributeType::kInts)
      .type("T", kAllTensors)
      .infer(infer_transpose)
      .cost(no_operations);
  transpose.since(13).type("T", kAllTensorsBf16);
  transpose.since(21).type("T", kAllTensorsIr10);
  transpose.since(23).type("T", kAllTensorsIr11);
  transpose.since(24).type("T", kAllTensorsIr12);
  transpose.since(25).type("T", kAllTensorsIr13);
}

}  // namespace ort
