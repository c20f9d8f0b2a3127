#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "apps/ortool/values/compare.h"
#include "ort/value.h"

namespace ort::test {

/// A line of models.txt: what is expected of one of the reference models.
///
///   cls_mnist                pass
///   cls_mobilenet_v2_qdq     pass rtol=0.01 atol=0.5
///   llm_gpt2_tiny_beamsearch unsupported
struct ModelExpectation {
  std::string name;
  bool passes = true;
  ortool::Tolerance tolerance{1e-3, 1e-5};
};

/// For the messages of GoogleTest: the name.
void PrintTo(const ModelExpectation& expectation, std::ostream* out);

/// Reads models.txt: '#' begins a comment, empty lines count for nothing. Throws std::runtime_error with the line.
std::vector<ModelExpectation> read_expectations(const std::filesystem::path& file);

/// The value of an input, or of an output as ONNX Runtime computed it.
struct ReferenceValue {
  std::string name;
  OrtValue value;
  int64_t stride = 1;  ///< over 1: `value` is 1-D and holds every stride-th element only
};

/// What `<name>/refs.json` and the files beside it hold.
struct ModelReference {
  std::filesystem::path model;
  std::vector<ReferenceValue> inputs;
  std::vector<ReferenceValue> outputs;
};

/// Folder with the reference models, from $ORT_SHARED_DATA or beside the checkout; empty when there is none.
std::filesystem::path find_models();

/// Throws std::exception with the file that cannot be read.
ModelReference read_reference(const std::filesystem::path& models, const std::string& name);

/// The elements 0, stride, 2 * stride, ... of a tensor, as a 1-D tensor.
OrtValue every_nth(const OrtValue& tensor, int64_t stride);

}  // namespace ort::test
