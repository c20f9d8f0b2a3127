#include "libort/formats/onnx/external_data.h"

#include "libort/core/fail.h"

namespace ort::onnx {

Tensor ExternalData::load(std::string_view name, const std::string& where, std::span<const ExternalEntry>, DataType,
                          Shape) {
  if (options_.external_override) {
    if (const Tensor* tensor = options_.external_override(std::string(name))) return *tensor;
  }
  fail_unsupported(where + " has external data, which is not supported yet");
}

}  // namespace ort::onnx
