#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ort/session.h"

namespace ort::test {

/// A serialised model from ONNX's textual syntax, IR 8, opset 17, made by ONNX's own library.
std::vector<std::byte> model_bytes(const std::string& graph_text);

/// The digits classifier of testdata.
std::filesystem::path digits_path();
OrtValue digit_picture(int digit);

/// float tensor
OrtValue floats(const std::vector<float>& elements, const std::vector<int64_t>& shape);

}  // namespace ort::test
