#pragma once

#include <string>
#include <string_view>

#include "libort/formats/onnx/tensor_reader.h"
#include "libort/graph/attribute.h"

namespace ort::onnx {

struct NamedSparseTensor {
  std::string_view name;
  std::string where;  ///< for messages
  SparseTensorData data;
};

/// Reads a SparseTensorProto. Its indices are int64, linear [nnz] or coordinates [nnz, rank], within the dense shape,
/// ascending and each once; throws (model) otherwise, and what TensorReader throws.
NamedSparseTensor read_sparse(const Message& message, const TensorReader& tensors);

/// The dense tensor, zeros (or empty strings) where no value stands. Throws (limit) when it is out of proportion to
/// the sparse one, (unsupported) for packed types.
Tensor densify(const NamedSparseTensor& sparse);

}  // namespace ort::onnx
