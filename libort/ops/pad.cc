#include "libort/ops/cost.h"
#include "libort/ops/pad_amounts.h"

#include <algorithm>

#include "libort/core/checked_math.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

void check_mode(const InferContext& context) {
  const auto& mode = context.node().attribute<std::string>("mode");
  const bool known =
      mode == "constant" || mode == "reflect" || mode == "edge" || (mode == "wrap" && context.since_version() >= 19);
  if (!known) fail_node("mode '" + mode + "' is not known");
}

/// Attribute `paddings` (version 1) or `pads` (2), or input 1 (since 11).
std::optional<std::vector<int64_t>> given_pads(const InferContext& context) {
  if (context.since_version() >= 11) return context.integers(1);
  return context.node().attribute<std::vector<int64_t>>(context.since_version() == 1 ? "paddings" : "pads");
}

/// The padded dimension. What a negative amount takes away must be there.
int64_t padded_dim(int64_t dim, const PadAmounts& amounts, bool constant, int axis) {
  const int64_t kept =
      checked_add(checked_add(dim, std::min<int64_t>(amounts.begin, 0)), std::min<int64_t>(amounts.end, 0));
  const std::string what = "pads (" + std::to_string(amounts.begin) + ", " + std::to_string(amounts.end) +
                           ") for dimension " + std::to_string(axis) + " of " + std::to_string(dim);
  if (kept < 0) fail_node(what + " remove more than there is");
  if (kept == 0 && !constant && (amounts.begin > 0 || amounts.end > 0))
    fail_node(what + ": there is nothing to repeat");
  return checked_add(checked_add(kept, std::max<int64_t>(amounts.begin, 0)), std::max<int64_t>(amounts.end, 0));
}

void infer_pad(InferContext& context) {
  check_mode(context);
  const SymbolicShape& input = context.input_shape(0);
  if (!input.ranked) return context.set_output(0, context.input_dtype(0), {});
  SymbolicShape shape = input;
  const std::optional<std::vector<int64_t>> pads = given_pads(context);
  const std::optional<std::vector<int64_t>> axes = context.integers(3);
  if (!pads || (context.has_input(3) && !axes)) {
    return context.set_output(0, context.input_dtype(0), unknown_dims(input.rank()));
  }
  const bool constant = context.node().attribute<std::string>("mode") == "constant";
  const std::vector<PadAmounts> amounts = pad_amounts(input.rank(), *pads, axes);
  for (int axis = 0; axis < input.rank(); ++axis) {
    const PadAmounts& amount = amounts[static_cast<std::size_t>(axis)];
    Dim& dim = shape.dims[static_cast<std::size_t>(axis)];
    if (amount.begin == 0 && amount.end == 0) continue;
    dim = dim.known() ? Dim(padded_dim(dim.value, amount, constant, axis)) : Dim();
  }
  context.set_output(0, context.input_dtype(0), std::move(shape));
}

}  // namespace

/// Pad 1 (paddings), 2 (pads), 11 (pads as input), 13, 18 (axes), 19 (wrap), 21, 23, 24, 25.
void define_pad(OpRegistry& ops) {
  OpFamily pad(ops, "Pad");
  pad.since(1)
      .input("data", "T")
      .output("output", "T")
      .attribute("mode", "constant")
      .required_attribute("paddings", AttributeType::kInts)
      .attribute("value", 0.0f)
      .type("T", kFloats)
      .infer(infer_pad)
      .cost(no_operations);
  pad.since(2).drop_attribute("paddings").required_attribute("pads", AttributeType::kInts);
  pad.since(11)
      .drop_attribute("pads")
      .drop_attribute("value")
      .input("pads", "tensor(int64)")
      .optional_input("constant_value", "T")
      .type("T", kNumeric);
  pad.since(13).type("T", kAllTensorsBf16);
  pad.since(18).optional_input("axes", "Tind").type("Tind", kIndexTypes);
  pad.since(19);
  pad.since(21).type("T", kAllTensorsIr10);
  pad.since(23).type("T", kAllTensorsIr11);
  pad.since(24).type("T", kAllTensorsIr12);
  pad.since(25).type("T", kAllTensorsIr13);
}

}  // namespace ort
