#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace ort::testing {

/// Protobuf messages byte by byte, right or wrong:  Proto().number(1, 8).text(3, "name").message(7, Proto())
class Proto {
 public:
  Proto& number(uint32_t field, int64_t value) { return tag(field, 0).varint(static_cast<uint64_t>(value)); }

  Proto& text(uint32_t field, std::string_view bytes) {
    tag(field, 2).varint(bytes.size());
    bytes_ += bytes;
    return *this;
  }

  Proto& message(uint32_t field, const Proto& message) { return text(field, message.bytes_); }

  Proto& float32(uint32_t field, float value) { return tag(field, 5).plain(value); }
  Proto& float64(uint32_t field, double value) { return tag(field, 1).plain(value); }

  template <class T>
  Proto& packed(uint32_t field, std::initializer_list<T> values) {
    Proto entries;
    for (const T value : values) {
      if constexpr (std::is_floating_point_v<T>) {
        entries.plain(value);
      } else {
        entries.varint(static_cast<uint64_t>(value));
      }
    }
    return text(field, entries.bytes_);
  }

  Proto& tag(uint32_t field, uint32_t wire_type) { return varint(uint64_t{field} << 3 | wire_type); }

  Proto& varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
    return *this;
  }

  Proto& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }

  const std::string& str() const { return bytes_; }
  std::span<const std::byte> bytes() const { return std::as_bytes(std::span(bytes_)); }

 private:
  template <class T>
  Proto& plain(T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    bytes_.append(bytes, sizeof(T));
    return *this;
  }

  std::string bytes_;
};

}  // namespace ort::testing
