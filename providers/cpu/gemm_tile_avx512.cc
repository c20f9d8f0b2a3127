#include "providers/cpu/gemm_tile.h"

namespace ort::cpu {
namespace {

typedef float Vector __attribute__((vector_size(64)));

}  // namespace

const GemmTile kGemmTileAvx512 = {14, 32, multiply_tile<Vector, 14, 2>};

}  // namespace ort::cpu
