#include "apps/ortool/conformance/test_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include "apps/ortool/errors.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/utf8_locale.h"

namespace ortool {
namespace {

using std::filesystem::path;

constexpr int64_t kMaxBytes = int64_t{4} << 30;
constexpr std::size_t kMaxEntries = 1'000'000;
constexpr std::size_t kBlockBytes = 1 << 16;

/// One pass over the entries of an archive, each checked before it is given out.
class ArchiveReader {
 public:
  ArchiveReader(const path& archive, const StopSignals& stop) : path_(archive), stop_(stop) {
    const int descriptor = open(archive.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw file_error("open", archive, errno);
    close(descriptor);
    archive_read_support_filter_gzip(reader_.get());
    archive_read_support_filter_xz(reader_.get());
    archive_read_support_format_tar(reader_.get());
    archive_read_support_format_zip(reader_.get());
    require(archive_read_open_filename(reader_.get(), archive.c_str(), kBlockBytes),
            "is no archive that can be read (.tar, .tar.gz, .tar.xz, .zip, .whl)");
  }

  /// Moves to the next file or folder; false at the end.
  bool next() {
    stop_.throw_if_stopped();
    const int status = archive_read_next_header(reader_.get(), &entry_);
    if (status == ARCHIVE_EOF) return false;
    require(status, "is damaged");
    if (++entries_ > kMaxEntries) throw limit("more than a million entries");
    current_ = checked_entry();
    declared_bytes_ += std::max<int64_t>(0, archive_entry_size(entry_));
    if (declared_bytes_ > kMaxBytes) throw limit("more than 4 GiB of files");
    return true;
  }

  const TreeEntry& current() const { return current_; }

  /// The next bytes of the current file; empty at its end.
  std::string_view read() {
    const la_ssize_t size = archive_read_data(reader_.get(), block_.data(), block_.size());
    if (size < 0) require(static_cast<int>(size), "is damaged");
    read_bytes_ += size;
    if (read_bytes_ > kMaxBytes) throw limit("more than 4 GiB of files");
    return {block_.data(), static_cast<std::size_t>(size)};
  }

 private:
  struct Free {
    void operator()(archive* reader) const { archive_read_free(reader); }
  };

  TreeEntry checked_entry() const {
    const char* raw = archive_entry_pathname(entry_);
    const std::string name = raw == nullptr ? "" : raw;
    const bool is_folder = archive_entry_filetype(entry_) == AE_IFDIR;
    if (archive_entry_hardlink(entry_) != nullptr || (archive_entry_filetype(entry_) != AE_IFREG && !is_folder)) {
      throw refused(name, "is a link or a device; only files and folders are unpacked");
    }
    if (name.empty()) throw refused(name, "has no name that can be read");
    if (path(name).is_absolute()) throw refused(name, "has an absolute path");
    path inside;
    for (const path& part : path(name)) {
      if (part == "..") throw refused(name, "leaves the archive's folder");
      if (!part.empty() && part != ".") inside /= part;
    }
    return {inside, is_folder};
  }

  void require(int status, std::string_view problem) const {
    if (status >= ARCHIVE_WARN) return;
    const char* reason = archive_error_string(reader_.get());
    throw input_error(fmt::format("'{}' {}: {}", path_.string(), problem, printable(reason == nullptr ? "" : reason)));
  }

  ort::Error refused(std::string_view entry, std::string_view why) const {
    return input_error(fmt::format("'{}': entry '{}' {}", path_.string(), printable(entry), why));
  }

  ort::Error limit(std::string_view what) const {
    return limit_error(fmt::format("'{}' holds {}; unpack it yourself and give the folder", path_.string(), what));
  }

  const Utf8Locale utf8_names_;
  path path_;
  const StopSignals& stop_;
  std::unique_ptr<archive, Free> reader_{archive_read_new()};
  archive_entry* entry_ = nullptr;
  TreeEntry current_;
  std::size_t entries_ = 0;
  int64_t declared_bytes_ = 0;
  int64_t read_bytes_ = 0;
  std::array<char, kBlockBytes> block_{};
};

/// A file that did not exist before.
class NewFile {
 public:
  explicit NewFile(path name)
      : path_(std::move(name)),
        descriptor_(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) throw file_error("unpack", path_, errno);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() { close(descriptor_); }

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw file_error("unpack", path_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

 private:
  path path_;
  int descriptor_;
};

bool lies_below_any(const path& file, const std::set<path>& folders) {
  if (folders.contains(path())) return true;
  for (path above = file.parent_path(); !above.empty(); above = above.parent_path()) {
    if (folders.contains(above)) return true;
  }
  return false;
}

}  // namespace

std::vector<TreeEntry> list_archive(const path& archive, const StopSignals& stop) {
  std::vector<TreeEntry> entries;
  ArchiveReader reader(archive, stop);
  while (reader.next()) entries.push_back(reader.current());
  return entries;
}

void extract_archive(const path& archive, const std::vector<path>& folders, const path& target,
                     const StopSignals& stop) {
  const std::set<path> wanted(folders.begin(), folders.end());
  ArchiveReader reader(archive, stop);
  while (reader.next()) {
    const TreeEntry& entry = reader.current();
    if (entry.is_folder || !lies_below_any(entry.path, wanted)) continue;
    const path file_path = target / entry.path;
    std::error_code error;
    std::filesystem::create_directories(file_path.parent_path(), error);
    if (error) throw file_error("unpack", file_path, error.value());
    NewFile file(file_path);
    for (std::string_view bytes = reader.read(); !bytes.empty(); bytes = reader.read()) file.write(bytes);
  }
}

}  // namespace ortool
