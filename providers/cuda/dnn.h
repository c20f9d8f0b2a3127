#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ort/data_type.h"

namespace ort::cuda {

/// Y = relu(conv(X, W) + addend + bias), or its transpose: X, W and Y in the order of ONNX, without gaps.
struct Convolution {
  enum class Kind {
    kForward,     ///< Conv: W [M, C / group, ...]
    kTransposed,  ///< ConvTranspose: W [C, M / group, ...]; without bias, addend and relu
  };

  Kind kind = Kind::kForward;
  DataType dtype = DataType::kFloat;  ///< of all tensors: float, double, float16 or bfloat16
  std::vector<int64_t> x;             ///< [N, C, ...]; all sizes are at least 1
  std::vector<int64_t> w;
  std::vector<int64_t> y;
  std::vector<int64_t> pads;  ///< of each spatial axis, the same on both sides
  std::vector<int64_t> strides;
  std::vector<int64_t> dilations;
  int64_t groups = 1;
  bool bias = false;    ///< [M]
  bool addend = false;  ///< like Y
  bool relu = false;    ///< what becomes of NaN is up to the library
};

/// The problem in one line: for errors and as a key.
std::string describe(const Convolution& convolution);

/// What the fast engines of a library ask of addresses, in bytes.
inline constexpr int64_t kConvolutionAlignment = 16;

/// Addresses on the device, multiples of kConvolutionAlignment.
struct ConvolutionPointers {
  const void* x = nullptr;
  const void* w = nullptr;
  const void* bias = nullptr;
  const void* addend = nullptr;
  void* y = nullptr;
};

/// A convolution with its algorithm chosen. Thread-safe.
class PlannedConvolution {
 public:
  virtual ~PlannedConvolution() = default;
  virtual std::size_t workspace() const = 0;  ///< bytes of scratch memory on the device
  /// Puts the convolution on the stream. Throws (provider) when the library refuses it.
  virtual void run(cudaStream_t stream, const ConvolutionPointers& pointers, std::byte* workspace) const = 0;
};

/// Convolutions of a library: cuDNN or its double. float16 and bfloat16 accumulate in float. Thread-safe.
class Dnn {
 public:
  virtual ~Dnn() = default;
  /// Null when the library has no engine for the problem. Throws (provider) when the library is missing.
  virtual std::shared_ptr<const PlannedConvolution> plan(const Convolution& convolution) = 0;
};

}  // namespace ort::cuda
