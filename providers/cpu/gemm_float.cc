#include <algorithm>
#include <array>

#include "libort/core/cpu_isa.h"
#include "providers/cpu/gemm_tile.h"
#include "providers/cpu/matrix_multiply.h"

namespace ort::cpu {
namespace {

constexpr int64_t kDepth = 256;  ///< a panel of B stays in the first-level cache
constexpr int kMaxRows = 14;
constexpr int kMaxColumns = 32;

const GemmTile& tile_for(Isa isa) {
  switch (isa) {
    case Isa::kAvx512:
      return kGemmTileAvx512;
    case Isa::kAvx2:
      return kGemmTileAvx2;
    default:
      return kGemmTileGeneric;
  }
}

/// The product cut into panels of B and, below each, tiles of C. Sums over the depth are cut at multiples of kDepth
/// only, so each element of C is summed in the same order wherever it stands.
class FloatProduct {
 public:
  FloatProduct(const MatrixMultiply& product, const float* a, const float* b, float* c)
      : product_(product), a_(a), b_(b), c_(c), tile_(tile_for(active_isa())) {}

  void run() {
    for (int64_t depth = 0; depth < product_.k; depth += kDepth) {
      depth_ = depth;
      steps_ = std::min(kDepth, product_.k - depth);
      for (int64_t column = 0; column < product_.n; column += tile_.columns) {
        columns_ = std::min<int64_t>(tile_.columns, product_.n - column);
        pack_b(column);
        for (int64_t row = 0; row < product_.m; row += tile_.rows) multiply_tile_at(row, column);
      }
    }
  }

 private:
  void pack_b(int64_t column) {
    float* packed = panel_.data();
    if (product_.transpose_b) {
      for (int64_t j = 0; j < columns_; ++j) {
        const float* from = b_ + (column + j) * product_.ldb + depth_;
        for (int64_t step = 0; step < steps_; ++step) packed[step * tile_.columns + j] = from[step];
      }
    } else {
      for (int64_t step = 0; step < steps_; ++step) {
        std::copy_n(b_ + (depth_ + step) * product_.ldb + column, columns_, packed + step * tile_.columns);
      }
    }
    if (columns_ == tile_.columns) return;
    for (int64_t step = 0; step < steps_; ++step) {
      std::fill(packed + step * tile_.columns + columns_, packed + (step + 1) * tile_.columns, 0.0f);
    }
  }

  /// Rows of A as they lie, or packed where the tile reaches past the last row or A is stored by columns.
  const float* rows_of_a(int64_t row, int64_t rows, int64_t& lda) {
    if (!product_.transpose_a && rows == tile_.rows) {
      lda = product_.lda;
      return a_ + row * product_.lda + depth_;
    }
    lda = kDepth;
    const int64_t row_step = product_.transpose_a ? 1 : product_.lda;
    const int64_t depth_step = product_.transpose_a ? product_.lda : 1;
    for (int64_t i = 0; i < tile_.rows; ++i) {
      const float* from = a_ + (row + std::min(i, rows - 1)) * row_step + depth_ * depth_step;
      for (int64_t step = 0; step < steps_; ++step)
        rows_[static_cast<std::size_t>(i * kDepth + step)] = from[step * depth_step];
    }
    return rows_.data();
  }

  void multiply_tile_at(int64_t row, int64_t column) {
    const int64_t rows = std::min<int64_t>(tile_.rows, product_.m - row);
    int64_t lda = 0;
    const float* a = rows_of_a(row, rows, lda);
    tile_.run(a, lda, panel_.data(), steps_, sums_.data());
    const bool add = product_.accumulate || depth_ > 0;
    for (int64_t i = 0; i < rows; ++i) {
      const float* sums = sums_.data() + i * tile_.columns;
      float* target = c_ + (row + i) * product_.ldc + column;
      if (add) {
        for (int64_t j = 0; j < columns_; ++j) target[j] += sums[j];
      } else {
        std::copy_n(sums, columns_, target);
      }
    }
  }

  const MatrixMultiply& product_;
  const float* a_;
  const float* b_;
  float* c_;
  const GemmTile& tile_;
  int64_t depth_ = 0;
  int64_t steps_ = 0;
  int64_t columns_ = 0;
  alignas(64) std::array<float, kDepth * kMaxColumns> panel_;
  alignas(64) std::array<float, kDepth * kMaxRows> rows_;
  alignas(64) std::array<float, kMaxRows * kMaxColumns> sums_;
};

}  // namespace

template <>
void multiply(const MatrixMultiply& product, const float* a, const float* b, float* c) {
  if (product.k == 0 && !product.accumulate) {
    for (int64_t row = 0; row < product.m; ++row) std::fill_n(c + row * product.ldc, product.n, 0.0f);
  }
  FloatProduct(product, a, b, c).run();
}

}  // namespace ort::cpu
