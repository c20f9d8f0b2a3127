#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libort/runtime/mover.h"

namespace ort::cpu {

/// Copies a block from one strided layout into another, worked out once for its shape: dimensions that both sides walk
/// in one go are merged, rows that lie together on both sides are moved at once, and a source that lies across the
/// target is moved in tiles. Packed types are moved unpacked, one byte an element.
class StridedCopy {
 public:
  StridedCopy(DataType dtype, const StridedBlock& block);

  void run(const RunContext& run, const std::byte* source, std::byte* target) const;

  /// True when it moves elements [0, n) to [0, n).
  bool is_contiguous() const;

  struct Dimension {
    int64_t extent = 1;
    int64_t source_stride = 1;
    int64_t target_stride = 1;
  };

 private:
  using RangeCopy = void (*)(const StridedCopy& copy, const std::byte* source, std::byte* target, int64_t begin,
                             int64_t end);

  void collapse(const StridedBlock& block);
  bool arrange_tiles();
  template <class E>
  void copy_elements(const E* source, E* target, int64_t begin, int64_t end) const;
  template <class E>
  void copy_strips(const E* source, E* target, int64_t begin, int64_t end) const;

  std::vector<Dimension> dims_;  ///< at least one; all but a lone one have an extent of 2 or more
  int64_t source_offset_ = 0;
  int64_t target_offset_ = 0;
  int64_t total_ = 0;  ///< elements, or strips of tiles
  int64_t grain_ = 1;
  RangeCopy range_copy_ = nullptr;
};

}  // namespace ort::cpu
