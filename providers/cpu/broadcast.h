#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "libort/core/shape.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel.h"
#include "providers/portable/broadcast.h"

namespace ort::cpu {

using portable::allows_in_place;

/// Walks N dense inputs that are broadcast to a dense output, in the order of the output.
template <std::size_t N>
class Broadcast {
 public:
  using Offsets = std::array<int64_t, N>;

  Broadcast(const Shape& output, const std::array<Shape, N>& inputs);

  /// Step of each input along a row: 1, or 0 when the row reads one element.
  const Offsets& row_strides() const { return strides_.back(); }

  /// Calls `row(position, count, offsets)` for the pieces of rows that make up the output elements [begin, end):
  /// elements [position, position + count) of the output need input i's elements from offsets[i] on, row_strides()[i]
  /// apart.
  template <class Row>
  void walk(int64_t begin, int64_t end, Row&& row) const;

 private:
  static constexpr std::size_t kMaxRank = 63;
  using Index = std::array<int64_t, kMaxRank>;

  void locate(int64_t position, Index& index, Offsets& offsets) const;
  void next_row(Index& index, Offsets& offsets) const;

  std::vector<int64_t> sizes_;
  std::vector<Offsets> strides_;
};

/// Inputs 0 and 1 of a node against its output 0, under the attributes `broadcast` and `axis` where the node has them.
Broadcast<2> broadcast_of_two(const PlanContext& context);

/// z = op(x, y) for the output elements [begin, end). `op` takes and returns the types in which X, Y and Z compute.
template <class X, class Y, class Z, class Op>
void map_broadcast(const Broadcast<2>& broadcast, const X* x, const Y* y, Z* z, int64_t begin, int64_t end, Op op);

/// Step of a kernel with two inputs that are broadcast to output 0, whose elements are `op` of theirs.
template <class X, class Y, class Z, class Op>
Step broadcast_step(const PlanContext& context, Broadcast<2> broadcast, int64_t grain, Op op);

template <std::size_t N>
Broadcast<N>::Broadcast(const Shape& output, const std::array<Shape, N>& inputs) {
  portable::CollapsedDims collapsed = portable::collapse_broadcast(output, inputs);
  sizes_ = std::move(collapsed.sizes);
  for (const std::vector<int64_t>& strides : collapsed.strides) {
    std::copy_n(strides.begin(), N, strides_.emplace_back().begin());
  }
}

template <std::size_t N>
void Broadcast<N>::locate(int64_t position, Index& index, Offsets& offsets) const {
  offsets.fill(0);
  for (std::size_t d = sizes_.size(); d-- > 0;) {
    index[d] = position % sizes_[d];
    position /= sizes_[d];
    for (std::size_t i = 0; i < N; ++i) offsets[i] += index[d] * strides_[d][i];
  }
}

template <std::size_t N>
void Broadcast<N>::next_row(Index& index, Offsets& offsets) const {
  for (std::size_t d = sizes_.size() - 1; d-- > 0;) {
    for (std::size_t i = 0; i < N; ++i) offsets[i] += strides_[d][i];
    if (++index[d] < sizes_[d]) return;
    for (std::size_t i = 0; i < N; ++i) offsets[i] -= sizes_[d] * strides_[d][i];
    index[d] = 0;
  }
}

template <std::size_t N>
template <class Row>
void Broadcast<N>::walk(int64_t begin, int64_t end, Row&& row) const {
  if (begin >= end) return;
  Index index;
  Offsets offsets;
  locate(begin, index, offsets);
  const int64_t row_size = sizes_.back();
  int64_t column = index[sizes_.size() - 1];
  for (int64_t position = begin; position < end;) {
    const int64_t count = std::min(row_size - column, end - position);
    row(position, count, offsets);
    position += count;
    for (std::size_t i = 0; i < N; ++i) offsets[i] -= column * row_strides()[i];
    column = 0;
    next_row(index, offsets);
  }
}

template <class X, class Y, class Z, class Op>
void map_broadcast(const Broadcast<2>& broadcast, const X* x, const Y* y, Z* z, int64_t begin, int64_t end, Op op) {
  using CX = Compute<X>;
  using CY = Compute<Y>;
  const int64_t x_stride = broadcast.row_strides()[0];
  const int64_t y_stride = broadcast.row_strides()[1];
  broadcast.walk(begin, end, [&](int64_t position, int64_t count, const Broadcast<2>::Offsets& offsets) {
    const X* a = x + offsets[0];
    const Y* b = y + offsets[1];
    Z* c = z + position;
    if (x_stride == 1 && y_stride == 1) {
      for (int64_t i = 0; i < count; ++i) c[i] = static_cast<Z>(op(static_cast<CX>(a[i]), static_cast<CY>(b[i])));
    } else if (x_stride == 1) {
      const CY scalar = static_cast<CY>(*b);
      for (int64_t i = 0; i < count; ++i) c[i] = static_cast<Z>(op(static_cast<CX>(a[i]), scalar));
    } else if (y_stride == 1) {
      const CX scalar = static_cast<CX>(*a);
      for (int64_t i = 0; i < count; ++i) c[i] = static_cast<Z>(op(scalar, static_cast<CY>(b[i])));
    } else {
      std::fill_n(c, count, static_cast<Z>(op(static_cast<CX>(*a), static_cast<CY>(*b))));
    }
  });
}

template <class X, class Y, class Z, class Op>
Step broadcast_step(const PlanContext& context, Broadcast<2> broadcast, int64_t grain, Op op) {
  const int64_t total = context.output_shape(0).elements();
  const auto shared = std::make_shared<const Broadcast<2>>(std::move(broadcast));
  Step step;
  step.run = [total, grain, shared, op](const RunContext& run) {
    const X* x = run.input(0).as<X>().data();
    const Y* y = run.input(1).as<Y>().data();
    Z* z = run.output(0).as<Z>().data();
    run.parallel_for(total, grain,
                     [&](int64_t begin, int64_t end) { map_broadcast(*shared, x, y, z, begin, end, op); });
  };
  for (const int input : {0, 1}) {
    if (allows_in_place(context, input)) step.in_place.push_back({0, input});
  }
  return step;
}

}  // namespace ort::cpu
