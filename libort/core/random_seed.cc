#include "libort/core/random_seed.h"

#include <atomic>

namespace ort {
namespace {

std::atomic<int64_t> current_seed{0};

}  // namespace

void set_random_seed(int64_t seed) { current_seed = seed; }

int64_t random_seed() { return current_seed; }

}  // namespace ort
