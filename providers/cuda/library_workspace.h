#pragma once

#include <cstddef>
#include <cstdint>

#include "libort/core/checked_math.h"

namespace ort::cuda {

/// cuBLASLt wants scratch memory at multiples of 256 bytes, plans align it to 64.
inline constexpr std::size_t kLibraryAlignment = 256;

/// What a step asks for so that `workspace_for_library` has `bytes` bytes.
inline std::size_t workspace_bytes(std::size_t bytes) { return bytes == 0 ? 0 : checked_add(bytes, kLibraryAlignment); }

/// The first aligned address of a step's workspace; null stays null.
inline std::byte* workspace_for_library(std::byte* workspace) {
  const auto address = reinterpret_cast<uintptr_t>(workspace);
  return workspace + ((kLibraryAlignment - address % kLibraryAlignment) % kLibraryAlignment);
}

}  // namespace ort::cuda
