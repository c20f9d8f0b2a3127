#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

namespace ortool {

/// The bytes of a regular file. Throws ort::Error: file, also for a folder, a pipe or a device, without waiting for
/// one; limit when it is larger than `default_memory_limit`.
std::vector<std::byte> read_file(const std::filesystem::path& path);

/// Standard input to its end, at most `default_memory_limit` bytes. A second call throws ort::Error (usage): the first
/// one took it all. `purpose` names the argument in messages.
std::vector<std::byte> read_standard_input(std::string_view purpose);

}  // namespace ortool
