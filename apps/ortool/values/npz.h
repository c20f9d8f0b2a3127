#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ort/value.h"

namespace ortool {

/// Arrays of an .npz file by name, without the ".npy" of the entries.
struct NpzContents {
  std::vector<std::string> names;               ///< of all arrays, in the order of the file
  std::map<std::string, ort::OrtValue> arrays;  ///< those that were asked for
};

/// Reads all arrays, or only the one named `only` (none when there is no such name). Stored and deflated entries.
/// Throws ort::Error: file; input for what is no zip archive, is cut off or damaged (checksums are verified), holds an
/// encrypted entry, another compression method (named), an entry that is no .npy, a name twice, a name with "..", over
/// 65535 entries, or an entry that does not have the size its own header and the archive declare; limit when the
/// arrays together exceed `default_memory_limit`.
NpzContents read_npz(const std::filesystem::path& path, std::optional<std::string_view> only = std::nullopt);

/// Writes an uncompressed .npz file, whole or not at all; the same arrays give the same bytes.
class NpzWriter {
 public:
  /// Throws ort::Error (file), like the other members.
  explicit NpzWriter(const std::filesystem::path& path);
  NpzWriter(const NpzWriter&) = delete;
  NpzWriter& operator=(const NpzWriter&) = delete;
  ~NpzWriter();

  /// Adds a tensor under a new name (see `make_npy`).
  void add(const std::string& name, const ort::OrtValue& tensor);

  /// Makes the file appear under its name. Without it nothing is left behind.
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ortool
