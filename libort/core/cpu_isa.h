#pragma once

#include <string_view>

namespace ort {

/// Instruction sets of kernels, in ascending order. kAvx2: AVX2, FMA and F16C; kAvx512: also F, BW, DQ and VL.
enum class Isa { kGeneric, kAvx2, kAvx512 };

Isa machine_isa();                   ///< the highest that CPU and operating system offer
Isa active_isa();                    ///< the highest that kernels may use now
void set_active_isa(Isa isa);        ///< not above machine_isa(): throws (provider) otherwise
std::string_view isa_name(Isa isa);  ///< "generic", "avx2", "avx512"

}  // namespace ort
