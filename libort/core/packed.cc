#include "libort/core/packed.h"

#include <algorithm>
#include <string>

#include "libort/core/fail.h"

namespace ort {
namespace {

/// Elements of a type begin at a byte boundary again after this many bytes.
template <int Width>
constexpr int kGroupBytes = Width == 6 ? 3 : 1;

template <int Width>
constexpr int kGroupElements = kGroupBytes<Width> * 8 / Width;

template <int Width>
void unpack_width(const std::byte* packed, int64_t count, uint8_t* bits) {
  constexpr uint32_t kMask = (1u << Width) - 1;
  for (int64_t first = 0; first < count; first += kGroupElements<Width>) {
    const int elements = static_cast<int>(std::min<int64_t>(kGroupElements<Width>, count - first));
    const int bytes = (elements * Width + 7) / 8;
    uint32_t group = 0;
    for (int byte = 0; byte < bytes; ++byte) group |= std::to_integer<uint32_t>(*packed++) << (8 * byte);
    for (int element = 0; element < elements; ++element) {
      *bits++ = static_cast<uint8_t>(group >> (Width * element) & kMask);
    }
  }
}

template <int Width>
void pack_width(const uint8_t* bits, int64_t count, std::byte* packed) {
  constexpr uint32_t kMask = (1u << Width) - 1;
  for (int64_t first = 0; first < count; first += kGroupElements<Width>) {
    const int elements = static_cast<int>(std::min<int64_t>(kGroupElements<Width>, count - first));
    const int bytes = (elements * Width + 7) / 8;
    uint32_t group = 0;
    for (int element = 0; element < elements; ++element) group |= (*bits++ & kMask) << (Width * element);
    for (int byte = 0; byte < bytes; ++byte) *packed++ = static_cast<std::byte>(group >> (8 * byte));
  }
}

[[noreturn]] void fail_not_packed(DataType dtype) {
  fail_usage(std::string(data_type_name(dtype)) + " is not a packed element type");
}

int packed_width(DataType dtype) { return is_packed(dtype) ? data_type_bits(dtype) : 0; }

}  // namespace

void unpack(DataType dtype, const std::byte* packed, int64_t count, uint8_t* bits) {
  switch (packed_width(dtype)) {
    case 2:
      return unpack_width<2>(packed, count, bits);
    case 4:
      return unpack_width<4>(packed, count, bits);
    case 6:
      return unpack_width<6>(packed, count, bits);
    default:
      fail_not_packed(dtype);
  }
}

void pack(DataType dtype, const uint8_t* bits, int64_t count, std::byte* packed) {
  switch (packed_width(dtype)) {
    case 2:
      return pack_width<2>(bits, count, packed);
    case 4:
      return pack_width<4>(bits, count, packed);
    case 6:
      return pack_width<6>(bits, count, packed);
    default:
      fail_not_packed(dtype);
  }
}

int8_t sign_extend(DataType dtype, uint8_t bits) {
  switch (dtype) {
    case DataType::kInt4:
      return static_cast<int8_t>((bits & 15) - ((bits & 8) << 1));
    case DataType::kInt2:
      return static_cast<int8_t>((bits & 3) - ((bits & 2) << 1));
    default:
      return static_cast<int8_t>(bits);
  }
}

}  // namespace ort
