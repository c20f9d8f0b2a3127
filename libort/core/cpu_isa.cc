#include "libort/core/cpu_isa.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <atomic>
#include <cstdint>
#include <string>

#include "libort/core/fail.h"

namespace ort {
namespace {

#if defined(__x86_64__)

constexpr uint64_t kYmmState = 0x06;  ///< XCR0: SSE and AVX registers are saved
constexpr uint64_t kZmmState = 0xe6;  ///< and those of AVX-512

/// XCR0, the register states that the operating system saves.
uint64_t saved_states() {
  uint32_t low = 0;
  uint32_t high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return uint64_t{high} << 32 | low;
}

Isa detect() {
  uint32_t eax = 0;
  uint32_t ebx = 0;
  uint32_t ecx = 0;
  uint32_t edx = 0;
  constexpr uint32_t kBasic = bit_FMA | bit_F16C | bit_AVX | bit_OSXSAVE;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx & kBasic) != kBasic) return Isa::kGeneric;
  const uint64_t states = saved_states();
  if ((states & kYmmState) != kYmmState || __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0) return Isa::kGeneric;
  if ((ebx & bit_AVX2) == 0) return Isa::kGeneric;
  constexpr uint32_t kWide = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
  return (states & kZmmState) == kZmmState && (ebx & kWide) == kWide ? Isa::kAvx512 : Isa::kAvx2;
}

#else

Isa detect() { return Isa::kGeneric; }

#endif

std::atomic<Isa>& active() {
  static std::atomic<Isa> isa{machine_isa()};
  return isa;
}

}  // namespace

Isa machine_isa() {
  static const Isa isa = detect();
  return isa;
}

Isa active_isa() { return active().load(std::memory_order_relaxed); }

void set_active_isa(Isa isa) {
  if (isa > machine_isa()) {
    fail_provider("this machine has no " + std::string(isa_name(isa)) + "; it offers " +
                  std::string(isa_name(machine_isa())));
  }
  active().store(isa, std::memory_order_relaxed);
}

std::string_view isa_name(Isa isa) {
  switch (isa) {
    case Isa::kGeneric:
      return "generic";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512:
      return "avx512";
  }
  return "generic";
}

}  // namespace ort
