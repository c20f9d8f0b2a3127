#include "libort/formats/onnx/tensor_writer.h"

#include "libort/formats/onnx/message_writer.h"
#include "libort/formats/onnx/onnx_fields.h"

namespace ort::onnx {

std::string write_tensor(DataType dtype, std::span<const int64_t> dims, std::span<const std::byte> elements,
                         std::span<const std::string> strings, std::string_view name) {
  MessageWriter writer;
  for (const int64_t dim : dims) writer.add_number(TensorProto::kDims, dim);
  writer.add_number(TensorProto::kDataType, static_cast<int64_t>(dtype));
  for (const std::string& text : strings) writer.add_bytes(TensorProto::kStringData, text);
  writer.add_name(TensorProto::kName, name);
  if (dtype != DataType::kString) {
    writer.add_bytes(TensorProto::kRawData, {reinterpret_cast<const char*>(elements.data()), elements.size()});
  }
  return writer.finish();
}

std::string write_tensor(const Tensor& tensor, std::string_view name) {
  const auto& dims = tensor.shape().dims();
  if (tensor.is_string()) return write_tensor(tensor.dtype(), dims, {}, tensor.as<std::string>(), name);
  return write_tensor(tensor.dtype(), dims, {tensor.data(), tensor.bytes()}, {}, name);
}

}  // namespace ort::onnx
