#include "libort/ops/broadcast.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

/// The condition where it is known and no longer than a shape; empty otherwise.
std::vector<bool> known_condition(const InferContext& context) {
  const Tensor* condition = context.constant(0);
  if (condition == nullptr || condition->shape().rank() > 1 || condition->dtype() != DataType::kBool) return {};
  std::vector<bool> flags;
  for (const uint8_t flag : condition->as<uint8_t>()) flags.push_back(flag != 0);
  return flags;
}

std::optional<std::vector<Element>> chosen_elements(const InferContext& context) {
  const auto x = context.elements(1);
  const auto y = context.elements(2);
  if (!x || !y) return std::nullopt;
  const std::vector<bool> condition = known_condition(context);
  std::size_t count = 1;
  for (const std::size_t size : {condition.size(), x->size(), y->size()}) {
    if (size == 1) continue;
    if (count != 1 && size != count) return std::nullopt;
    count = size;
  }
  if (condition.empty()) return std::nullopt;
  std::vector<Element> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& source = condition[condition.size() == 1 ? 0 : i] ? *x : *y;
    chosen.push_back(source[source.size() == 1 ? 0 : i]);
  }
  return chosen;
}

void infer_where(InferContext& context) {
  context.set_output(0, context.input_dtype(1), broadcast_of_all(context));
  if (auto elements = chosen_elements(context)) context.set_output_elements(0, std::move(*elements));
}

}  // namespace

void define_where(OpRegistry& ops) {
  OpFamily where(ops, "Where");
  where.since(9)
      .input("condition", "B")
      .input("X", "T")
      .input("Y", "T")
      .output("output", "T")
      .infer(infer_where)
      .cost(no_operations);
  where.type("B", kBool).type("T", kAllTensors);
  where.since(16).type("T", kAllTensorsBf16);
}

}  // namespace ort
