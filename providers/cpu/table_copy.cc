#include "providers/cpu/table_copy.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "providers/cpu/moved_type.h"

namespace ort::cpu {

TableCopy::TableCopy(DataType dtype, const Shape& source, const Shape& target, std::vector<AxisTable> tables) {
  const std::vector<int64_t> strides = contiguous_strides(source);
  int row_axis = source.rank() - 1;
  while (row_axis >= 0 && tables[static_cast<std::size_t>(row_axis)].empty()) --row_axis;
  unit_ = target.elements(row_axis + 1, target.rank());
  rows_ = row_axis < 0 ? 1 : target.elements(0, row_axis);
  for (int axis = 0; axis <= row_axis; ++axis) {
    const auto position = static_cast<std::size_t>(axis);
    Offsets offsets = std::move(tables[position]);
    if (offsets.empty()) {
      offsets.resize(static_cast<std::size_t>(target[axis]));
      std::iota(offsets.begin(), offsets.end(), 0);
    }
    for (int64_t& offset : offsets) offset = offset == kFill ? kFill : offset * strides[position];
    if (axis == row_axis) {
      row_ = std::move(offsets);
    } else {
      outer_.push_back(std::move(offsets));
    }
  }
  if (row_.empty()) row_ = {0};
  find_stretch();
  dispatch_moved(dtype, [&]<class E>() {
    copy_ = [](const TableCopy& copy, const std::byte* from, std::byte* to, const std::byte* fill, int64_t begin,
               int64_t end) {
      copy.copy_rows(reinterpret_cast<const E*>(from), reinterpret_cast<E*>(to), reinterpret_cast<const E*>(fill),
                     begin, end);
    };
  });
}

void TableCopy::find_stretch() {
  const int64_t count = std::ssize(row_);
  for (int64_t begin = 0; begin < count;) {
    int64_t end = begin + 1;
    const auto offset = [&](int64_t i) { return row_[static_cast<std::size_t>(i)]; };
    while (end < count && offset(begin) != kFill && offset(end) == offset(end - 1) + unit_) ++end;
    if (offset(begin) != kFill && end - begin > stretch_end_ - stretch_begin_) {
      stretch_begin_ = begin;
      stretch_end_ = end;
    }
    begin = end;
  }
}

/// Offset of the source row that target row `row` comes from, or kFill.
int64_t TableCopy::row_offset(int64_t row) const {
  int64_t offset = 0;
  for (std::size_t axis = outer_.size(); axis-- > 0;) {
    const Offsets& offsets = outer_[axis];
    const int64_t step = offsets[static_cast<std::size_t>(row % std::ssize(offsets))];
    if (step == kFill) return kFill;
    offset += step;
    row /= std::ssize(offsets);
  }
  return offset;
}

/// The units [begin, end) of one row.
template <class E>
void TableCopy::copy_units(const E* source, E* target, const E* fill, int64_t begin, int64_t end) const {
  for (int64_t i = begin; i < end; ++i) {
    const int64_t offset = row_[static_cast<std::size_t>(i)];
    if (offset == kFill) {
      std::fill_n(target + i * unit_, unit_, *fill);
    } else if (unit_ == 1) {
      target[i] = source[offset];
    } else {
      std::copy_n(source + offset, unit_, target + i * unit_);
    }
  }
}

template <class E>
void TableCopy::copy_rows(const E* source, E* target, const E* fill, int64_t begin, int64_t end) const {
  const int64_t length = std::ssize(row_);
  for (int64_t row = begin; row < end; ++row) {
    E* to = target + row * length * unit_;
    const int64_t offset = row_offset(row);
    if (offset == kFill) {
      std::fill_n(to, length * unit_, *fill);
      continue;
    }
    const E* from = source + offset;
    copy_units(from, to, fill, 0, stretch_begin_);
    if (stretch_begin_ < stretch_end_) {
      std::copy_n(from + row_[static_cast<std::size_t>(stretch_begin_)], (stretch_end_ - stretch_begin_) * unit_,
                  to + stretch_begin_ * unit_);
    }
    copy_units(from, to, fill, stretch_end_, length);
  }
}

void TableCopy::run(const RunContext& run, const std::byte* source, std::byte* target, const std::byte* fill) const {
  const int64_t row_elements = std::ssize(row_) * unit_;
  run.parallel_for(rows_, moved_grain(row_elements),
                   [&](int64_t begin, int64_t end) { copy_(*this, source, target, fill, begin, end); });
}

}  // namespace ort::cpu
