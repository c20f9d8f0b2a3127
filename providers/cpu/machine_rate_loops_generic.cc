#include "providers/cpu/machine_rate_loops.h"

namespace ort::cpu {
namespace {

typedef float Floats __attribute__((vector_size(16)));
typedef double Doubles __attribute__((vector_size(16)));
typedef uint64_t Words __attribute__((vector_size(16)));

}  // namespace

const MachineRateLoops kMachineRateLoopsGeneric = kLoopsOf<Floats, Doubles, Words, 12>;

}  // namespace ort::cpu
