#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ortool::test {

/// An entry of a hand-made zip file; what is not set is computed from `stored`.
struct ZipEntry {
  std::string name;
  std::string stored;  ///< the bytes in the file, already compressed where `method` says so
  uint16_t method = 0;
  uint16_t flags = 0;
  std::optional<uint32_t> crc = {};
  std::optional<uint32_t> size = {};  ///< declared uncompressed size
};

/// The bytes of a zip file, without any check, so that damaged and hostile ones can be made too.
std::string make_zip(const std::vector<ZipEntry>& entries);

/// Raw deflate stream of `content`, of stored blocks.
std::string deflate(const std::string& content);

uint32_t crc32_of(const std::string& content);

}  // namespace ortool::test
