#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libort/core/tensor.h"
#include "libort/formats/onnx/wire.h"

namespace ort::onnx {

/// What a TensorProto says of data that lies in another file.
struct ExternalEntry {
  std::string_view key;
  std::string_view value;
};

/// Supplies the data of tensors that are stored outside the model.
class ExternalDataSource {
 public:
  virtual ~ExternalDataSource() = default;

  /// The tensor `name` of this type and shape. `where` is for messages. Throws what import_model throws.
  virtual Tensor load(std::string_view name, const std::string& where, std::span<const ExternalEntry> entries,
                      DataType dtype, Shape shape) = 0;
};

struct NamedTensor {
  std::string_view name;
  Tensor tensor;
};

/// Reads TensorProto messages. Raw data is used where it lies in the document when it is aligned for its type, and
/// copied otherwise; bool bytes other than 0 are read as 1.
class TensorReader {
 public:
  /// `owner` keeps the document alive; without it all data is copied. `external` may be null (no external data).
  explicit TensorReader(std::shared_ptr<const void> owner, ExternalDataSource* external = nullptr)
      : owner_(std::move(owner)), external_(external) {}

  /// Throws (model) with tensor and sizes when type, shape and data do not fit together exactly, (unsupported) for
  /// element types that do not exist and for segments, (limit) for a rank above 64, and what external data throws.
  NamedTensor read(const Message& message) const;

 private:
  std::shared_ptr<const void> owner_;
  ExternalDataSource* external_;
};

/// "tensor 'w' (graph.initializer[3])", for messages.
std::string tensor_label(std::string_view what, std::string_view name, const Message& message);

/// `dtype` and `dims` for an error message: "float[2,3]".
std::string tensor_text(DataType dtype, std::span<const int64_t> dims);

/// Appends the entries of the current field, the dimensions of a tensor. Throws (limit) for a rank above kMaxRank.
void append_dims(const MessageReader& reader, std::vector<int64_t>& dims);

/// Bytes of a tensor. Throws (model) "size overflow" or "negative dimension" beginning with `where`.
std::size_t tensor_bytes(const std::string& where, DataType dtype, std::span<const int64_t> dims);

/// A tensor over `bytes`, which are exactly those of type and shape: in place where `owner` keeps them alive and their
/// alignment allows it, a copy otherwise. Not for strings.
Tensor tensor_over(std::span<const std::byte> bytes, DataType dtype, Shape shape, std::shared_ptr<const void> owner);

}  // namespace ort::onnx
