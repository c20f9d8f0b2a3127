#pragma once

#include <filesystem>
#include <vector>

#include "apps/ortool/conformance/stop_signals.h"
#include "apps/ortool/conformance/test_case.h"

namespace ortool {

/// Reads what an archive (tar, plain or compressed with gzip or xz, or zip) holds, without unpacking anything.
///
/// Throws ort::Error: file when it cannot be opened, input when it is no such archive, is damaged, or has an entry
/// that is neither file nor folder or whose path is absolute or has a "..", limit when it would unpack to more than
/// 4 GiB or has more than a million entries.
std::vector<TreeEntry> list_archive(const std::filesystem::path& archive, const StopSignals& stop);

/// Unpacks the files that lie below one of `folders` (paths inside the archive, "" for all) into the folder `target`,
/// under their paths. Makes folders and new files only: it follows no link and replaces nothing.
/// Throws as `list_archive`, and ort::Error (file) when a file cannot be written.
void extract_archive(const std::filesystem::path& archive, const std::vector<std::filesystem::path>& folders,
                     const std::filesystem::path& target, const StopSignals& stop);

}  // namespace ortool
