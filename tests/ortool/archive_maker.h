#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ortool::test {

enum class EntryKind { kFile, kFolder, kSymbolicLink, kHardLink, kFifo };

struct ArchiveEntry {
  std::string name;
  std::string content;  ///< of a file; where a link points
  EntryKind kind = EntryKind::kFile;
};

/// Writes an archive in the form that the ending of `path` says: .tar, .tar.gz, .tar.xz, .zip or .whl. Entries are
/// written as they are, hostile ones too. Throws std::runtime_error.
void make_archive(const std::filesystem::path& path, const std::vector<ArchiveEntry>& entries);

/// Every file below `folder`, with names relative to it.
std::vector<ArchiveEntry> entries_of_folder(const std::filesystem::path& folder);

}  // namespace ortool::test
