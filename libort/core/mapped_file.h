#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace ort {

/// A regular file mapped into memory, read only. The file must not be truncated while it is mapped: reading beyond its
/// new end would kill the process.
class MappedFile {
 public:
  /// Throws ort::Error (file) with the path and the system's reason when the file cannot be opened, and for
  /// directories, pipes, sockets and devices, on which it never waits.
  explicit MappedFile(const std::filesystem::path& path);

  /// Maps what the open descriptor `fd` refers to; the descriptor stays the caller's and may be closed afterwards.
  /// `name` is for messages.
  MappedFile(int fd, std::string_view name);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  /// The whole file; starts at a page boundary.
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace ort
