#include "apps/ortool/values/npz.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "apps/ortool/errors.h"
#include "apps/ortool/file_bytes.h"
#include "apps/ortool/memory_limit.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/utf8_locale.h"
#include "apps/ortool/values/npy.h"
#include "apps/ortool/values/npy_header.h"

namespace ortool {
namespace {

using ort::OrtValue;

constexpr std::size_t kMostEntries = 65535;
constexpr std::size_t kChunk = 1 << 20;
constexpr std::string_view kSuffix = ".npy";

struct ReadCloser {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

bool has_parent_step(std::string_view name) {
  return ("/" + std::string(name) + "/").find("/../") != std::string::npos;
}

/// Walks the entries of one archive.
class NpzReader {
 public:
  explicit NpzReader(const std::filesystem::path& path) : path_(path.string()), file_(read_file(path)) {
    archive_read_support_format_zip_seekable(reader_.get());
    check(archive_read_open_memory(reader_.get(), file_.data(), file_.size()), "not a zip archive");
  }

  NpzContents read(std::optional<std::string_view> only) {
    NpzContents contents;
    std::set<int64_t> positions;
    while (next()) {
      std::string name = entry_name();
      if (!positions.insert(archive_read_header_position(reader_.get())).second) {
        throw error(fmt::format("'{}' overlaps another entry", printable(name)));
      }
      if (std::find(contents.names.begin(), contents.names.end(), name) != contents.names.end()) {
        throw error(fmt::format("'{}' is there twice", printable(name)));
      }
      if (contents.names.size() == kMostEntries) throw error(fmt::format("more than {} entries", kMostEntries));
      if (!only || *only == name) contents.arrays.emplace(name, parse_npy(read_entry(), source(name)));
      contents.names.push_back(std::move(name));
    }
    return contents;
  }

 private:
  ort::Error error(const std::string& reason) const { return input_error(fmt::format("'{}': {}", path_, reason)); }

  std::string source(std::string_view name) const { return fmt::format("'{}', array '{}'", path_, printable(name)); }

  void check(int status, std::string_view what) const {
    if (status == ARCHIVE_OK) return;
    const char* reason = archive_error_string(reader_.get());
    throw error(fmt::format("{}: {}", what, reason != nullptr ? reason : "unknown reason"));
  }

  bool next() {
    const int status = archive_read_next_header(reader_.get(), &entry_);
    if (status == ARCHIVE_EOF) return false;
    check(status, "no .npz file (a zip archive of .npy files), or damaged");
    return true;
  }

  std::string entry_name() const {
    const char* raw = archive_entry_pathname(entry_);
    if (raw == nullptr) throw error("an entry has no readable name");
    std::string name = raw;
    if (!name.ends_with(kSuffix) || archive_entry_filetype(entry_) != AE_IFREG) {
      throw error(fmt::format("entry '{}' is no .npy file", printable(name)));
    }
    name.resize(name.size() - kSuffix.size());
    if (has_parent_step(name)) throw error(fmt::format("entry '{}' points out of the archive", printable(name)));
    if (archive_entry_is_encrypted(entry_) != 0) throw error(fmt::format("entry '{}' is encrypted", printable(name)));
    const std::string_view format = archive_format_name(reader_.get());
    if (format.find("(uncompressed)") == format.npos && format.find("(deflation)") == format.npos) {
      throw error(fmt::format("entry '{}' has an unsupported compression method: {}", printable(name), format));
    }
    if (archive_entry_size_is_set(entry_) == 0 || archive_entry_size(entry_) < 0) {
      throw error(fmt::format("entry '{}' does not declare its size", printable(name)));
    }
    return name;
  }

  /// The bytes of the current entry, allocated as they arrive, and no more than it declares.
  std::vector<std::byte> read_entry() {
    const auto declared = static_cast<std::size_t>(archive_entry_size(entry_));
    const std::string name = source(entry_name());
    std::vector<std::byte> bytes;
    std::size_t size = 0;
    bool is_header_checked = false;
    for (;;) {
      if (bytes.size() < size + kChunk)
        bytes.resize(std::max(size + kChunk, std::min(declared + kChunk, size * 3 / 2)));
      const la_ssize_t count = archive_read_data(reader_.get(), bytes.data() + size, kChunk);
      if (count < 0) check(static_cast<int>(count), name + " is damaged");
      if (count == 0) break;
      size += static_cast<std::size_t>(count);
      if (size > declared)
        throw input_error(fmt::format("{}: more than the {} bytes that it declares", name, declared));
      if (size > limit_) throw limit_error(fmt::format("'{}': arrays larger than the memory", path_));
      const bool is_header_complete = size > kLargestNpyHeader + 12 || size == declared;
      if (!is_header_checked && is_header_complete) {
        is_header_checked = true;
        check_declared_size(parse_npy_header(std::span(bytes).first(size), name), declared, name);
      }
    }
    if (size != declared) throw input_error(fmt::format("{}: {} bytes instead of {}", name, size, declared));
    limit_ -= size;
    bytes.resize(size);
    return bytes;
  }

  static void check_declared_size(const NpyHeader& header, std::size_t declared, const std::string& name) {
    if (header.data_bytes + header.data_offset <= declared) return;
    throw input_error(fmt::format("{}: the array needs {} bytes, the entry declares {}", name,
                                  header.data_bytes + header.data_offset, declared));
  }

  const Utf8Locale locale_;
  const std::string path_;
  const std::vector<std::byte> file_;
  const std::unique_ptr<archive, ReadCloser> reader_{archive_read_new()};
  archive_entry* entry_ = nullptr;
  std::size_t limit_ = default_memory_limit();
};

}  // namespace

NpzContents read_npz(const std::filesystem::path& path, std::optional<std::string_view> only) {
  return NpzReader(path).read(only);
}

}  // namespace ortool
