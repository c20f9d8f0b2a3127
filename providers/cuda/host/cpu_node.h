#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libort/core/tensor.h"
#include "libort/graph/attribute.h"
#include "libort/graph/graph.h"
#include "libort/ops/op_schema.h"
#include "libort/runtime/kernel.h"

namespace ort::cuda::host {

/// One call of an operator on the CPU provider, outside of any model: what the doubles of libraries compute with.
/// Thread-safe.
class CpuNode {
 public:
  using Attributes = std::map<std::string, Attribute, std::less<>>;

  /// `inputs`: the element types, kUndefined for an absent one. One output.
  CpuNode(std::string op_type, std::string domain, Attributes attributes, const std::vector<DataType>& inputs);

  /// `inputs`: one tensor in CPU memory for each input, anything for an absent one.
  Tensor run(std::vector<Tensor> inputs) const;

 private:
  Graph graph_;
  NodeId id_ = kNoNode;
  const OpSchema* schema_ = nullptr;
  std::unique_ptr<Kernel> kernel_;
};

/// Memory of the device as a tensor, for work that the device does.
Tensor device_tensor(DataType dtype, Shape shape, const void* address);

}  // namespace ort::cuda::host
