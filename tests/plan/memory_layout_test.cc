#include "libort/plan/memory_layout.h"

#include <gtest/gtest.h>

#include <random>

namespace ort {
namespace {

bool at_the_same_time(const Block& a, const Block& b) { return a.first <= b.last && b.first <= a.last; }

void expect_no_overlap(const std::vector<Block>& blocks, const Layout& layout) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    EXPECT_EQ(layout.offsets[i] % 64, 0U);
    EXPECT_LE(layout.offsets[i] + blocks[i].bytes, layout.bytes);
    for (std::size_t j = 0; j < i; ++j) {
      const bool apart = layout.offsets[i] + blocks[i].bytes <= layout.offsets[j] ||
                         layout.offsets[j] + blocks[j].bytes <= layout.offsets[i];
      EXPECT_TRUE(apart || !at_the_same_time(blocks[i], blocks[j])) << i << " and " << j;
    }
  }
}

TEST(MemoryLayout, NeverOverlapsWhatLivesTogether) {
  std::mt19937 generator(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<Block> blocks(1 + generator() % 60);
    for (Block& block : blocks) {
      block.bytes = generator() % 5000;
      block.first = generator() % 40;
      block.last = block.first + generator() % 10;
    }
    expect_no_overlap(blocks, lay_out(blocks));
    expect_no_overlap(blocks, lay_out(blocks, false));
  }
}

TEST(MemoryLayout, ReusesWhatIsFree) {
  std::vector<Block> chain;
  for (std::size_t i = 0; i < 100; ++i) chain.push_back({1024, i, i + 1});
  EXPECT_EQ(lay_out(chain).bytes, 2048U);
  EXPECT_EQ(lay_out(chain, false).bytes, 102400U);
}

TEST(MemoryLayout, JoinsNeighbouringGaps) {
  const std::vector<Block> blocks = {{64, 0, 0}, {64, 0, 0}, {128, 1, 1}};
  EXPECT_EQ(lay_out(blocks).bytes, 128U);
}

}  // namespace
}  // namespace ort
