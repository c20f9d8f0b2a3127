#include "providers/cuda/host/block.h"

#include <ucontext.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

namespace ort::cuda::host {
namespace {

constexpr std::size_t kStackBytes = std::size_t{256} << 10;
constexpr std::size_t kWarp = 32;

struct Fiber {
  ucontext_t context{};
  std::unique_ptr<std::byte[]> stack{new std::byte[kStackBytes]};
  uint3 index;
  std::size_t rank = 0;
  Wait waits_for = Wait::kNothing;
  uint64_t offered = 0;  ///< to the other lanes of its warp
};

/// The block that runs now, its threads and their scheduler.
struct Block {
  ucontext_t scheduler{};
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<std::byte> shared;
  const std::function<void()>* body = nullptr;
  Fiber* now = nullptr;
  std::size_t threads = 0;
};

thread_local ThreadPlace current_place;
thread_local std::unique_ptr<Block> kept_block;
thread_local Block* current_block = nullptr;

void enter() {
  (*current_block->body)();
  current_block->now->waits_for = Wait::kDone;
  swapcontext(&current_block->now->context, &current_block->scheduler);
}

void start(Fiber& fiber) {
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = fiber.stack.get();
  fiber.context.uc_stack.ss_size = kStackBytes;
  fiber.context.uc_link = &current_block->scheduler;
  fiber.waits_for = Wait::kNothing;
  makecontext(&fiber.context, enter, 0);
}

/// Threads [first, last) go on when each of them that is not done waits for `reason`.
void release(Block& block, std::size_t first, std::size_t last, Wait reason) {
  std::size_t alive = 0;
  std::size_t waiting = 0;
  for (std::size_t i = first; i < last; ++i) {
    alive += block.fibers[i]->waits_for != Wait::kDone ? 1 : 0;
    waiting += block.fibers[i]->waits_for == reason ? 1 : 0;
  }
  if (alive == 0 || waiting != alive) return;
  for (std::size_t i = first; i < last; ++i) {
    if (block.fibers[i]->waits_for == reason) block.fibers[i]->waits_for = Wait::kNothing;
  }
}

/// Gives every thread that may go on its turn; false when none could.
bool run_ready(Block& block) {
  bool moved = false;
  for (std::size_t i = 0; i < block.threads; ++i) {
    Fiber& fiber = *block.fibers[i];
    if (fiber.waits_for != Wait::kNothing) continue;
    moved = true;
    block.now = &fiber;
    current_place.thread = fiber.index;
    swapcontext(&block.scheduler, &fiber.context);
  }
  return moved;
}

void run_block(Block& block) {
  for (std::size_t i = 0; i < block.threads; ++i) start(*block.fibers[i]);
  for (;;) {
    const bool moved = run_ready(block);
    const auto done =
        std::count_if(block.fibers.begin(), block.fibers.begin() + static_cast<std::ptrdiff_t>(block.threads),
                      [](const auto& fiber) { return fiber->waits_for == Wait::kDone; });
    if (static_cast<std::size_t>(done) == block.threads) return;
    if (!moved) throw std::logic_error("threads of a block wait for different things");
    for (std::size_t warp = 0; warp < block.threads; warp += kWarp)
      release(block, warp, std::min(warp + kWarp, block.threads), Wait::kWarp);
    release(block, 0, block.threads, Wait::kBlock);
  }
}

void for_each_block(const dim3& grid, const dim3& block, const auto& run) {
  current_place.block_size = block;
  current_place.grid_size = grid;
  uint3& index = current_place.block;
  for (index.z = 0; index.z < grid.z; ++index.z) {
    for (index.y = 0; index.y < grid.y; ++index.y) {
      for (index.x = 0; index.x < grid.x; ++index.x) run();
    }
  }
}

void for_each_thread(const dim3& block, const auto& run) {
  uint3 index;
  for (index.z = 0; index.z < block.z; ++index.z) {
    for (index.y = 0; index.y < block.y; ++index.y) {
      for (index.x = 0; index.x < block.x; ++index.x) run(index);
    }
  }
}

}  // namespace

ThreadPlace& place() { return current_place; }

void run_flat(const dim3& grid, const dim3& block, const std::function<void()>& body) {
  for_each_block(grid, block, [&] {
    for_each_thread(block, [&](const uint3& index) {
      current_place.thread = index;
      body();
    });
  });
}

void run_cooperative(const dim3& grid, const dim3& block, std::size_t shared, const std::function<void()>& body) {
  if (!kept_block) kept_block = std::make_unique<Block>();
  Block& state = *kept_block;
  state.body = &body;
  state.threads = 0;
  for_each_thread(block, [&](const uint3& index) {
    if (state.fibers.size() == state.threads) state.fibers.push_back(std::make_unique<Fiber>());
    state.fibers[state.threads]->index = index;
    state.fibers[state.threads]->rank = state.threads;
    ++state.threads;
  });
  current_block = &state;
  struct Leave {
    ~Leave() { current_block = nullptr; }
  } const leave;
  for_each_block(grid, block, [&] {
    state.shared.assign(shared, std::byte{0xFF});
    run_block(state);
  });
}

void wait(Wait group) {
  if (current_block == nullptr) throw std::logic_error("a kernel that was launched as flat waits for other threads");
  Fiber* fiber = current_block->now;
  fiber->waits_for = group;
  swapcontext(&fiber->context, &current_block->scheduler);
}

std::byte* shared_memory() {
  if (current_block == nullptr) throw std::logic_error("a kernel that was launched as flat uses shared memory");
  return current_block->shared.data();
}

unsigned own_lane() {
  if (current_block == nullptr) throw std::logic_error("a kernel that was launched as flat exchanges between lanes");
  return static_cast<unsigned>(current_block->now->rank % kWarp);
}

uint64_t exchange(uint64_t mine, unsigned lane) {
  const std::size_t warp = current_block->now->rank / kWarp * kWarp;
  Fiber* fiber = current_block->now;
  fiber->offered = mine;
  wait(Wait::kWarp);
  const std::size_t source = warp + lane;
  const uint64_t value =
      lane < kWarp && source < current_block->threads ? current_block->fibers[source]->offered : mine;
  wait(Wait::kWarp);
  return value;
}

}  // namespace ort::cuda::host
