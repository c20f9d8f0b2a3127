#pragma once

#include <cstdint>
#include <vector>

#include "libort/core/tensor.h"
#include "libort/runtime/kernel.h"

namespace ort {

/// A block of elements that lies in two memories. Strides and offsets count elements; those of the source may be zero
/// (the same element again) or negative, those of the target are positive.
struct StridedBlock {
  std::vector<int64_t> extents;
  std::vector<int64_t> source_strides;
  std::vector<int64_t> target_strides;
  int64_t source_offset = 0;
  int64_t target_offset = 0;
};

/// A block that goes from an input of a node to one of its outputs.
struct BlockCopy {
  StridedBlock block;
  int input = 0;
  int output = 0;
};

/// Where along one axis of the source the elements of the target come from: a coordinate for each target coordinate, or
/// kFill. No table: the same coordinates.
using AxisTable = std::vector<int64_t>;
inline constexpr int64_t kFill = -1;

/// One element: `value`, on the CPU, or where `input` is not negative that input of the node, which has one element and
/// lies wherever the provider's values do.
struct FillElement {
  Tensor value;
  int input = -1;
};

/// How a provider moves elements without looking at them. The operators that only move data are planned once for all
/// providers (providers/portable), in terms of what stands here.
///
/// All inputs and outputs named have one element type, that of input 0. Steps write every element of the outputs.
class Mover {
 public:
  virtual ~Mover() = default;

  /// Output 0 has the elements of input 0 in the same order: a view where the plan allows it.
  virtual Step same_elements(const PlanContext& context) const = 0;

  /// Copies blocks that do not overlap in their outputs and together make up all of each output that they name; a view
  /// where the only block is all of its input in order. Without blocks there is nothing to do.
  virtual Step strided_copies(const PlanContext& context, std::vector<BlockCopy> copies) const = 0;

  /// target[i, j, ...] = source[tables[0][i], tables[1][j], ...] from input 0 to output 0 of the same rank, or the fill
  /// element where a table says kFill. The output has elements; each table has one entry for each position of its
  /// target dimension, kFill or inside its source dimension. The fill is needed only where a table says kFill.
  virtual Step table_copy(const PlanContext& context, std::vector<AxisTable> tables, const FillElement& fill) const = 0;
};

}  // namespace ort
