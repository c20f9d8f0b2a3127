#include "providers/cpu/strided_copy.h"

#include <algorithm>
#include <array>
#include <functional>
#include <type_traits>

#include "libort/core/checked_math.h"
#include "providers/cpu/moved_type.h"

namespace ort::cpu {
namespace {

/// Extents of collapsed dimensions are 2 or more and their product fits in 63 bits.
constexpr std::size_t kMaxRank = 63;
/// Rows and columns of a tile: a square of the widest elements still fits into the first cache.
constexpr int64_t kTile = 16;

template <class E>
void copy_row(const E* source, int64_t source_stride, E* target, int64_t target_stride, int64_t count) {
  if (source_stride == 1 && target_stride == 1) {
    std::copy_n(source, count, target);
  } else if (source_stride == 0 && target_stride == 1) {
    std::fill_n(target, count, *source);
  } else {
    for (int64_t i = 0; i < count; ++i) target[i * target_stride] = source[i * source_stride];
  }
}

}  // namespace

StridedCopy::StridedCopy(DataType dtype, const StridedBlock& block)
    : source_offset_(block.source_offset),
      target_offset_(block.target_offset),
      total_(checked_elements(block.extents)) {
  collapse(block);
  grain_ = kMovedGrain;
  const bool tiled = total_ > 0 && arrange_tiles();
  dispatch_moved(dtype, [&]<class E>() {
    range_copy_ = tiled ? [](const StridedCopy& copy, const std::byte* source, std::byte* target, int64_t begin,
                             int64_t end) {
      copy.copy_strips(reinterpret_cast<const E*>(source), reinterpret_cast<E*>(target), begin, end);
    } : [](const StridedCopy& copy, const std::byte* source, std::byte* target, int64_t begin, int64_t end) {
      copy.copy_elements(reinterpret_cast<const E*>(source), reinterpret_cast<E*>(target), begin, end);
    };
  });
}

void StridedCopy::collapse(const StridedBlock& block) {
  std::vector<Dimension> dims;
  for (std::size_t i = 0; i < block.extents.size(); ++i) {
    if (block.extents[i] == 1) continue;
    dims.push_back({block.extents[i], block.source_strides[i], block.target_strides[i]});
  }
  std::ranges::stable_sort(dims, std::greater{}, &Dimension::target_stride);
  for (const Dimension& dim : dims) {
    if (!dims_.empty() && dims_.back().source_stride == dim.source_stride * dim.extent &&
        dims_.back().target_stride == dim.target_stride * dim.extent) {
      dims_.back() = {dims_.back().extent * dim.extent, dim.source_stride, dim.target_stride};
    } else {
      dims_.push_back(dim);
    }
  }
  if (dims_.empty()) dims_.push_back({});
}

/// Where the innermost target dimension lies across the source and another one along it, moves that one next to the
/// innermost and counts strips of kTile of its rows.
bool StridedCopy::arrange_tiles() {
  const Dimension& last = dims_.back();
  if (last.target_stride != 1 || last.source_stride == 1 || last.source_stride == 0 || last.extent < 4) return false;
  const auto along = std::find_if(dims_.begin(), dims_.end() - 1,
                                  [](const Dimension& dim) { return dim.source_stride == 1 && dim.extent >= 4; });
  if (along == dims_.end() - 1) return false;
  std::rotate(along, along + 1, dims_.end() - 1);
  const int64_t rows = dims_[dims_.size() - 2].extent;
  const int64_t columns = dims_.back().extent;
  total_ = total_ / (rows * columns) * ((rows + kTile - 1) / kTile);
  grain_ = moved_grain(kTile * columns);
  return true;
}

bool StridedCopy::is_contiguous() const {
  return dims_.size() == 1 && dims_[0].source_stride == 1 && dims_[0].target_stride == 1 && source_offset_ == 0 &&
         target_offset_ == 0;
}

void StridedCopy::run(const RunContext& run, const std::byte* source, std::byte* target) const {
  run.parallel_for(total_, grain_, [&](int64_t begin, int64_t end) { range_copy_(*this, source, target, begin, end); });
}

template <class E>
void StridedCopy::copy_elements(const E* source, E* target, int64_t begin, int64_t end) const {
  std::array<int64_t, kMaxRank> index;
  int64_t from = source_offset_;
  int64_t to = target_offset_;
  int64_t rest = begin;
  for (std::size_t d = dims_.size(); d-- > 0;) {
    index[d] = rest % dims_[d].extent;
    rest /= dims_[d].extent;
    from += index[d] * dims_[d].source_stride;
    to += index[d] * dims_[d].target_stride;
  }
  const std::size_t last = dims_.size() - 1;
  const Dimension row = dims_[last];
  while (begin < end) {
    const int64_t count = std::min(end - begin, row.extent - index[last]);
    copy_row(source + from, row.source_stride, target + to, row.target_stride, count);
    begin += count;
    from -= index[last] * row.source_stride;
    to -= index[last] * row.target_stride;
    index[last] = 0;
    for (std::size_t d = last; d-- > 0;) {
      from += dims_[d].source_stride;
      to += dims_[d].target_stride;
      if (++index[d] < dims_[d].extent) break;
      from -= dims_[d].extent * dims_[d].source_stride;
      to -= dims_[d].extent * dims_[d].target_stride;
      index[d] = 0;
    }
  }
}

template <class E>
void StridedCopy::copy_strips(const E* source, E* target, int64_t begin, int64_t end) const {
  const Dimension& rows = dims_[dims_.size() - 2];
  const Dimension& columns = dims_.back();
  const int64_t strips = (rows.extent + kTile - 1) / kTile;
  for (int64_t strip = begin; strip < end; ++strip) {
    const int64_t first_row = strip % strips * kTile;
    const int64_t last_row = std::min(first_row + kTile, rows.extent);
    int64_t from = source_offset_;
    int64_t to = target_offset_;
    int64_t rest = strip / strips;
    for (std::size_t d = dims_.size() - 2; d-- > 0;) {
      from += rest % dims_[d].extent * dims_[d].source_stride;
      to += rest % dims_[d].extent * dims_[d].target_stride;
      rest /= dims_[d].extent;
    }
    for (int64_t first = 0; first < columns.extent; first += kTile) {
      const int64_t count = std::min(kTile, columns.extent - first);
      for (int64_t row = first_row; row < last_row; ++row) {
        copy_row(source + from + row + first * columns.source_stride, columns.source_stride,
                 target + to + row * rows.target_stride + first, 1, count);
      }
    }
  }
}

}  // namespace ort::cpu
