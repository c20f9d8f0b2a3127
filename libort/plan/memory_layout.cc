#include "libort/plan/memory_layout.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <queue>
#include <set>

#include "libort/core/checked_math.h"

namespace ort {
namespace {

constexpr std::size_t kAlignment = 64;

/// Gaps of an arena that grows at its end; neighbouring gaps are one.
class Gaps {
 public:
  std::size_t take(std::size_t bytes) {
    const auto fit = by_size_.lower_bound({bytes, 0});
    if (fit == by_size_.end()) return grow(bytes);
    const auto [size, offset] = *fit;
    erase(offset, size);
    if (size > bytes) insert(offset + bytes, size - bytes);
    return offset;
  }

  void give_back(std::size_t offset, std::size_t bytes) {
    auto next = by_offset_.lower_bound(offset);
    if (next != by_offset_.end() && next->first == offset + bytes) {
      bytes += next->second;
      erase(next->first, next->second);
    }
    auto previous = by_offset_.lower_bound(offset);
    if (previous != by_offset_.begin() && (--previous)->first + previous->second == offset) {
      offset = previous->first;
      bytes += previous->second;
      erase(previous->first, previous->second);
    }
    insert(offset, bytes);
  }

  std::size_t end() const { return end_; }

 private:
  /// At the end of the arena, together with the gap that is there.
  std::size_t grow(std::size_t bytes) {
    std::size_t offset = end_;
    if (!by_offset_.empty()) {
      const auto last = std::prev(by_offset_.end());
      if (last->first + last->second == end_) {
        offset = last->first;
        erase(last->first, last->second);
      }
    }
    end_ = checked_add(offset, bytes);
    return offset;
  }

  void insert(std::size_t offset, std::size_t bytes) {
    by_offset_.emplace(offset, bytes);
    by_size_.emplace(bytes, offset);
  }

  void erase(std::size_t offset, std::size_t bytes) {
    by_offset_.erase(offset);
    by_size_.erase({bytes, offset});
  }

  std::map<std::size_t, std::size_t> by_offset_;
  std::set<std::pair<std::size_t, std::size_t>> by_size_;
  std::size_t end_ = 0;
};

}  // namespace

std::size_t block_bytes(std::size_t bytes) { return checked_align(std::max<std::size_t>(bytes, 1), kAlignment); }

Layout lay_out(std::span<const Block> blocks, bool reuse) {
  Layout layout;
  layout.offsets.resize(blocks.size());
  std::vector<std::size_t> order(blocks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return blocks[a].first < blocks[b].first; });

  using Ending = std::pair<std::size_t, std::size_t>;  // last instruction, block
  std::priority_queue<Ending, std::vector<Ending>, std::greater<>> living;
  Gaps gaps;
  for (const std::size_t block : order) {
    while (reuse && !living.empty() && living.top().first < blocks[block].first) {
      const std::size_t dead = living.top().second;
      living.pop();
      gaps.give_back(layout.offsets[dead], block_bytes(blocks[dead].bytes));
    }
    layout.offsets[block] = gaps.take(block_bytes(blocks[block].bytes));
    living.emplace(blocks[block].last, block);
  }
  layout.bytes = gaps.end();
  return layout;
}

}  // namespace ort
