#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "libort/core/type_dispatch.h"

namespace ort::cpu {

/// C[m,n] = A[m,k] B[k,n], all row-major.
struct MatrixMultiply {
  int64_t m = 0;
  int64_t n = 0;
  int64_t k = 0;
  int64_t lda = 0;  ///< elements from one row to the next, as stored
  int64_t ldb = 0;
  int64_t ldc = 0;
  bool transpose_a = false;  ///< A is stored as [k, m]
  bool transpose_b = false;  ///< B is stored as [n, k]
  bool accumulate = false;   ///< C += A B

  /// Where row i of A and column j of B begin.
  int64_t a_offset(int64_t i) const { return transpose_a ? i : i * lda; }
  int64_t b_offset(int64_t j) const { return transpose_b ? j * ldb : j; }
};

/// Matrices without gaps between rows.
MatrixMultiply dense_multiply(int64_t m, int64_t n, int64_t k, bool transpose_a = false, bool transpose_b = false);

/// On the calling thread: float by our own kernels for the active instruction set, double by Eigen. The same sizes give
/// the same bits; in float, equal rows and columns give equal results wherever they stand.
template <class T>
void multiply(const MatrixMultiply& product, const T* a, const T* b, T* c);
template <>
void multiply(const MatrixMultiply& product, const float* a, const float* b, float* c);

/// One way to multiply matrices of element type T into the type that T computes in.
template <class T>
struct MultiplyVariant {
  std::string_view name;
  bool (*accepts)(const MatrixMultiply& product);
  std::size_t (*scratch)(const MatrixMultiply& product);  ///< bytes
  void (*run)(const MatrixMultiply& product, const T* a, const T* b, Compute<T>* c, std::byte* scratch);
};

/// In order of preference; the last accepts everything. For FloatTypes and the 32- and 64-bit integers.
template <class T>
std::span<const MultiplyVariant<T>> multiply_variants();

/// The first variant that accepts the product.
template <class T>
const MultiplyVariant<T>& choose_multiply(const MatrixMultiply& product) {
  for (const MultiplyVariant<T>& variant : multiply_variants<T>()) {
    if (variant.accepts(product)) return variant;
  }
  return multiply_variants<T>().back();
}

/// A product cut into tiles of C. Tiles hang on the sizes alone, never on the number of threads, and K is never cut, so
/// that results do not depend on the number of threads.
struct TileGrid {
  int64_t rows = 1;     ///< of a tile
  int64_t columns = 1;  ///< of a tile
  int64_t down = 0;     ///< tiles
  int64_t across = 0;

  explicit TileGrid(const MatrixMultiply& product);
  int64_t tiles() const { return down * across; }
};

/// Part of a product: rows [row, row + product.m) and columns [column, column + product.n) of C.
struct Tile {
  MatrixMultiply product;
  int64_t row = 0;
  int64_t column = 0;
};

Tile tile_of(const MatrixMultiply& product, const TileGrid& grid, int64_t index);

}  // namespace ort::cpu
