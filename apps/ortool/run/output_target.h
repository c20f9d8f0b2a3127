#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "apps/ortool/run/named_value.h"

namespace ortool {

/// Where `--output` writes: FILE.npz, or a folder (one that exists, or a name that ends in '/', which is made).
class OutputTarget {
 public:
  /// Checks that the target can be written, before anything is computed. `sources` are files that the command reads.
  /// Throws ort::Error: usage for another kind of name and for a target that is one of the sources, file for a folder
  /// that is missing or cannot be written.
  OutputTarget(const std::string& argument, std::span<const std::string> sources);

  /// An archive as `to_arrays` names its arrays, or output_K.pb files in ONNX's formats, K the position in `outputs`;
  /// each file whole or not at all. Throws ort::Error (file, limit).
  void write(std::span<const NamedValue> outputs) const;

 private:
  void write_archive(std::span<const NamedValue> outputs) const;
  void write_folder(std::span<const NamedValue> outputs) const;

  std::filesystem::path path_;
  bool is_folder_;
};

}  // namespace ortool
