#pragma once

#include <span>
#include <string_view>

#include "libort/core/float_types.h"

namespace ort::cpu {

/// An activation that maps each element on its own, with its parameters: what the activation operators compute and what
/// fused operators (FusedConv, FusedGemm) apply to their results.
///
/// Sources: ONNX Relu-14, Sigmoid-13, Tanh-13, LeakyRelu-16, HardSigmoid-22, HardSwish-22, Clip-6, Elu-22, Selu-22,
/// Softplus-22, Softsign-22, ThresholdedRelu-22. NaN stays NaN.
class ActivationFunction {
 public:
  /// The identity.
  ActivationFunction() = default;

  /// `parameters` in the order of FusedConv's `activation_params`: LeakyRelu, Elu, ThresholdedRelu: alpha; HardSigmoid:
  /// alpha, beta; Selu: alpha, gamma; Clip: min, max. Missing ones have ONNX's defaults. An empty name is the identity.
  /// Throws (unsupported) for another name, (model) for too many parameters.
  explicit ActivationFunction(std::string_view name, std::span<const float> parameters = {});

  bool is_identity() const { return kind_ == Kind::kIdentity; }
  /// Whether an element costs much more than an addition: for the size of parallel ranges.
  bool is_costly() const;

  void apply(std::span<float> values) const { apply(values, values); }
  void apply(std::span<double> values) const { apply(values, values); }
  void apply(std::span<Float16> values) const { apply(values, values); }
  void apply(std::span<BFloat16> values) const { apply(values, values); }

  /// y[i] = f(x[i]); both have the same length and are the same memory or do not overlap. float16 and bfloat16 compute
  /// in float and round once.
  void apply(std::span<const float> x, std::span<float> y) const;
  void apply(std::span<const double> x, std::span<double> y) const;
  void apply(std::span<const Float16> x, std::span<Float16> y) const;
  void apply(std::span<const BFloat16> x, std::span<BFloat16> y) const;

 private:
  enum class Kind {
    kIdentity,
    kRelu,
    kSigmoid,
    kTanh,
    kLeakyRelu,
    kHardSigmoid,
    kHardSwish,
    kClip,
    kElu,
    kSelu,
    kSoftplus,
    kSoftsign,
    kThresholdedRelu,
  };

  template <class T>
  void map(std::span<const T> x, std::span<T> y) const;

  Kind kind_ = Kind::kIdentity;
  float alpha_ = 0.0f;  ///< the first parameter
  float beta_ = 0.0f;   ///< the second parameter
};

}  // namespace ort::cpu
