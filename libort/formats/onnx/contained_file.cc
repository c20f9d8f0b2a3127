#include "libort/formats/onnx/contained_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <system_error>

#include "libort/core/fail.h"
#include "libort/core/text.h"

namespace ort::onnx {
namespace {

namespace fs = std::filesystem;

constexpr int kOpenFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr int kMaxRenameRaces = 64;

std::string reason(int error) { return std::generic_category().message(error); }

bool has_drive(std::string_view location) {
  return location.size() >= 3 && location[1] == ':' && (location[2] == '\\' || location[2] == '/');
}

void check_location(std::string_view location, const std::string& where) {
  const fs::path path(location);
  const bool climbs = std::any_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
  const bool rooted = path.is_absolute() || location.starts_with('\\') || has_drive(location);
  if (climbs || rooted) {
    fail_model(where + ": external data '" + printable(location) + "' is outside model directory");
  }
  if (location.empty() || path.lexically_normal() == "." || location.find('\0') != std::string_view::npos) {
    fail_model(where + ": external data '" + printable(location) + "' is no file inside the model directory");
  }
}

/// All links followed. Throws (file) when there is no such file.
fs::path resolve(const fs::path& path, const std::string& where) {
  std::error_code error;
  fs::path resolved = fs::canonical(path, error);
  if (!error) return resolved;
  const bool missing = error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
  fail_file(where + ": external data file " + printable(fs::absolute(path).lexically_normal().string()) +
            (missing ? " does not exist" : ": " + error.message()));
}

/// `path` relative to `folder` when it lies inside; both without links.
std::optional<fs::path> inside(const fs::path& path, const fs::path& folder) {
  if (folder.empty()) return std::nullopt;
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  if (end != folder.end() || rest == path.end()) return std::nullopt;
  fs::path relative;
  for (auto part = rest; part != path.end(); ++part) relative /= *part;
  return relative;
}

int openat2_beneath(int folder, const fs::path& relative) {
  open_how how = {};
  how.flags = static_cast<uint64_t>(kOpenFlags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  for (int attempt = 0;; ++attempt) {
    const long fd = syscall(SYS_openat2, folder, relative.c_str(), &how, sizeof(how));
    const bool again = fd < 0 && (errno == EAGAIN || errno == EINTR) && attempt < kMaxRenameRaces;
    if (!again) return static_cast<int>(fd);
  }
}

/// For kernels without openat2 and filters that refuse it.
FileDescriptor open_by_component(int folder, const fs::path& relative) {
  FileDescriptor at;
  for (auto part = relative.begin(); part != relative.end(); ++part) {
    const bool last = std::next(part) == relative.end();
    const int flags = last ? kOpenFlags | O_NOFOLLOW : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    FileDescriptor next(openat(at.get() < 0 ? folder : at.get(), part->c_str(), flags));
    if (next.get() < 0) return next;
    at = std::move(next);
  }
  return at;
}

FileDescriptor open_beneath(const fs::path& folder, const fs::path& relative) {
  const FileDescriptor root(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (root.get() < 0) return FileDescriptor();
  const int fd = openat2_beneath(root.get(), relative);
  const bool refused = fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EINVAL || errno == E2BIG);
  return refused ? open_by_component(root.get(), relative) : FileDescriptor(fd);
}

void check_regular(int fd, const fs::path& path, const std::string& where) {
  struct stat status = {};
  if (fstat(fd, &status) != 0) fail_file(where + ": external data file " + path.string() + ": " + reason(errno));
  if (!S_ISREG(status.st_mode)) {
    fail_model(where + ": external data " + printable(path.string()) + " is no regular file");
  }
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) close(fd_);
}

FileDescriptor open_contained(const DataFolders& folders, std::string_view location, const std::string& where) {
  check_location(location, where);
  const fs::path path = resolve(folders.given / location, where);
  for (const fs::path& folder : {folders.given, folders.resolved}) {
    if (folder.empty()) continue;
    const fs::path root = resolve(folder, where);
    const std::optional<fs::path> relative = inside(path, root);
    if (!relative) continue;
    FileDescriptor file = open_beneath(root, *relative);
    if (file.get() < 0 && errno == ENXIO)
      fail_model(where + ": external data " + path.string() + " is no regular file");
    if (file.get() < 0) fail_file(where + ": external data file " + printable(path.string()) + ": " + reason(errno));
    check_regular(file.get(), path, where);
    return file;
  }
  fail_model(where + ": external data '" + printable(location) + "' leads outside model directory");
}

}  // namespace ort::onnx
