#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "libort/core/mapped_file.h"
#include "libort/formats/onnx/import.h"
#include "libort/formats/onnx/tensor_reader.h"
#include "libort/formats/onnx/warnings.h"

namespace ort::onnx {

/// External data of one model: files below the model's folder, mapped once each and used in place.
///
/// A location is a relative path without ".." whose file, all links followed, lies inside the folder of the model as it
/// was given or inside the folder of the file that the model's path resolves to (as in a Hugging Face cache). What was
/// checked is what is read: the file is opened once, beneath that folder, without following links.
class ExternalData final : public ExternalDataSource {
 public:
  /// `options` and `warnings` must outlive the object.
  ExternalData(const ImportOptions& options, Warnings& warnings) : options_(options), warnings_(warnings) {}

  /// Throws (model) for a location outside of the folders, something that is no regular file, broken numbers and
  /// ranges, and a model without folder; (file) for a missing file and one that is too short.
  Tensor load(std::string_view name, const std::string& where, std::span<const ExternalEntry> entries, DataType dtype,
              Shape shape) override;

 private:
  std::shared_ptr<const MappedFile> open(const std::string& where, std::string_view location);

  const ImportOptions& options_;
  Warnings& warnings_;
  std::map<std::string, std::shared_ptr<const MappedFile>, std::less<>> files_;
};

}  // namespace ort::onnx
