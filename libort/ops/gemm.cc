#include <string>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

/// C must broadcast to [rows, columns] without making it larger.
void check_addend(const SymbolicShape& addend, const Dim& rows, const Dim& columns) {
  if (addend.rank() > 2) fail_node("C has rank " + std::to_string(addend.rank()) + ", but needs at most 2");
  const Dim* targets[] = {&columns, &rows};
  for (int back = 0; back < addend.rank(); ++back) {
    const Dim& dim = addend.dims[static_cast<std::size_t>(addend.rank() - 1 - back)];
    const Dim& target = *targets[back];
    if (dim.known() && target.known() && dim.value != 1 && dim.value != target.value) {
      fail_node("C " + addend.to_string() + " cannot be broadcast to [" + rows.to_string() + "," + columns.to_string() +
                "]");
    }
  }
}

/// A' [M, K], B' [K, N], C broadcast to [M, N]; versions 1 and 6 with attribute broadcast allow nothing else either.
void infer_gemm(InferContext& context) {
  const DataType dtype = context.input_dtype(0);
  for (int i = 0; i < 2; ++i) {
    if (context.ranked(i) && context.input_rank(i) != 2) {
      fail_node(std::string(i == 0 ? "A" : "B") + " has rank " + std::to_string(context.input_rank(i)) +
                ", but needs 2");
    }
  }
  const int a_rows = context.node().attribute<int64_t>("transA") != 0 ? 1 : 0;
  const int b_rows = context.node().attribute<int64_t>("transB") != 0 ? 1 : 0;
  const Dim rows = context.ranked(0) ? context.input_dim(0, a_rows) : Dim();
  const Dim columns = context.ranked(1) ? context.input_dim(1, 1 - b_rows) : Dim();
  if (context.ranked(0) && context.ranked(1)) {
    const Dim& a_depth = context.input_dim(0, 1 - a_rows);
    const Dim& b_depth = context.input_dim(1, b_rows);
    if (a_depth.known() && b_depth.known() && a_depth.value != b_depth.value) {
      fail_node("rows of A have " + std::to_string(a_depth.value) + " elements, but columns of B have " +
                std::to_string(b_depth.value));
    }
  }
  if (context.has_input(2) && context.ranked(2)) check_addend(context.input_shape(2), rows, columns);
  context.set_output(0, dtype, SymbolicShape::of({rows, columns}));
}

/// The product, and for each element of the result: alpha, beta where they are not 1, the addend, the activation.
double gemm_operations(const CostContext& context) {
  const Node& node = context.node();
  const int depth_axis = node.attribute<int64_t>("transA") != 0 ? 0 : 1;
  const auto* activation = node.find<std::string>("activation");
  double per_element = 2 * static_cast<double>(context.input_shape(0)[depth_axis]);
  if (node.attribute<float>("alpha") != 1) per_element += 1;
  if (context.has_input(2)) per_element += node.attribute<float>("beta") != 1 ? 2 : 1;
  if (activation != nullptr) per_element += activation_operations(*activation);
  return per_element * context.output_elements(0);
}

}  // namespace

void define_gemm(OpRegistry& ops) {
  OpFamily gemm(ops, "Gemm");
  gemm.since(1)
      .input("A", "T")
      .input("B", "T")
      .input("C", "T")
      .output("Y", "T")
      .attribute("alpha", 1.0f)
      .attribute("beta", 1.0f)
      .attribute("broadcast", 0)
      .attribute("transA", 0)
      .attribute("transB", 0)
      .type("T", kFloats)
      .infer(infer_gemm)
      .cost(gemm_operations);
  gemm.since(6);
  gemm.since(7).drop_attribute("broadcast");
  gemm.since(9).type("T", kHighPrecision);
  gemm.since(11).drop_inputs().input("A", "T").input("B", "T").optional_input("C", "T");
  gemm.since(13).type("T", kHighPrecisionBf16);

  OpFamily fused(ops, "FusedGemm", "com.microsoft");
  fused.since(1)
      .input("A", "T")
      .input("B", "T")
      .optional_input("C", "T")
      .output("Y", "T")
      .optional_attribute("activation", AttributeType::kString)
      .optional_attribute("activation_alpha", AttributeType::kFloat)
      .optional_attribute("activation_beta", AttributeType::kFloat)
      .optional_attribute("activation_gamma", AttributeType::kFloat)
      .attribute("alpha", 1.0f)
      .attribute("beta", 1.0f)
      .attribute("transA", 0)
      .attribute("transB", 0)
      .type("T", kHighPrecision)
      .infer(infer_gemm)
      .cost(gemm_operations);
}

}  // namespace ort
