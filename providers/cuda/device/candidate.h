#pragma once

// Elements of a line as what their order hangs on, whatever their type.

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "providers/cuda/device/row_group.h"

namespace ort::cuda {

/// An element of a line by its key and its place. Passed between threads by value.
struct Candidate {
  uint64_t key;
  int64_t place;
};

/// Behind every element.
inline constexpr Candidate kNoCandidate{UINT64_MAX, INT64_MAX};

/// By key, equal ones by place.
__device__ inline bool precedes(const Candidate& a, const Candidate& b) {
  return a.key != b.key ? a.key < b.key : a.place < b.place;
}

__device__ inline Candidate exchange_lanes(const Candidate& candidate, unsigned mask) {
  return {exchange_lanes(candidate.key, mask), exchange_lanes(candidate.place, mask)};
}

/// A number whose order among others is that of `value`: NaN beyond all numbers, both zeros the same.
template <class C>
__device__ uint64_t ascending_key(C value) {
  if constexpr (std::is_floating_point_v<C>) {
    using Bits = std::conditional_t<sizeof(C) == 4, uint32_t, uint64_t>;
    constexpr Bits kSign = Bits{1} << (8 * sizeof(Bits) - 1);
    if (value != value) return UINT64_MAX;
    if (value == C(0)) return kSign;
    Bits bits;
    memcpy(&bits, &value, sizeof(bits));
    return static_cast<Bits>((bits & kSign) != 0 ? ~bits : bits | kSign);
  } else {
    return static_cast<uint64_t>(static_cast<int64_t>(value)) ^ (uint64_t{1} << 63);
  }
}

}  // namespace ort::cuda
