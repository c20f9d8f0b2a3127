#include "profiler/packed_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <system_error>

#include "ort/error.h"

namespace ort::profiler {
namespace {

constexpr std::size_t kBlock = 1 << 16;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason, bool is_missing = false) {
  throw Error(is_missing ? ErrorCode::kNoSuchFile : ErrorCode::kFail, ErrorKind::kFile,
              fmt::format("cannot read '{}': {}", path.string(), reason));
}

}  // namespace

PackedFile::PackedFile(const std::filesystem::path& path) {
  descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) fail(path, std::generic_category().message(errno), errno == ENOENT);
  try {
    struct stat status {};
    if (fstat(descriptor_, &status) != 0) fail(path, std::generic_category().message(errno));
    if (!S_ISREG(status.st_mode)) fail(path, S_ISDIR(status.st_mode) ? "it is a folder" : "it is no regular file");
    is_empty_ = status.st_size == 0;
    if (!is_empty_) open_archive(path);
  } catch (...) {
    archive_read_free(archive_);
    close(descriptor_);
    throw;
  }
}

PackedFile::~PackedFile() {
  archive_read_free(archive_);
  close(descriptor_);
}

void PackedFile::open_archive(const std::filesystem::path& path) {
  archive_ = archive_read_new();
  if (archive_ == nullptr) throw std::bad_alloc();
  archive_read_support_filter_gzip(archive_);
  archive_read_support_filter_xz(archive_);
  archive_read_support_filter_zstd(archive_);
  archive_read_support_format_raw(archive_);
  archive_entry* entry = nullptr;
  if (archive_read_open_fd(archive_, descriptor_, kBlock) == ARCHIVE_OK &&
      archive_read_next_header(archive_, &entry) == ARCHIVE_OK) {
    return;
  }
  const char* reason = archive_error_string(archive_);
  fail(path, reason == nullptr ? "it holds no data" : reason);
}

std::string_view PackedFile::read() {
  if (is_empty_ || is_cut_) return {};
  const void* block = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  const int result = archive_read_data_block(archive_, &block, &size, &offset);
  if (result == ARCHIVE_OK) return {static_cast<const char*>(block), size};
  is_cut_ = result != ARCHIVE_EOF;
  return {};
}

}  // namespace ort::profiler
