#pragma once

#include <cstdint>

namespace ort {

/// Seed of random operators without a `seed` attribute; 0 until it is set. Thread-safe.
void set_random_seed(int64_t seed);
int64_t random_seed();

}  // namespace ort
