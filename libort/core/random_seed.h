#pragma once

#include <cstdint>

namespace ort {

/// Begins the sequence of seeds of the process anew: the same seed and the same runs give the same random numbers.
void set_random_seed(int64_t seed);

/// The next seed for a random operator that has no `seed` attribute. Until `set_random_seed` is called the sequence
/// begins anywhere. Thread-safe.
uint32_t next_random_seed();

}  // namespace ort
