#include "providers/cpu/matrix_multiply.h"

#include <algorithm>
#include <array>
#include <type_traits>

#include "providers/cpu/compute_copy.h"
#include "providers/cpu/lanes.h"

namespace ort::cpu {
namespace {

constexpr int64_t kTileRows = 128;
constexpr int64_t kMinTileColumns = 64;
constexpr int64_t kMaxTileColumns = 512;
constexpr int64_t kTileWork = int64_t{1} << 22;  ///< multiplications of a tile, where its sizes allow it
constexpr int64_t kDepthBlock = 512;             ///< columns of A that are converted to float at a time

bool accepts_all(const MatrixMultiply&) { return true; }
std::size_t no_scratch(const MatrixMultiply&) { return 0; }

std::size_t conversion_scratch(const MatrixMultiply& product) {
  const int64_t depth = std::min(product.k, kDepthBlock);
  return static_cast<std::size_t>((product.m + product.n) * depth) * sizeof(float);
}

/// `rows` x `columns` elements with `stride` between rows, as float without gaps.
template <class T>
void convert_block(const T* from, int64_t stride, int64_t rows, int64_t columns, float* to) {
  for (int64_t row = 0; row < rows; ++row) widen(from + row * stride, to + row * columns, columns);
}

/// Blocks of K one after the other, converted to float; sums stay in float.
template <class T>
void multiply_in_float(const MatrixMultiply& product, const T* a, const T* b, float* c, std::byte* scratch) {
  float* block_a = reinterpret_cast<float*>(scratch);
  float* block_b = block_a + product.m * std::min(product.k, kDepthBlock);
  MatrixMultiply step = product;
  for (int64_t begin = 0; begin < product.k || begin == 0; begin += kDepthBlock) {
    step.k = std::min(kDepthBlock, product.k - begin);
    step.accumulate = product.accumulate || begin > 0;
    if (product.transpose_a) {
      convert_block(a + begin * product.lda, product.lda, step.k, product.m, block_a);
    } else {
      convert_block(a + begin, product.lda, product.m, step.k, block_a);
    }
    if (product.transpose_b) {
      convert_block(b + begin, product.ldb, product.n, step.k, block_b);
    } else {
      convert_block(b + begin * product.ldb, product.ldb, step.k, product.n, block_b);
    }
    step.lda = product.transpose_a ? product.m : step.k;
    step.ldb = product.transpose_b ? step.k : product.n;
    multiply<float>(step, block_a, block_b, c);
  }
}

template <class T>
void multiply_directly(const MatrixMultiply& product, const T* a, const T* b, T* c, std::byte*) {
  multiply<T>(product, a, b, c);
}

/// C += a * row of B, or the dot product with a row of the stored B.
template <class Sum, class T, class Load>
void add_row(const MatrixMultiply& product, int64_t row, const T* a, const T* b, Sum* c, const Load& load) {
  const int64_t step = product.transpose_a ? product.lda : 1;
  const T* a_row = a + product.a_offset(row);
  for (int64_t depth = 0; depth < product.k; ++depth) {
    const Sum factor = load(a_row[depth * step]);
    if (product.transpose_b) {
      for (int64_t j = 0; j < product.n; ++j) c[j] += factor * load(b[j * product.ldb + depth]);
    } else {
      const T* b_row = b + depth * product.ldb;
      for (int64_t j = 0; j < product.n; ++j) c[j] += factor * load(b_row[j]);
    }
  }
}

/// `Sum` is the type of C: unsigned for integers, so that sums wrap.
template <class Sum, class T>
void multiply_rows(const MatrixMultiply& product, const T* a, const T* b, Sum* c) {
  for (int64_t row = 0; row < product.m; ++row) {
    Sum* target = c + row * product.ldc;
    if (!product.accumulate) std::fill_n(target, product.n, Sum{});
    add_row(product, row, a, b, target, [](T value) { return static_cast<Sum>(value); });
  }
}

template <class T>
void reference(const MatrixMultiply& product, const T* a, const T* b, Compute<T>* c, std::byte*) {
  if constexpr (std::is_integral_v<T>) {
    multiply_rows(product, a, b, reinterpret_cast<std::make_unsigned_t<T>*>(c));
  } else {
    multiply_rows(product, a, b, c);
  }
}

}  // namespace

MatrixMultiply dense_multiply(int64_t m, int64_t n, int64_t k, bool transpose_a, bool transpose_b) {
  MatrixMultiply product;
  product.m = m;
  product.n = n;
  product.k = k;
  product.lda = transpose_a ? m : k;
  product.ldb = transpose_b ? k : n;
  product.ldc = n;
  product.transpose_a = transpose_a;
  product.transpose_b = transpose_b;
  return product;
}

template <class T>
std::span<const MultiplyVariant<T>> multiply_variants() {
  if constexpr (std::is_integral_v<T>) {
    static constexpr std::array<MultiplyVariant<T>, 1> kVariants{
        {{"reference", accepts_all, no_scratch, reference<T>}}};
    return kVariants;
  } else if constexpr (std::is_same_v<T, Compute<T>>) {
    static constexpr std::array<MultiplyVariant<T>, 2> kVariants{
        {{"gemm", accepts_all, no_scratch, multiply_directly<T>},
         {"reference", accepts_all, no_scratch, reference<T>}}};
    return kVariants;
  } else {
    static constexpr std::array<MultiplyVariant<T>, 2> kVariants{
        {{"gemm_in_float", accepts_all, conversion_scratch, multiply_in_float<T>},
         {"reference", accepts_all, no_scratch, reference<T>}}};
    return kVariants;
  }
}

template std::span<const MultiplyVariant<float>> multiply_variants();
template std::span<const MultiplyVariant<double>> multiply_variants();
template std::span<const MultiplyVariant<Float16>> multiply_variants();
template std::span<const MultiplyVariant<BFloat16>> multiply_variants();
template std::span<const MultiplyVariant<int32_t>> multiply_variants();
template std::span<const MultiplyVariant<int64_t>> multiply_variants();
template std::span<const MultiplyVariant<uint32_t>> multiply_variants();
template std::span<const MultiplyVariant<uint64_t>> multiply_variants();

TileGrid::TileGrid(const MatrixMultiply& product) {
  if (product.m == 0 || product.n == 0) return;
  rows = std::min(product.m, kTileRows);
  const int64_t wanted = kTileWork / std::max<int64_t>(1, std::min(rows * product.k, kTileWork));
  columns = std::clamp(wanted, kMinTileColumns, kMaxTileColumns);
  columns = std::min(parts_of(columns, kMinTileColumns) * kMinTileColumns, product.n);
  down = parts_of(product.m, rows);
  across = parts_of(product.n, columns);
}

Tile tile_of(const MatrixMultiply& product, const TileGrid& grid, int64_t index) {
  Tile tile{product, index / grid.across * grid.rows, index % grid.across * grid.columns};
  tile.product.m = std::min(grid.rows, product.m - tile.row);
  tile.product.n = std::min(grid.columns, product.n - tile.column);
  return tile;
}

}  // namespace ort::cpu
