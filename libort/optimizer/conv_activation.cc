#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "libort/core/type_dispatch.h"
#include "libort/optimizer/fused_node.h"
#include "libort/optimizer/fusion.h"
#include "libort/optimizer/passes.h"

namespace ort {
namespace {

/// The only element as float; nothing when it is not one element or a float cannot hold it.
std::optional<float> exact_float(const Tensor& tensor) {
  if (tensor.elements() != 1 || !kFloatsBf16.contains(tensor.dtype())) return std::nullopt;
  double value = 0;
  dispatch(tensor.dtype(), FloatTypes{},
           [&]<class T>() { value = static_cast<double>(static_cast<Compute<T>>(tensor.as<T>()[0])); });
  const auto narrow = static_cast<float>(value);
  return static_cast<double>(narrow) == value ? std::optional(narrow) : std::nullopt;
}

/// Bound of a Clip: attribute before version 11, input since, `absent` without one. Nothing when no float is it.
std::optional<float> clip_bound(const Match& match, const std::string& name, std::size_t input, float absent) {
  const Node& clip = match.node("activation");
  if (clip.since_version < 11) return clip.attribute<float>(name);
  if (!clip.has_input(input)) return absent;
  const Tensor* bound = match.graph().value(clip.inputs[input]).fixed();
  return bound == nullptr ? std::nullopt : exact_float(*bound);
}

/// FusedConv's activation_params; nothing when they are not known.
std::optional<std::vector<float>> parameters(const Match& match) {
  const Node& node = match.node("activation");
  if (node.is("LeakyRelu")) return std::vector{node.attribute<float>("alpha")};
  if (node.is("HardSigmoid")) return std::vector{node.attribute<float>("alpha"), node.attribute<float>("beta")};
  if (!node.is("Clip")) return std::vector<float>();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::optional<float> low = clip_bound(match, "min", 1, -kInfinity);
  const std::optional<float> high = clip_bound(match, "max", 2, kInfinity);
  if (!low || !high || !(*low <= *high)) return std::nullopt;
  return std::vector{*low, *high};
}

Node fused_conv(const Match& match, const PassContext& context) {
  Node node = fused_node(match.node("conv"), "FusedConv", match.node("activation").op_type, context.ops);
  const std::vector<float> values = parameters(match).value_or(std::vector<float>());
  if (!values.empty()) node.attributes.insert_or_assign("activation_params", values);
  return node;
}

}  // namespace

int fuse_conv_activation(GraphMutator& graph, PassContext& context) {
  if (!context.cpu_only) return 0;
  Pattern activation = one_of({"Relu", "Sigmoid", "Tanh", "LeakyRelu", "HardSigmoid", "Clip"}, {op("Conv").as("conv")});
  return Fusion("Conv+activation", std::move(activation).as("activation"))
      .require("constant bounds, the lower one first",
               [](const Match& match, const PassContext&) { return parameters(match).has_value(); })
      .require(
          "a CPU kernel of FusedConv",
          [](const Match& match, const PassContext& c) { return runs_fused(match.graph(), fused_conv(match, c), c); })
      .rewrite([](const Match& match, GraphMutator&, PassContext& c) { return fused_conv(match, c); })
      .apply(graph, context);
}

}  // namespace ort
