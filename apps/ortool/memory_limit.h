#pragma once

#include <cstddef>
#include <string_view>

namespace ortool {

/// 80 % of the memory that this process may use: of the machine or of its cgroup, whichever is less.
std::size_t default_memory_limit();

/// "512M", "2G", "1000000": bytes, with K, M, G or T in powers of 1024. 0 stands for no limit. Throws ort::Error
/// (usage) that names `flag`.
std::size_t parse_byte_count(std::string_view text, std::string_view flag);

}  // namespace ortool
