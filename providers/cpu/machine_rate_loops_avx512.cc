#include "providers/cpu/machine_rate_loops.h"

namespace ort::cpu {
namespace {

typedef float Floats __attribute__((vector_size(64)));
typedef double Doubles __attribute__((vector_size(64)));
typedef uint64_t Words __attribute__((vector_size(64)));

}  // namespace

const MachineRateLoops kMachineRateLoopsAvx512 = kLoopsOf<Floats, Doubles, Words, 20>;

}  // namespace ort::cpu
