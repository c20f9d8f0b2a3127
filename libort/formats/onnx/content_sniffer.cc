#include "libort/formats/onnx/content_sniffer.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "libort/core/fail.h"

namespace ort::onnx {
namespace {

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view what;
};

using namespace std::string_view_literals;

/// None of these can begin a ModelProto: they hold group tags, fields that it does not have, or wrong wire types.
constexpr std::array kSignatures = {
    Signature{0, "version https://git-lfs"sv, "a Git LFS pointer instead of the file; run `git lfs pull`"},
    Signature{0, "PK\x03\x04"sv, "a zip archive (perhaps a PyTorch or Keras file)"},
    Signature{0, "\x1f\x8b"sv, "a gzip archive; unpack it first"},
    Signature{0,
              "\xfd"
              "7zXZ"sv,
              "an xz archive; unpack it first"},
    Signature{0, "\x80\x02"sv, "a Python pickle (perhaps a PyTorch file)"},
    Signature{0, "\x80\x03"sv, "a Python pickle"},
    Signature{0, "\x80\x04"sv, "a Python pickle"},
    Signature{0, "\x80\x05"sv, "a Python pickle"},
    Signature{0, "\x89HDF\r\n"sv, "an HDF5 file (perhaps a Keras model)"},
    Signature{0, "GGUF"sv, "a GGUF file"},
    Signature{0, "\x93NUMPY"sv, "a NumPy array"},
    Signature{4, "TFL3"sv, "a TensorFlow Lite model"},
};

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A flatbuffer begins with the offset of its root table, followed by its identifier.
bool is_flatbuffer(std::string_view text, std::string_view identifier) {
  if (text.size() < 8 || text.substr(4, 4) != identifier) return false;
  uint32_t root = 0;
  std::memcpy(&root, text.data(), sizeof(root));
  return root >= 8 && root < text.size();
}

bool matches(std::string_view text, const Signature& signature) {
  if (signature.offset == 4) return is_flatbuffer(text, signature.bytes);
  return text.starts_with(signature.bytes);
}

bool is_markup(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  return start != std::string_view::npos && start < 64 && text[start] == '<';
}

}  // namespace

bool is_ort_format(std::span<const std::byte> bytes) { return is_flatbuffer(text_of(bytes), "ORTM"); }

void refuse_other_formats(std::span<const std::byte> bytes) {
  if (bytes.empty()) fail_protobuf("the model is an empty file");
  if (is_ort_format(bytes)) fail_unsupported("this is an ORT format model, which this build does not read yet");
  const std::string_view text = text_of(bytes);
  for (const Signature& signature : kSignatures) {
    if (matches(text, signature)) fail_protobuf("this is no ONNX model: it looks like " + std::string(signature.what));
  }
  if (is_markup(text)) fail_protobuf("this is no ONNX model: it looks like a web page or an XML file");
}

}  // namespace ort::onnx
