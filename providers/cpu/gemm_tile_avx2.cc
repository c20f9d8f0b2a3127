#include "providers/cpu/gemm_tile.h"

namespace ort::cpu {
namespace {

typedef float Vector __attribute__((vector_size(32)));

}  // namespace

const GemmTile kGemmTileAvx2 = {6, 16, multiply_tile<Vector, 6, 2>};

}  // namespace ort::cpu
