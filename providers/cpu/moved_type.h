#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "libort/core/fail.h"
#include "ort/data_type.h"

namespace ort::cpu {

/// An element as kernels see it that only move data: N bytes without meaning or alignment.
template <std::size_t N>
struct Bytes {
  std::array<std::byte, N> bytes;
};

/// Bytes between neighbouring elements in memory that holds one element a byte at least: packed types count as one
/// byte, as `unpack` (libort/core/packed.h) leaves them.
inline std::size_t moved_size(DataType dtype) { return is_packed(dtype) ? 1 : buffer_bytes(dtype, 1); }

/// Calls `visit.template operator()<E>()` where E is std::string or Bytes<moved_size(dtype)>.
template <class Visitor>
void dispatch_moved(DataType dtype, Visitor&& visit) {
  if (dtype == DataType::kString) return visit.template operator()<std::string>();
  switch (moved_size(dtype)) {
    case 1:
      return visit.template operator()<Bytes<1>>();
    case 2:
      return visit.template operator()<Bytes<2>>();
    case 4:
      return visit.template operator()<Bytes<4>>();
    case 8:
      return visit.template operator()<Bytes<8>>();
    case 16:
      return visit.template operator()<Bytes<16>>();
    default:
      fail_unsupported("no kernel for element type " + std::string(data_type_name(dtype)));
  }
}

/// Elements that one range of a parallel loop should move at least.
inline constexpr int64_t kMovedGrain = 16384;

/// Ranges of about kMovedGrain elements over items of `elements` elements each.
inline int64_t moved_grain(int64_t elements) {
  return elements >= kMovedGrain ? 1 : kMovedGrain / (elements > 0 ? elements : 1);
}

}  // namespace ort::cpu
