#include "providers/cpu/activation_function.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "libort/core/fail.h"
#include "libort/core/type_dispatch.h"
#include "providers/cpu/elementwise.h"

namespace ort::cpu {
ActivationFunction::ActivationFunction(std::string_view name, std::span<const float> parameters) {
  struct Definition {
    std::string_view name;
    Kind kind;
    std::size_t parameters;
    float alpha;
    float beta;
  };
  constexpr float kMax = std::numeric_limits<float>::max();
  static constexpr std::array<Definition, 13> kDefinitions{{
      {"", Kind::kIdentity, 0, 0.0f, 0.0f},
      {"Relu", Kind::kRelu, 0, 0.0f, 0.0f},
      {"Sigmoid", Kind::kSigmoid, 0, 0.0f, 0.0f},
      {"Tanh", Kind::kTanh, 0, 0.0f, 0.0f},
      {"LeakyRelu", Kind::kLeakyRelu, 1, 0.01f, 0.0f},
      {"HardSigmoid", Kind::kHardSigmoid, 2, 0.2f, 0.5f},
      {"HardSwish", Kind::kHardSwish, 0, 0.0f, 0.0f},
      {"Clip", Kind::kClip, 2, -kMax, kMax},
      {"Elu", Kind::kElu, 1, 1.0f, 0.0f},
      {"Selu", Kind::kSelu, 2, 1.67326319217681884765625f, 1.05070102214813232421875f},
      {"Softplus", Kind::kSoftplus, 0, 0.0f, 0.0f},
      {"Softsign", Kind::kSoftsign, 0, 0.0f, 0.0f},
      {"ThresholdedRelu", Kind::kThresholdedRelu, 1, 1.0f, 0.0f},
  }};
  const auto found = std::find_if(kDefinitions.begin(), kDefinitions.end(),
                                  [&](const Definition& definition) { return definition.name == name; });
  if (found == kDefinitions.end()) fail_unsupported("no activation function '" + std::string(name) + "'");
  if (parameters.size() > found->parameters) {
    fail_model("activation " + std::string(name) + " takes " + std::to_string(found->parameters) + " parameters, not " +
               std::to_string(parameters.size()));
  }
  kind_ = found->kind;
  alpha_ = parameters.empty() ? found->alpha : parameters[0];
  beta_ = parameters.size() < 2 ? found->beta : parameters[1];
}

bool ActivationFunction::is_costly() const {
  switch (kind_) {
    case Kind::kSigmoid:
    case Kind::kTanh:
    case Kind::kElu:
    case Kind::kSelu:
    case Kind::kSoftplus:
      return true;
    default:
      return false;
  }
}

template <class T>
void ActivationFunction::map(std::span<const T> x, std::span<T> y) const {
  using C = Compute<T>;
  const C alpha = alpha_;
  const C beta = beta_;
  switch (kind_) {
    case Kind::kIdentity:
      if (x.data() != y.data()) std::copy(x.begin(), x.end(), y.begin());
      return;
    case Kind::kRelu:
      return map_elements(x, y, [](C v) { return v < C(0) ? C(0) : v; });
    case Kind::kSigmoid:
      return map_elements(x, y, [](C v) { return C(1) / (C(1) + std::exp(-v)); });
    case Kind::kTanh:
      return map_elements(x, y, [](C v) { return std::tanh(v); });
    case Kind::kLeakyRelu:
      return map_elements(x, y, [=](C v) { return v < C(0) ? alpha * v : v; });
    case Kind::kHardSigmoid:
      return map_elements(x, y, [=](C v) { return clamped(alpha * v + beta, C(0), C(1)); });
    case Kind::kHardSwish:
      return map_elements(x, y, [](C v) { return v * clamped(v / C(6) + C(0.5), C(0), C(1)); });
    case Kind::kClip:
      return map_elements(x, y, [=](C v) { return clamped(v, alpha, beta); });
    case Kind::kElu:
      return map_elements(x, y, [=](C v) { return v < C(0) ? alpha * std::expm1(v) : v; });
    case Kind::kSelu:
      return map_elements(x, y, [=](C v) { return beta * (v < C(0) ? alpha * std::expm1(v) : v); });
    case Kind::kSoftplus:
      return map_elements(x, y, [](C v) { return (v < C(0) ? C(0) : v) + std::log1p(std::exp(-std::abs(v))); });
    case Kind::kSoftsign:
      return map_elements(x, y, [](C v) { return v / (C(1) + std::abs(v)); });
    case Kind::kThresholdedRelu:
      return map_elements(x, y, [=](C v) { return v <= alpha ? C(0) : v; });
  }
}

void ActivationFunction::apply(std::span<const float> x, std::span<float> y) const { map(x, y); }
void ActivationFunction::apply(std::span<const double> x, std::span<double> y) const { map(x, y); }
void ActivationFunction::apply(std::span<const Float16> x, std::span<Float16> y) const { map(x, y); }
void ActivationFunction::apply(std::span<const BFloat16> x, std::span<BFloat16> y) const { map(x, y); }

}  // namespace ort::cpu
