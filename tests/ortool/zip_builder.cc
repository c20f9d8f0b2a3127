#include "tests/ortool/zip_builder.h"

#include <array>

namespace ortool::test {
namespace {

void append_number(std::string& bytes, uint64_t number, int size) {
  for (; size > 0; --size, number >>= 8) bytes += static_cast<char>(number & 0xFF);
}

/// The fields that local header and central directory share.
void append_fields(std::string& bytes, const ZipEntry& entry) {
  constexpr uint16_t kVersion = 20;
  constexpr uint16_t kFirstDay = 0x21;
  append_number(bytes, kVersion, 2);
  append_number(bytes, entry.flags, 2);
  append_number(bytes, entry.method, 2);
  append_number(bytes, 0, 2);
  append_number(bytes, kFirstDay, 2);
  append_number(bytes, entry.crc.value_or(crc32_of(entry.stored)), 4);
  append_number(bytes, entry.stored.size(), 4);
  append_number(bytes, entry.size.value_or(static_cast<uint32_t>(entry.stored.size())), 4);
  append_number(bytes, entry.name.size(), 2);
  append_number(bytes, 0, 2);
}

}  // namespace

std::string make_zip(const std::vector<ZipEntry>& entries) {
  std::string bytes;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    const std::size_t offset = bytes.size();
    bytes += "PK\x03\x04";
    append_fields(bytes, entry);
    bytes += entry.name + entry.stored;
    directory += "PK\x01\x02";
    append_number(directory, 20, 2);
    append_fields(directory, entry);
    append_number(directory, 0, 2 + 2 + 2 + 4);
    append_number(directory, offset, 4);
    directory += entry.name;
  }
  const std::size_t start = bytes.size();
  bytes += directory + "PK\x05\x06";
  append_number(bytes, 0, 4);
  append_number(bytes, entries.size(), 2);
  append_number(bytes, entries.size(), 2);
  append_number(bytes, directory.size(), 4);
  append_number(bytes, start, 4);
  append_number(bytes, 0, 2);
  return bytes;
}

std::string deflate(const std::string& content) {
  constexpr std::size_t kBlock = 65535;
  std::string bytes;
  for (std::size_t at = 0; at < content.size() || at == 0; at += kBlock) {
    const std::string block = content.substr(at, kBlock);
    bytes += static_cast<char>(at + kBlock >= content.size() ? 1 : 0);
    append_number(bytes, block.size(), 2);
    append_number(bytes, ~block.size(), 2);
    bytes += block;
  }
  return bytes;
}

uint32_t crc32_of(const std::string& content) {
  uint32_t crc = ~0U;
  for (const char c : content) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320U : 0);
  }
  return ~crc;
}

}  // namespace ortool::test
