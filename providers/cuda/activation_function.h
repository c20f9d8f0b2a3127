#pragma once

#include <cuda_runtime.h>

#include <cmath>
#include <span>
#include <string_view>

namespace ort::cuda {

/// An activation that maps each element on its own, with its parameters; passed to kernels by value. Names, parameters
/// and defaults are those of the CPU provider's ActivationFunction.
///
/// Sources: ONNX Relu-14, Sigmoid-13, Tanh-13, LeakyRelu-16, HardSigmoid-22, HardSwish-22, Clip-6, Elu-22, Selu-22,
/// Softplus-22, ThresholdedRelu-22. NaN stays NaN.
struct ActivationFunction {
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
  Kind kind = Kind::kIdentity;
  float alpha = 0.0f;
  float beta = 0.0f;

  template <class C>
  __device__ C operator()(C x) const {
    const C a = static_cast<C>(alpha);
    const C b = static_cast<C>(beta);
    switch (kind) {
      case Kind::kIdentity:
        return x;
      case Kind::kRelu:
        return x < C(0) ? C(0) : x;
      case Kind::kSigmoid:
        return C(1) / (C(1) + exp(-x));
      case Kind::kTanh:
        return tanh(x);
      case Kind::kLeakyRelu:
        return x < C(0) ? a * x : x;
      case Kind::kHardSigmoid:
        return clamp(a * x + b, C(0), C(1));
      case Kind::kHardSwish:
        return x * clamp(x / C(6) + C(0.5), C(0), C(1));
      case Kind::kClip:
        return clamp(x, a, b);
      case Kind::kElu:
        return x < C(0) ? a * expm1(x) : x;
      case Kind::kSelu:
        return b * (x <= C(0) ? a * expm1(x) : x);
      case Kind::kSoftplus:
        return (x > C(0) ? x : C(0)) + log1p(exp(-(x < C(0) ? -x : x)));
      case Kind::kSoftsign:
        return x / (C(1) + (x < C(0) ? -x : x));
      case Kind::kThresholdedRelu:
        return x <= a ? C(0) : x;
    }
    return x;
  }

  /// `x` moved into [low, high]; `high` where `low` is above it, NaN where x is NaN.
  template <class C>
  __device__ static C clamp(C x, C low, C high) {
    const C raised = x < low ? low : x;
    return raised > high ? high : raised;
  }
};

/// `parameters` in the order of FusedConv's `activation_params`; missing ones have ONNX's defaults. Throws
/// (unsupported) for another name.
ActivationFunction activation_function(std::string_view name, std::span<const float> parameters);

}  // namespace ort::cuda
