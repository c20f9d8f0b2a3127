#include "providers/cuda/dnn.h"

namespace ort::cuda {
namespace {

std::string print(const std::vector<int64_t>& sizes) {
  std::string text;
  for (const int64_t size : sizes) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

}  // namespace

std::string describe(const Convolution& convolution) {
  std::string text(data_type_name(convolution.dtype));
  text += convolution.kind == Convolution::Kind::kForward ? " conv" : " transposed conv";
  if (convolution.addend) text += " + addend";
  if (convolution.bias) text += " + bias";
  if (convolution.relu) text += " relu";
  text += ", x " + print(convolution.x) + ", w " + print(convolution.w) + ", y " + print(convolution.y);
  text += ", pads " + print(convolution.pads) + ", strides " + print(convolution.strides);
  text += ", dilations " + print(convolution.dilations);
  return text + ", groups " + std::to_string(convolution.groups);
}

}  // namespace ort::cuda
