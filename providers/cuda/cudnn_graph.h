#pragma once

#include <optional>
#include <vector>

#include "providers/cuda/cudnn_descriptor.h"
#include "providers/cuda/dnn.h"

namespace ort::cuda {

/// The tensors that a graph reads and writes, by the names under which their addresses are given.
enum class DnnTensor : int64_t { kX = 1, kW, kY, kBias, kAddend };

/// A convolution as a graph of operations: conv, then addend, bias and Relu, in the order in which cuDNN fuses them.
/// Its parts live as long as it does.
struct DnnGraph {
  std::vector<DnnDescriptor> parts;
  DnnDescriptor graph{CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR};
};

/// Nothing when cuDNN knows no such operations: more than three spatial axes, or what it says itself.
std::optional<DnnGraph> make_dnn_graph(const Convolution& convolution, cudnnHandle_t handle);

}  // namespace ort::cuda
