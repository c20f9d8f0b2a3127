#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace ortool {

/// A file that appears under its name whole or not at all: bytes go to a temporary file in the same folder, which
/// `commit` flushes to the disk and renames. Without `commit` the destructor removes it and leaves an old file intact.
/// A target that exists and is no regular file (a pipe, /dev/null) is written to directly.
class AtomicFile {
 public:
  /// Creates the temporary file. Throws ort::Error (file) with the reason.
  explicit AtomicFile(std::filesystem::path path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  /// Throws ort::Error (file), for a full disk too.
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);

  void commit();

 private:
  std::filesystem::path path_;
  std::string temporary_;
  int descriptor_ = -1;
};

/// `AtomicFile`, `write` and `commit` in one call.
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_file(const std::filesystem::path& path, std::string_view text);

/// Throws ort::Error (file) unless a file could be written as `path`: its folder exists and can be written, and it is
/// no folder itself. For a check before long work.
void check_writable(const std::filesystem::path& path);

/// Removes the temporary files of this process. For the moment before the process ends: no AtomicFile can be made or
/// committed any more.
void remove_partial_files();

}  // namespace ortool
