#include "apps/ortool/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <set>

#include "apps/ortool/errors.h"

namespace ortool {
namespace {

struct PartialFiles {
  std::mutex mutex;
  std::set<std::string> paths;
};

PartialFiles& partial_files() {
  static PartialFiles files;
  return files;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// A pipe, terminal or other target that cannot be replaced by renaming: it is written to directly.
bool is_device(const std::filesystem::path& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

/// Where a symbolic link points, so that the link stays and its target is replaced.
std::filesystem::path resolved(std::filesystem::path path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  std::filesystem::path target = std::filesystem::weakly_canonical(path, error);
  return error ? path : target;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path) : path_(resolved(std::move(path))) {
  check_writable(path_);
  if (is_device(path_)) {
    descriptor_ = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) throw file_error("write", path_, errno);
    return;
  }
  temporary_ = (folder_of(path_) / ".ortool-XXXXXX").string();
  PartialFiles& files = partial_files();
  const std::lock_guard lock(files.mutex);
  descriptor_ = mkostemp(temporary_.data(), O_CLOEXEC);
  if (descriptor_ < 0) throw file_error("write", path_, errno);
  files.paths.insert(temporary_);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  if (temporary_.empty()) return;
  PartialFiles& files = partial_files();
  const std::lock_guard lock(files.mutex);
  unlink(temporary_.c_str());
  files.paths.erase(temporary_);
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw file_error("write", path_, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicFile::write(std::string_view text) { write(std::as_bytes(std::span(text))); }

void AtomicFile::commit() {
  if (temporary_.empty()) return;
  struct stat old {};
  const mode_t mask = umask(0);
  umask(mask);
  const mode_t mode = stat(path_.c_str(), &old) == 0 ? old.st_mode & 0777U : 0666U & ~mask;
  PartialFiles& files = partial_files();
  const std::lock_guard lock(files.mutex);
  if (fchmod(descriptor_, mode) != 0 || fsync(descriptor_) != 0) throw file_error("write", path_, errno);
  if (rename(temporary_.c_str(), path_.c_str()) != 0) throw file_error("write", path_, errno);
  files.paths.erase(temporary_);
  close(descriptor_);
  descriptor_ = -1;
}

void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span(text)));
}

void check_writable(const std::filesystem::path& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) throw file_error("write", path, EISDIR);
    if (is_device(path)) return;
  }
  const std::filesystem::path folder = folder_of(resolved(path));
  if (stat(folder.c_str(), &info) != 0) throw file_error("write", path, errno);
  if (!S_ISDIR(info.st_mode)) throw file_error("write", path, ENOTDIR);
  if (access(folder.c_str(), W_OK | X_OK) != 0) throw file_error("write", path, errno);
}

void remove_partial_files() {
  PartialFiles& files = partial_files();
  files.mutex.lock();
  for (const std::string& path : files.paths) unlink(path.c_str());
}

}  // namespace ortool
