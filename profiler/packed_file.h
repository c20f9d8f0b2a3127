#pragma once

#include <filesystem>
#include <string_view>

struct archive;

namespace ort::profiler {

/// The bytes of a regular file from its beginning, unpacked where it is compressed by gzip, xz or zstd.
class PackedFile {
 public:
  /// Throws ort::Error (file) with the reason, also for a folder, a pipe or a device, without waiting for one.
  explicit PackedFile(const std::filesystem::path& path);
  PackedFile(const PackedFile&) = delete;
  PackedFile& operator=(const PackedFile&) = delete;
  ~PackedFile();

  /// The next bytes, valid until the next call; empty at the end.
  std::string_view read();

  /// The compressed bytes ended early or were damaged, so that `read` gave only those before.
  bool is_cut() const { return is_cut_; }

 private:
  void open_archive(const std::filesystem::path& path);

  int descriptor_ = -1;
  archive* archive_ = nullptr;
  bool is_empty_ = false;
  bool is_cut_ = false;
};

}  // namespace ort::profiler
