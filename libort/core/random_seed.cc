#include "libort/core/random_seed.h"

#include <atomic>
#include <random>

namespace ort {
namespace {

std::atomic<uint32_t>& next_seed() {
  static std::atomic<uint32_t> seed{std::random_device()()};
  return seed;
}

}  // namespace

void set_random_seed(int64_t seed) { next_seed() = static_cast<uint32_t>(seed); }

uint32_t next_random_seed() { return next_seed().fetch_add(1); }

}  // namespace ort
