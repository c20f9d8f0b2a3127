#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/runtime/kernel.h"
#include "providers/cpu/lanes.h"
#include "providers/cpu/matrix_multiply.h"

namespace ort::cpu {

/// Many products of the same size: one dimension of the batch, with the steps of A and B along it (0: broadcast). The
/// results lie one after the other.
struct BatchAxis {
  int64_t length = 1;
  int64_t a_step = 0;
  int64_t b_step = 0;
};

/// A batch of products, tiled and spread over the threads.
template <class T>
class TiledMultiply {
 public:
  TiledMultiply(const MatrixMultiply& product, std::vector<BatchAxis> batch, int threads)
      : product_(product), batch_(std::move(batch)), grid_(product) {
    MatrixMultiply largest = product;
    largest.m = std::min(product.m, grid_.rows);
    largest.n = std::min(product.n, grid_.columns);
    variant_ = choose_multiply<T>(largest);
    int64_t batches = 1;
    for (const BatchAxis& axis : batch_) batches = checked_multiply(batches, axis.length);
    tiles_ = checked_multiply(batches, grid_.tiles());
    const int64_t work =
        std::max<int64_t>(1, std::min(kItemWork, largest.m * largest.n * std::max<int64_t>(1, largest.k)));
    tiles_per_item_ = kItemWork / work;
    items_ = parts_of(tiles_, tiles_per_item_);
    lanes_ = lanes_for(threads, items_);
    sums_bytes_ =
        kInPlace ? 0 : checked_align(static_cast<std::size_t>(largest.m * largest.n) * sizeof(Compute<T>), 64);
    lane_bytes_ = sums_bytes_ + checked_align(variant_.scratch(largest), 64);
  }

  std::string_view variant() const { return variant_.name; }
  std::size_t workspace() const { return lane_bytes_ * static_cast<std::size_t>(lanes_); }

  /// `finish(sums, y, row, column, count)` turns `count` sums of a row of C into results; for types that compute in
  /// themselves both are the same memory.
  template <class Finish>
  void run(const RunContext& run, const T* a, const T* b, T* y, const Finish& finish) const {
    for_each_item(run, lanes_, items_, [&](int64_t lane, int64_t item) {
      std::byte* scratch = run.workspace() + static_cast<std::size_t>(lane) * lane_bytes_;
      const int64_t end = std::min(tiles_, (item + 1) * tiles_per_item_);
      for (int64_t tile = item * tiles_per_item_; tile < end; ++tile) run_tile(tile, a, b, y, scratch, finish);
    });
  }

 private:
  static constexpr bool kInPlace = std::is_same_v<T, Compute<T>>;
  static constexpr int64_t kItemWork = 65536;  ///< multiplications that are worth a visit to the queue

  template <class Finish>
  void run_tile(int64_t index, const T* a, const T* b, T* y, std::byte* scratch, const Finish& finish) const {
    int64_t batch = index / grid_.tiles();
    y += batch * product_.m * product_.n;
    for (auto axis = batch_.rbegin(); axis != batch_.rend(); ++axis) {
      a += batch % axis->length * axis->a_step;
      b += batch % axis->length * axis->b_step;
      batch /= axis->length;
    }
    Tile tile = tile_of(product_, grid_, index % grid_.tiles());
    T* target = y + tile.row * product_.ldc + tile.column;
    Compute<T>* sums;
    if constexpr (kInPlace) {
      sums = target;
    } else {
      sums = reinterpret_cast<Compute<T>*>(scratch);
      tile.product.ldc = tile.product.n;
    }
    variant_.run(tile.product, a + product_.a_offset(tile.row), b + product_.b_offset(tile.column), sums,
                 scratch + sums_bytes_);
    for (int64_t row = 0; row < tile.product.m; ++row) {
      finish(sums + row * tile.product.ldc, target + row * product_.ldc, tile.row + row, tile.column, tile.product.n);
    }
  }

  MatrixMultiply product_;
  std::vector<BatchAxis> batch_;
  TileGrid grid_;
  MultiplyVariant<T> variant_;
  int64_t tiles_ = 0;
  int64_t tiles_per_item_ = 1;
  int64_t items_ = 0;
  int lanes_ = 1;
  std::size_t sums_bytes_ = 0;
  std::size_t lane_bytes_ = 0;
};

/// The element types of matrix products.
using MultiplyTypes = Types<float, double, Float16, BFloat16, int32_t, int64_t, uint32_t, uint64_t>;

}  // namespace ort::cpu
