#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace ort::onnx {

/// An open file descriptor; closed at the end.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor();

  int get() const { return fd_; }

 private:
  int fd_;
};

/// The folders below which the external data of a model may lie.
struct DataFolders {
  std::filesystem::path given;     ///< locations are relative to it
  std::filesystem::path resolved;  ///< folder of the file that the model's path leads to; empty when there is none
};

/// Opens the regular file at `location` below `folders.given` for reading, without ever waiting. All links are followed
/// first; the result must lie inside of one of the folders and is then opened beneath it without following any link, so
/// that the file that was checked is the one that is read.
/// Throws (model), beginning with `where`, for a location that is no relative path without "..", a file outside of the
/// folders and anything but a regular file; (file) with the full path when it is missing or cannot be opened.
FileDescriptor open_contained(const DataFolders& folders, std::string_view location, const std::string& where);

}  // namespace ort::onnx
