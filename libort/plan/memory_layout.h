#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ort {

/// A block of memory that is needed from instruction `first` to instruction `last`, both included.
struct Block {
  std::size_t bytes = 0;
  std::size_t first = 0;
  std::size_t last = 0;
};

struct Layout {
  std::vector<std::size_t> offsets;  ///< one for each block, multiples of 64
  std::size_t bytes = 0;             ///< size of the arena
};

/// What a block of so many bytes takes in an arena.
std::size_t block_bytes(std::size_t bytes);

/// Places blocks so that no two that are needed at the same time overlap: in the order of their first use, each into
/// the smallest gap that holds it. O(n log n). With `reuse` false every block gets a place of its own.
Layout lay_out(std::span<const Block> blocks, bool reuse = true);

}  // namespace ort
