#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"

namespace ort {
namespace {

void infer_identity(InferContext& context) {
  context.set_output_type(0, context.input_type(0));
  if (auto elements = context.elements(0)) context.set_output_elements(0, std::move(*elements));
}

}  // namespace

/// Identity 1, 13, 14 (sequences), 16 (optionals), 19, 21, 23, 24, 25.
void define_identity(OpRegistry& ops) {
  constexpr TypeSet kSequences = kAllTensors.as_sequences();
  constexpr TypeSet kContainers = kSequences | kAllTensors.as_optionals() | kAllTensors.as_optional_sequences();

  OpFamily identity(ops, "Identity");
  identity.since(1)
      .input("input", "T")
      .output("output", "T")
      .type("T", kAllTensors)
      .infer(infer_identity)
      .cost(no_operations, no_bytes);
  identity.since(13).type("T", kAllTensorsBf16);

  OpFamily with_containers(ops, "Identity");
  with_containers.since(14)
      .input("input", "V")
      .output("output", "V")
      .type("V", kAllTensorsBf16 | kSequences)
      .infer(infer_identity)
      .cost(no_operations, no_bytes);
  with_containers.since(16).type("V", kAllTensorsBf16 | kContainers);
  with_containers.since(19).type("V", kAllTensorsIr9 | kContainers);
  with_containers.since(21).type("V", kAllTensorsIr10 | kContainers);
  with_containers.since(23).type("V", kAllTensorsIr11 | kContainers);
  with_containers.since(24).type("V", kAllTensorsIr12 | kContainers);
  with_containers.since(25).type("V", kAllTensorsIr13 | kContainers);
}

}  // namespace ort
