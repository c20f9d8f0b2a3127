#pragma once

#include <filesystem>

namespace ortool {

/// An empty folder in $TMPDIR (or /tmp) that only this user can enter, removed with all that is in it at the end.
class TemporaryFolder {
 public:
  /// Throws ort::Error (file).
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace ortool
