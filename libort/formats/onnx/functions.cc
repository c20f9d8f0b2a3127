#include "libort/formats/onnx/functions.h"

namespace ort::onnx {

void inline_functions(ParsedModel&) {}

}  // namespace ort::onnx
