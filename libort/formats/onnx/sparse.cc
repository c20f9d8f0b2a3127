#include "libort/formats/onnx/sparse.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"
#include "libort/formats/onnx/limits.h"
#include "libort/formats/onnx/onnx_fields.h"

namespace ort::onnx {
namespace {

/// Position in the dense tensor of the value number `i`. The coordinates are within the shape.
int64_t linear_index(const SparseTensorData& sparse, int64_t i) {
  const auto indices = sparse.indices.as<int64_t>();
  if (sparse.indices.shape().rank() == 1) return indices[static_cast<std::size_t>(i)];
  const int rank = sparse.dense_shape.rank();
  int64_t index = 0;
  for (int axis = 0; axis < rank; ++axis) {
    index = index * sparse.dense_shape[axis] + indices[static_cast<std::size_t>(i * rank + axis)];
  }
  return index;
}

void check_shapes(const NamedSparseTensor& sparse) {
  const auto& [values, indices, dense] = sparse.data;
  if (values.shape().rank() != 1) {
    fail_model(sparse.where + ": the values have shape " + values.shape().to_string() + " instead of one dimension");
  }
  if (indices.dtype() != DataType::kInt64) fail_model(sparse.where + ": the indices are not int64");
  const int64_t count = values.elements();
  const bool linear = indices.shape() == Shape{count};
  const bool coordinates = indices.shape() == Shape{count, dense.rank()};
  if (!linear && !coordinates) {
    fail_model(sparse.where + ": " + std::to_string(count) + " values in a tensor of shape " + dense.to_string() +
               " need indices of shape [" + std::to_string(count) + "] or [" + std::to_string(count) + "," +
               std::to_string(dense.rank()) + "], got " + indices.shape().to_string());
  }
}

void check_ranges(const NamedSparseTensor& sparse) {
  const auto& [values, indices, dense] = sparse.data;
  const bool linear = indices.shape().rank() == 1;
  const int64_t elements = dense.elements();
  const auto flat = indices.as<int64_t>();
  for (std::size_t i = 0; i < flat.size(); ++i) {
    const int64_t end = linear ? elements : dense[static_cast<int>(i % static_cast<std::size_t>(dense.rank()))];
    if (flat[i] < 0 || flat[i] >= end) {
      fail_model(sparse.where + ": index " + std::to_string(flat[i]) + " is outside of [0," + std::to_string(end) +
                 ")");
    }
  }
}

void check_order(const NamedSparseTensor& sparse) {
  int64_t last = -1;
  for (int64_t i = 0; i < sparse.data.values.elements(); ++i) {
    const int64_t index = linear_index(sparse.data, i);
    if (index <= last) {
      fail_model(sparse.where + ": index number " + std::to_string(i) +
                 (index == last ? " is a duplicate" : " is not in ascending order"));
    }
    last = index;
  }
}

}  // namespace

NamedSparseTensor read_sparse(const Message& message, const TensorReader& tensors) {
  NamedSparseTensor sparse;
  std::vector<int64_t> dims;
  bool has_values = false;
  bool has_indices = false;
  MessageReader reader(message, SparseTensorProto::kFields);
  while (reader.next()) {
    if (reader.number() == SparseTensorProto::kDims) {
      append_dims(reader, dims);
    } else if (reader.number() == SparseTensorProto::kValues) {
      NamedTensor values = tensors.read(reader.message());
      sparse.name = values.name;
      sparse.data.values = std::move(values.tensor);
      has_values = true;
    } else {
      sparse.data.indices = tensors.read(reader.message()).tensor;
      has_indices = true;
    }
  }
  sparse.where = tensor_label("sparse tensor", sparse.name, message);
  if (!has_values || !has_indices) fail_model(sparse.where + " has no " + (has_values ? "indices" : "values"));
  tensor_bytes(sparse.where, sparse.data.values.dtype(), dims);
  sparse.data.dense_shape = Shape(std::move(dims));
  check_shapes(sparse);
  check_ranges(sparse);
  check_order(sparse);
  return sparse;
}

Tensor densify(const NamedSparseTensor& sparse) {
  const auto& [values, indices, shape] = sparse.data;
  const std::size_t bytes = tensor_bytes(sparse.where, values.dtype(), shape.dims());
  const std::size_t limit =
      std::max(kFreeDenseBytes, checked_multiply(checked_add(values.bytes(), indices.bytes()), kDenseGrowth));
  if (bytes > limit) {
    fail_limit(sparse.where + " needs " + std::to_string(bytes) + " bytes when dense, the limit is " +
               std::to_string(limit));
  }
  if (is_packed(values.dtype())) {
    fail_unsupported(sparse.where + ": sparse tensors of " + std::string(data_type_name(values.dtype())) +
                     " are not supported");
  }
  Tensor dense(values.dtype(), shape);
  if (dense.is_string()) {
    for (int64_t i = 0; i < values.elements(); ++i) {
      dense.as<std::string>()[static_cast<std::size_t>(linear_index(sparse.data, i))] =
          values.as<std::string>()[static_cast<std::size_t>(i)];
    }
    return dense;
  }
  const auto size = static_cast<std::size_t>(data_type_bits(values.dtype()) / 8);
  if (bytes > 0) std::memset(dense.data(), 0, bytes);
  for (int64_t i = 0; i < values.elements(); ++i) {
    std::memcpy(dense.data() + static_cast<std::size_t>(linear_index(sparse.data, i)) * size,
                values.data() + static_cast<std::size_t>(i) * size, size);
  }
  return dense;
}

}  // namespace ort::onnx
