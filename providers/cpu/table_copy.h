#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libort/core/shape.h"
#include "libort/runtime/mover.h"

namespace ort::cpu {

/// Copies between two dense tensors of the same rank with one table for each axis: target[i, j, ...] =
/// source[tables[0][i], tables[1][j], ...], or the fill value where one of them says kFill. Trailing axes without a
/// table move as one element, and along the last axis with one the longest stretch of neighbours moves at once. Packed
/// types are moved unpacked, one byte an element.
class TableCopy {
 public:
  /// The target has elements; a table has as many entries as its target dimension, each kFill or inside its source
  /// dimension.
  TableCopy(DataType dtype, const Shape& source, const Shape& target, std::vector<AxisTable> tables);

  /// `fill` is one element; it may be null when no table says kFill.
  void run(const RunContext& run, const std::byte* source, std::byte* target, const std::byte* fill) const;

 private:
  /// Distances in source elements for each target coordinate, or kFill.
  using Offsets = std::vector<int64_t>;
  using RowCopy = void (*)(const TableCopy& copy, const std::byte* source, std::byte* target, const std::byte* fill,
                           int64_t begin, int64_t end);

  void find_stretch();
  int64_t row_offset(int64_t row) const;
  template <class E>
  void copy_rows(const E* source, E* target, const E* fill, int64_t begin, int64_t end) const;
  template <class E>
  void copy_units(const E* source, E* target, const E* fill, int64_t begin, int64_t end) const;

  std::vector<Offsets> outer_;  ///< axes before the row axis
  Offsets row_;                 ///< the last axis with a table
  int64_t unit_ = 1;            ///< elements behind the row axis, moved together
  int64_t rows_ = 1;
  int64_t stretch_begin_ = 0;  ///< in row_: units that lie side by side in the source
  int64_t stretch_end_ = 0;
  RowCopy copy_ = nullptr;
};

}  // namespace ort::cpu
