#pragma once

#include <cstddef>
#include <cstdint>

// The loops that measure a machine. Compiled once for each instruction set, each time in a file of its own with the
// compiler flags for it: nothing here may be shared with code that runs on other machines, so no library code is used
// and everything has internal linkage.

namespace ort::cpu {

/// Loops that keep the arithmetic units or the paths to memory busy. Memory is aligned to 64 bytes, sizes are multiples
/// of 1024. Results are returned so that no work can be left out.
struct MachineRateLoops {
  /// `steps` times `operations_per_step` operations. `half` is 0.5: a number that the compiler does not know.
  float (*multiply_add_float)(int64_t steps, float half);
  double (*multiply_add_double)(int64_t steps, double half);
  int64_t float_operations_per_step;
  int64_t double_operations_per_step;
  /// `rounds` times over `bytes` bytes.
  uint64_t (*read)(const std::byte* memory, std::size_t bytes, int64_t rounds);
  void (*write)(std::byte* memory, std::size_t bytes, int64_t rounds, uint64_t value);
  void (*copy)(const std::byte* from, std::byte* to, std::size_t bytes, int64_t rounds);
};

extern const MachineRateLoops kMachineRateLoopsGeneric;
extern const MachineRateLoops kMachineRateLoopsAvx2;
extern const MachineRateLoops kMachineRateLoopsAvx512;

namespace {

/// `kChains` sums that do not wait for each other: more than the latency of the units times their number. The values
/// stay close to one.
template <class Vector, class Number, int kChains>
[[maybe_unused]] Number multiply_add(int64_t steps, Number half) {
  Vector sums[kChains];
#pragma GCC unroll 32
  for (int chain = 0; chain < kChains; ++chain) sums[chain] = Vector{} + static_cast<Number>(1 + chain);
  const Vector factor = Vector{} + half;
  for (int64_t step = 0; step < steps; ++step) {
#pragma GCC unroll 32
    for (int chain = 0; chain < kChains; ++chain) sums[chain] = sums[chain] * factor + factor;
  }
  Vector sum = {};
#pragma GCC unroll 32
  for (int chain = 0; chain < kChains; ++chain) sum += sums[chain];
  return sum[0];
}

template <class Vector, class Number, int kChains>
constexpr int64_t kOperationsPerStep = int64_t{kChains} * 2 * static_cast<int64_t>(sizeof(Vector) / sizeof(Number));

/// Words: a GCC vector of uint64_t.
template <class Words>
[[maybe_unused]] uint64_t read_memory(const std::byte* memory, std::size_t bytes, int64_t rounds) {
  constexpr int kChains = 8;
  typedef Words Aliased __attribute__((may_alias));
  Words found[kChains] = {};
  for (int64_t round = 0; round < rounds; ++round) {
    for (std::size_t at = 0; at < bytes; at += kChains * sizeof(Words)) {
#pragma GCC unroll 8
      for (std::size_t chain = 0; chain < kChains; ++chain) {
        found[chain] |= *reinterpret_cast<const Aliased*>(memory + at + chain * sizeof(Words));
      }
    }
    __asm__ volatile("" ::: "memory");
  }
  Words all = {};
#pragma GCC unroll 8
  for (int chain = 0; chain < kChains; ++chain) all |= found[chain];
  return all[0];
}

template <class Words>
[[maybe_unused]] void write_memory(std::byte* memory, std::size_t bytes, int64_t rounds, uint64_t value) {
  constexpr int kStores = 8;
  typedef Words Aliased __attribute__((may_alias));
  const Words word = Words{} + value;
  for (int64_t round = 0; round < rounds; ++round) {
    for (std::size_t at = 0; at < bytes; at += kStores * sizeof(Words)) {
#pragma GCC unroll 8
      for (std::size_t store = 0; store < kStores; ++store) {
        *reinterpret_cast<Aliased*>(memory + at + store * sizeof(Words)) = word;
      }
    }
    __asm__ volatile("" ::: "memory");
  }
}

template <class Words>
[[maybe_unused]] void copy_memory(const std::byte* from, std::byte* to, std::size_t bytes, int64_t rounds) {
  constexpr int kMoves = 4;
  typedef Words Aliased __attribute__((may_alias));
  for (int64_t round = 0; round < rounds; ++round) {
    for (std::size_t at = 0; at < bytes; at += kMoves * sizeof(Words)) {
      Words moved[kMoves];
#pragma GCC unroll 4
      for (std::size_t move = 0; move < kMoves; ++move) {
        moved[move] = *reinterpret_cast<const Aliased*>(from + at + move * sizeof(Words));
      }
#pragma GCC unroll 4
      for (std::size_t move = 0; move < kMoves; ++move) {
        *reinterpret_cast<Aliased*>(to + at + move * sizeof(Words)) = moved[move];
      }
    }
    __asm__ volatile("" ::: "memory");
  }
}

/// Floats, Doubles, Words: vectors of the widest registers; `kChains` leaves a few registers free.
template <class Floats, class Doubles, class Words, int kChains>
constexpr MachineRateLoops kLoopsOf = {
    multiply_add<Floats, float, kChains>,
    multiply_add<Doubles, double, kChains>,
    kOperationsPerStep<Floats, float, kChains>,
    kOperationsPerStep<Doubles, double, kChains>,
    read_memory<Words>,
    write_memory<Words>,
    copy_memory<Words>,
};

}  // namespace

}  // namespace ort::cpu
