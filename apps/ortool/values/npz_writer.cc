#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <exception>
#include <string>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/utf8_locale.h"
#include "apps/ortool/values/npy.h"
#include "apps/ortool/values/npz.h"

namespace ortool {
namespace {

constexpr int kFileMode = 0644;
constexpr time_t kFirstZipDay = 315532800;  // 1980-01-01, the first day that the format can express

struct WriteCloser {
  void operator()(archive* writer) const { archive_write_free(writer); }
};

struct EntryCloser {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

struct NpzWriter::State {
  explicit State(const std::filesystem::path& target) : path(target.string()), file(target) {}

  /// libarchive's write callback: an exception must not pass through C, so it waits in `failure`.
  static la_ssize_t on_write(archive* /*writer*/, void* state, const void* bytes, std::size_t size) {
    auto* self = static_cast<State*>(state);
    try {
      self->file.write(std::span(static_cast<const std::byte*>(bytes), size));
      return static_cast<la_ssize_t>(size);
    } catch (...) {
      self->failure = std::current_exception();
      return -1;
    }
  }

  void check(la_ssize_t status) {
    if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
    if (status >= ARCHIVE_OK) return;
    const char* reason = archive_error_string(writer.get());
    throw ort::Error(ort::ErrorCode::kFail, ort::ErrorKind::kFile,
                     fmt::format("cannot write '{}': {}", path, reason != nullptr ? reason : "unknown reason"));
  }

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const la_ssize_t written = archive_write_data(writer.get(), bytes.data(), bytes.size());
      check(written == 0 ? ARCHIVE_FATAL : written);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  const Utf8Locale locale;
  const std::string path;
  AtomicFile file;
  std::exception_ptr failure;
  std::unique_ptr<archive, WriteCloser> writer{archive_write_new()};  // last: its end may still write to `file`
};

NpzWriter::NpzWriter(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {
  archive* writer = state_->writer.get();
  state_->check(archive_write_set_format_zip(writer));
  state_->check(archive_write_zip_set_compression_store(writer));
  state_->check(archive_write_set_format_option(writer, "zip", "hdrcharset", "UTF-8"));
  state_->check(archive_write_set_bytes_in_last_block(writer, 1));
  state_->check(archive_write_open2(writer, state_.get(), nullptr, State::on_write, nullptr, nullptr));
}

NpzWriter::~NpzWriter() = default;

void NpzWriter::add(const std::string& name, const ort::OrtValue& tensor) {
  const NpyFile npy = make_npy(tensor);
  const std::unique_ptr<archive_entry, EntryCloser> entry(archive_entry_new());
  archive_entry_copy_pathname(entry.get(), (name + ".npy").c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), kFileMode);
  archive_entry_set_mtime(entry.get(), kFirstZipDay, 0);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(npy.header.size() + npy.data.size()));
  state_->check(archive_write_header(state_->writer.get(), entry.get()));
  state_->write(std::as_bytes(std::span(npy.header)));
  state_->write(npy.data);
}

void NpzWriter::commit() {
  state_->check(archive_write_close(state_->writer.get()));
  state_->writer.reset();
  state_->file.commit();
}

}  // namespace ortool
