#include "providers/cpu/machine_rate_loops.h"

namespace ort::cpu {
namespace {

typedef float Floats __attribute__((vector_size(32)));
typedef double Doubles __attribute__((vector_size(32)));
typedef uint64_t Words __attribute__((vector_size(32)));

}  // namespace

const MachineRateLoops kMachineRateLoopsAvx2 = kLoopsOf<Floats, Doubles, Words, 12>;

}  // namespace ort::cpu
