#include <string>
#include <vector>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

/// The dimensions before the last two; none for a vector.
SymbolicShape batch_of(const SymbolicShape& shape) {
  if (shape.rank() <= 2) return SymbolicShape::of({});
  return SymbolicShape::of(std::vector<Dim>(shape.dims.begin(), shape.dims.end() - 2));
}

/// MatMul: numpy.matmul.
void infer_matmul(InferContext& context) {
  const DataType dtype = context.input_dtype(0);
  if (!context.ranked(0) || !context.ranked(1)) return context.set_output(0, dtype, {});
  const SymbolicShape& a = context.input_shape(0);
  const SymbolicShape& b = context.input_shape(1);
  if (a.rank() == 0 || b.rank() == 0) fail_node("A and B must not be scalars");
  const Dim& a_depth = a.dims.back();
  const Dim& b_depth = b.rank() == 1 ? b.dims[0] : b.dims[b.dims.size() - 2];
  if (a_depth.known() && b_depth.known() && a_depth.value != b_depth.value) {
    fail_node("A " + a.to_string() + " has rows of " + std::to_string(a_depth.value) + " elements, but B " +
              b.to_string() + " has columns of " + std::to_string(b_depth.value));
  }
  SymbolicShape shape = broadcast_symbolic(batch_of(a), batch_of(b));
  if (a.rank() > 1) shape.dims.push_back(a.dims[a.dims.size() - 2]);
  if (b.rank() > 1) shape.dims.push_back(b.dims.back());
  context.set_output(0, dtype, std::move(shape));
}

double matmul_operations(const CostContext& context) {
  const Shape& a = context.input_shape(0);
  return 2 * static_cast<double>(a[a.rank() - 1]) * context.output_elements(0);
}

}  // namespace

void define_matmul(OpRegistry& ops) {
  OpFamily matmul(ops, "MatMul");
  matmul.since(1)
      .input("A", "T")
      .input("B", "T")
      .output("Y", "T")
      .type("T", kFloats)
      .infer(infer_matmul)
      .cost(matmul_operations);
  matmul.since(9).type("T", kHighPrecision);
  matmul.since(13).type("T", kHighPrecisionBf16);
}

}  // namespace ort
