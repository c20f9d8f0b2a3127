#include "tests/ortool/archive_maker.h"

#include <archive.h>
#include <archive_entry.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

namespace ortool::test {
namespace {

void require(int status, archive* writer) {
  if (status != ARCHIVE_OK) throw std::runtime_error(archive_error_string(writer));
}

void choose_format(archive* writer, const std::string& name) {
  if (name.ends_with(".zip") || name.ends_with(".whl")) return require(archive_write_set_format_zip(writer), writer);
  require(archive_write_set_format_pax_restricted(writer), writer);
  if (name.ends_with(".gz")) require(archive_write_add_filter_gzip(writer), writer);
  if (name.ends_with(".xz")) require(archive_write_add_filter_xz(writer), writer);
}

void fill_header(archive_entry* header, const ArchiveEntry& entry) {
  archive_entry_set_pathname(header, entry.name.c_str());
  archive_entry_set_perm(header, entry.kind == EntryKind::kFolder ? 0755 : 0644);
  archive_entry_set_size(header, entry.kind == EntryKind::kFile ? static_cast<la_int64_t>(entry.content.size()) : 0);
  switch (entry.kind) {
    case EntryKind::kFile:
      archive_entry_set_filetype(header, AE_IFREG);
      break;
    case EntryKind::kFolder:
      archive_entry_set_filetype(header, AE_IFDIR);
      break;
    case EntryKind::kFifo:
      archive_entry_set_filetype(header, AE_IFIFO);
      break;
    case EntryKind::kSymbolicLink:
      archive_entry_set_filetype(header, AE_IFLNK);
      archive_entry_set_symlink(header, entry.content.c_str());
      break;
    case EntryKind::kHardLink:
      archive_entry_set_filetype(header, AE_IFREG);
      archive_entry_set_hardlink(header, entry.content.c_str());
      break;
  }
}

}  // namespace

void make_archive(const std::filesystem::path& path, const std::vector<ArchiveEntry>& entries) {
  const std::unique_ptr<archive, int (*)(archive*)> writer(archive_write_new(), archive_write_free);
  choose_format(writer.get(), path.filename().string());
  require(archive_write_open_filename(writer.get(), path.c_str()), writer.get());
  for (const ArchiveEntry& entry : entries) {
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> header(archive_entry_new(), archive_entry_free);
    fill_header(header.get(), entry);
    require(archive_write_header(writer.get(), header.get()), writer.get());
    if (entry.kind != EntryKind::kFile || entry.content.empty()) continue;
    const la_ssize_t written = archive_write_data(writer.get(), entry.content.data(), entry.content.size());
    if (written != static_cast<la_ssize_t>(entry.content.size())) throw std::runtime_error("the archive is cut short");
  }
  require(archive_write_close(writer.get()), writer.get());
}

std::vector<ArchiveEntry> entries_of_folder(const std::filesystem::path& folder) {
  std::vector<ArchiveEntry> entries;
  for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
    if (!item.is_regular_file()) continue;
    std::ifstream file(item.path(), std::ios::binary);
    entries.push_back({item.path().lexically_relative(folder).string(),
                       std::string(std::istreambuf_iterator<char>(file), {}), EntryKind::kFile});
  }
  return entries;
}

}  // namespace ortool::test
