#include "tests/session/model_bytes.h"

#include <fstream>
#include <iterator>

#include "tests/formats/model_text.h"

namespace ort::test {

std::vector<std::byte> model_bytes(const std::string& graph_text) {
  const std::string text = testing::parse_graph(graph_text).SerializeAsString();
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::filesystem::path digits_path() { return std::filesystem::path(ORT_SOURCE_DIR) / "testdata/digits/digits.onnx"; }

OrtValue digit_picture(int digit) {
  std::ifstream file(digits_path().parent_path() / ("digit_" + std::to_string(digit) + ".npy"), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto pixels = std::as_bytes(std::span(bytes)).last(64 * sizeof(float));
  return OrtValue::from_bytes(pixels, std::vector<int64_t>{1, 1, 8, 8}, DataType::kFloat);
}

OrtValue floats(const std::vector<float>& elements, const std::vector<int64_t>& shape) {
  return OrtValue::from_vector(elements, shape);
}

}  // namespace ort::test
