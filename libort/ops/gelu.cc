#include <string>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

void infer_gelu(InferContext& context) {
  const std::string& approximate = context.node().attribute<std::string>("approximate");
  if (approximate != "none" && approximate != "tanh") {
    fail_node("attribute 'approximate' is \"" + approximate + "\", but must be \"none\" or \"tanh\"");
  }
  infer_same_as_first_input(context);
}

double gelu_operations(const CostContext& context) {
  const bool by_tanh = context.node().attribute<std::string>("approximate") == "tanh";
  return (by_tanh ? 9 : activation_operations("Gelu")) * context.output_elements(0);
}

}  // namespace

/// Gelu 20.
void define_gelu(OpRegistry& ops) {
  OpFamily gelu(ops, "Gelu");
  gelu.since(20).input("X", "T").output("Y", "T").attribute("approximate", "none").type("T", kFloatsBf16);
  gelu.infer(infer_gelu).cost(gelu_operations);
}

}  // namespace ort
