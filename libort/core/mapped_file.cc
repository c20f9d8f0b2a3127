#include "libort/core/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/text.h"

namespace ort {
namespace {

/// A descriptor that closes itself.
class OpenFile {
 public:
  explicit OpenFile(const char* path) : fd_(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail_errno(std::string_view action, std::string_view name, int error) {
  fail_file("cannot " + std::string(action) + " '" + printable(name) + "': " + std::generic_category().message(error));
}

std::string_view kind_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return "a directory";
    case S_IFIFO:
      return "a pipe";
    case S_IFSOCK:
      return "a socket";
    case S_IFCHR:
    case S_IFBLK:
      return "a device";
    default:
      return "something else";
  }
}

std::span<const std::byte> mapped(int fd, std::string_view name) {
  struct stat facts = {};
  if (::fstat(fd, &facts) != 0) fail_errno("look at", name, errno);
  if (!S_ISREG(facts.st_mode)) {
    fail_file("'" + printable(name) + "' is " + std::string(kind_of(facts.st_mode)) + ", not a regular file");
  }
  if (facts.st_size == 0) return {};
  const auto size = static_cast<std::size_t>(facts.st_size);
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (address == MAP_FAILED) fail_errno("map", name, errno);
  return {static_cast<const std::byte*>(address), size};
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
  const OpenFile file(path.c_str());
  if (file.fd() < 0) fail_errno("open", path.native(), errno);
  bytes_ = mapped(file.fd(), path.native());
}

MappedFile::MappedFile(int fd, std::string_view name) : bytes_(mapped(fd, name)) {}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace ort
