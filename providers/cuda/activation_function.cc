#include "providers/cuda/activation_function.h"

#include <array>
#include <limits>
#include <string>

#include "libort/core/fail.h"

namespace ort::cuda {
namespace {

using Kind = ActivationFunction::Kind;

struct Definition {
  std::string_view name;
  Kind kind;
  float alpha;
  float beta;
};

constexpr std::array<Definition, 12> kDefinitions = {{
    {"Relu", Kind::kRelu, 0.0f, 0.0f},
    {"Sigmoid", Kind::kSigmoid, 0.0f, 0.0f},
    {"Tanh", Kind::kTanh, 0.0f, 0.0f},
    {"LeakyRelu", Kind::kLeakyRelu, 0.01f, 0.0f},
    {"HardSigmoid", Kind::kHardSigmoid, 0.2f, 0.5f},
    {"HardSwish", Kind::kHardSwish, 0.0f, 0.0f},
    {"Clip", Kind::kClip, std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max()},
    {"Elu", Kind::kElu, 1.0f, 0.0f},
    {"Selu", Kind::kSelu, 1.67326319217681884765625f, 1.05070102214813232421875f},
    {"Softplus", Kind::kSoftplus, 0.0f, 0.0f},
    {"Softsign", Kind::kSoftsign, 0.0f, 0.0f},
    {"ThresholdedRelu", Kind::kThresholdedRelu, 1.0f, 0.0f},
}};

}  // namespace

ActivationFunction activation_function(std::string_view name, std::span<const float> parameters) {
  if (name.empty()) return {};
  for (const Definition& definition : kDefinitions) {
    if (definition.name != name) continue;
    return {definition.kind, parameters.empty() ? definition.alpha : parameters[0],
            parameters.size() < 2 ? definition.beta : parameters[1]};
  }
  fail_unsupported("no activation '" + std::string(name) + "' on CUDA");
}

}  // namespace ort::cuda
