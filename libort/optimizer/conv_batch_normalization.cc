#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "libort/core/type_dispatch.h"
#include "libort/optimizer/fusion.h"
#include "libort/optimizer/passes.h"

namespace ort {
namespace {

/// Training forms use or give statistics of the data; versions 7 and 9 are told by their outputs alone.
bool is_inference(const Match& match, const PassContext&) {
  const Node& norm = match.node("norm");
  for (std::size_t i = 1; i < norm.outputs.size(); ++i) {
    if (norm.has_output(i)) return false;
  }
  const auto* spatial = norm.find<int64_t>("spatial");
  if (spatial != nullptr && *spatial == 0) return false;
  if (norm.since_version >= 14) return norm.attribute<int64_t>("training_mode") == 0;
  return norm.since_version >= 7 || norm.attribute<int64_t>("is_test") != 0;
}

bool has_one_parameter_per_filter(const Match& match, const PassContext&) {
  const Tensor& weights = *match.tensor("weights");
  if (weights.shape().rank() < 2) return false;
  const Shape filters{weights.shape()[0]};
  for (const std::string_view label : {"scale", "bias", "mean", "variance"}) {
    if (match.tensor(label)->shape() != filters) return false;
  }
  const Tensor* conv_bias = match.tensor("conv_bias");
  return conv_bias == nullptr || (conv_bias->shape() == filters && conv_bias->dtype() == weights.dtype());
}

bool has_float_parameters(const Match& match, const PassContext&) {
  for (const std::string_view label : {"weights", "scale", "bias", "mean", "variance"}) {
    if (!kFloatsBf16.contains(match.tensor(label)->dtype())) return false;
  }
  return true;
}

std::vector<double> doubles_of(const Tensor& tensor) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(tensor.elements()));
  dispatch(tensor.dtype(), FloatTypes{}, [&]<class T>() {
    for (const T& element : tensor.as<T>()) values.push_back(static_cast<double>(static_cast<Compute<T>>(element)));
  });
  return values;
}

template <class T>
T rounded_once(double value) {
  if constexpr (std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>) {
    return T::from_double(value);
  } else {
    return static_cast<T>(value);
  }
}

/// Stores `value`; false when the element type has no finite number for it.
template <class T>
bool store(double value, T& element) {
  element = rounded_once<T>(value);
  return std::isfinite(static_cast<double>(static_cast<Compute<T>>(element)));
}

/// y = factor * conv(x) + offset, one of each for every filter.
struct ChannelMap {
  std::vector<double> factor;
  std::vector<double> offset;
};

ChannelMap channel_map(const Match& match) {
  const std::vector<double> bias = doubles_of(*match.tensor("bias"));
  const std::vector<double> mean = doubles_of(*match.tensor("mean"));
  const std::vector<double> variance = doubles_of(*match.tensor("variance"));
  const Tensor* conv_bias = match.tensor("conv_bias");
  const std::vector<double> added = conv_bias == nullptr ? std::vector<double>(mean.size()) : doubles_of(*conv_bias);
  const double epsilon = match.node("norm").attribute<float>("epsilon");
  ChannelMap map{doubles_of(*match.tensor("scale")), {}};
  for (std::size_t i = 0; i < map.factor.size(); ++i) {
    map.factor[i] /= std::sqrt(variance[i] + epsilon);
    map.offset.push_back((added[i] - mean[i]) * map.factor[i] + bias[i]);
  }
  return map;
}

/// The weights, each filter times its factor; nothing when a result is not finite.
std::optional<Tensor> scaled_filters(const Tensor& weights, const std::vector<double>& factor,
                                     const std::shared_ptr<Allocator>& allocator) {
  Tensor scaled(weights.dtype(), weights.shape(), allocator);
  bool finite = true;
  dispatch(weights.dtype(), FloatTypes{}, [&]<class T>() {
    const auto from = weights.as<T>();
    const auto to = scaled.as<T>();
    const std::size_t filter_size = factor.empty() ? 1 : from.size() / factor.size();
    for (std::size_t i = 0; i < from.size(); ++i) {
      const auto value = static_cast<double>(static_cast<Compute<T>>(from[i]));
      finite &= store(value * factor[i / filter_size], to[i]);
    }
  });
  return finite ? std::optional(scaled) : std::nullopt;
}

std::optional<Tensor> vector_of(DataType dtype, const std::vector<double>& values,
                                const std::shared_ptr<Allocator>& allocator) {
  Tensor tensor(dtype, {static_cast<int64_t>(values.size())}, allocator);
  bool finite = true;
  dispatch(dtype, FloatTypes{}, [&]<class T>() {
    const auto elements = tensor.as<T>();
    for (std::size_t i = 0; i < values.size(); ++i) finite &= store(values[i], elements[i]);
  });
  return finite ? std::optional(tensor) : std::nullopt;
}

/// Weights that others read as well are copied: that counts as what folding adds to the model.
bool may_copy_weights(const Match& match, PassContext& context) {
  const Value& weights = match.graph().value(match.value("weights"));
  if (weights.uses.size() < 2) return true;
  const std::size_t bytes = weights.constant->bytes();
  if (bytes > context.fold_budget) return false;
  context.fold_budget -= bytes;
  return true;
}

Fusion::Rewritten scaled_convolution(const Match& match, GraphMutator& graph, PassContext& context) {
  const Tensor& weights = *match.tensor("weights");
  if (!may_copy_weights(match, context)) {
    return "a copy of " + std::to_string(weights.bytes()) + " bytes of shared weights exceeds the fold budget";
  }
  const ChannelMap map = channel_map(match);
  const std::optional<Tensor> filters = scaled_filters(weights, map.factor, context.allocator);
  const std::optional<Tensor> bias = vector_of(weights.dtype(), map.offset, context.allocator);
  if (!filters || !bias) return "needs finite results";
  Node conv = match.node("conv");
  const std::string base = match.graph().value(match.value("weights")).name;
  conv.inputs = {match.value("x"), graph.add_constant(base + "_scaled", *filters),
                 graph.add_constant(base + "_bias", *bias)};
  return conv;
}

}  // namespace

int fuse_conv_batch_normalization(GraphMutator& graph, PassContext& context) {
  Pattern conv = op("Conv", {any().as("x"), constant().as("weights"), optional_constant().as("conv_bias")}).as("conv");
  Pattern norm = op("BatchNormalization", {std::move(conv), constant().as("scale"), constant().as("bias"),
                                           constant().as("mean"), constant().as("variance")})
                     .as("norm");
  return Fusion("Conv+BatchNormalization", std::move(norm))
      .require("the inference form with statistics for each channel", is_inference)
      .require("float parameters", has_float_parameters)
      .require("one parameter for each filter", has_one_parameter_per_filter)
      .rewrite(scaled_convolution)
      .apply(graph, context);
}

}  // namespace ort
