#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libort/core/stages.h"
#include "libort/graph/graph.h"

namespace ort::onnx {

/// A file beside the model that holds data of its tensors.
struct ExternalFile {
  std::string location;  ///< as the model names it
  std::size_t bytes = 0;
};

/// What an import may do and where it looks for external data.
struct ImportOptions {
  std::filesystem::path model_path;            ///< empty: the model came from memory
  std::filesystem::path external_data_folder;  ///< empty: the folder of `model_path`
  /// Tensors of the caller that replace the data of external initializers; asked by initializer name.
  std::function<const Tensor*(const std::string& name)> external_override;
  std::vector<ExternalFile>* external_files = nullptr;  ///< takes each file that was opened
  StageListener* stages = nullptr;                      ///< hears of "load/map", "load/parse", "load/graph"
};

/// Reads a ModelProto into a graph with all functions inlined. Initializers point into `bytes`, which `owner` keeps
/// alive, wherever their layout allows it.
/// Throws ort::Error: protobuf (field path and byte offset), model, limit, unsupported, file.
Model import_model(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const ImportOptions& options);

/// Maps the file and imports it. Throws NO_SUCHFILE "Load model from <path> failed:Load model <path> failed. File
/// doesn't exist" and what `import_model` throws, with "Load model from <path> failed:" before it.
Model import_file(const std::filesystem::path& path, ImportOptions options = {});

}  // namespace ort::onnx
