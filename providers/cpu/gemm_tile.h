#pragma once

#include <cstdint>

// The inner loop of float matrix products. Compiled once for each instruction set, each time in a file of its own with
// the compiler flags for it: nothing here may be shared with code that runs on other machines, so no library code is
// used and everything has internal linkage.

namespace ort::cpu {

/// A tile of C: `rows` x `columns` sums over `depth` products, written to `c` without gaps between rows. Rows of A are
/// `lda` apart; B is packed, `columns` elements for each step of the depth. Every sum is taken in the order of the
/// depth, whatever its place in the tile.
struct GemmTile {
  int rows;
  int columns;
  void (*run)(const float* a, int64_t lda, const float* b, int64_t depth, float* c);
};

extern const GemmTile kGemmTileGeneric;
extern const GemmTile kGemmTileAvx2;
extern const GemmTile kGemmTileAvx512;

namespace {

/// Vector: a GCC vector of floats.
template <class Vector, int kRows, int kVectors>
[[maybe_unused]] void multiply_tile(const float* a, int64_t lda, const float* b, int64_t depth, float* c) {
  constexpr int kLanes = static_cast<int>(sizeof(Vector) / sizeof(float));
  typedef Vector Unaligned __attribute__((aligned(4), may_alias));
  Vector sums[kRows][kVectors] = {};
  for (int64_t step = 0; step < depth; ++step) {
    Vector right[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) right[v] = *reinterpret_cast<const Unaligned*>(b + v * kLanes);
#pragma GCC unroll 16
    for (int row = 0; row < kRows; ++row) {
      const float left = a[row * lda + step];
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) sums[row][v] += left * right[v];
    }
    b += kVectors * kLanes;
  }
#pragma GCC unroll 16
  for (int row = 0; row < kRows; ++row) {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      *reinterpret_cast<Unaligned*>(c + (row * kVectors + v) * kLanes) = sums[row][v];
    }
  }
}

}  // namespace

}  // namespace ort::cpu
