#include "apps/ortool/file_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "apps/ortool/errors.h"
#include "apps/ortool/memory_limit.h"

namespace ortool {
namespace {

constexpr std::size_t kChunk = 1 << 20;

/// Closes a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

/// Appends what is left to read, in chunks that are allocated as the bytes arrive.
void append_rest(int descriptor, const std::filesystem::path& name, std::vector<std::byte>& bytes) {
  const std::size_t limit = default_memory_limit();
  std::size_t size = bytes.size();
  for (;;) {
    if (size == bytes.size()) bytes.resize(size + std::max(kChunk, size / 2));
    const ssize_t count = read(descriptor, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw file_error("read", name, errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (size > limit)
      throw limit_error(fmt::format("'{}' is larger than the {} bytes of memory", name.string(), limit));
  }
  bytes.resize(size);
}

}  // namespace

std::vector<std::byte> read_file(const std::filesystem::path& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) throw file_error("read", path, errno);
  struct stat info {};
  if (fstat(file.number(), &info) != 0) throw file_error("read", path, errno);
  if (S_ISDIR(info.st_mode)) throw file_error("read", path, EISDIR);
  if (!S_ISREG(info.st_mode)) {
    throw ort::Error(ort::ErrorCode::kFail, ort::ErrorKind::kFile,
                     fmt::format("cannot read '{}': it is no regular file", path.string()));
  }
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size > default_memory_limit()) {
    throw limit_error(fmt::format("'{}' has {} bytes, memory {}", path.string(), size, default_memory_limit()));
  }
  std::vector<std::byte> bytes(size);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = read(file.number(), bytes.data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw file_error("read", path, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

std::vector<std::byte> read_standard_input(std::string_view purpose) {
  static bool is_taken = false;
  if (is_taken) throw usage_error(fmt::format("{}: standard input ('-') can be used once only", purpose));
  is_taken = true;
  std::vector<std::byte> bytes;
  append_rest(STDIN_FILENO, "standard input", bytes);
  return bytes;
}

}  // namespace ortool
