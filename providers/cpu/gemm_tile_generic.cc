#include "providers/cpu/gemm_tile.h"

namespace ort::cpu {
namespace {

typedef float Vector __attribute__((vector_size(16)));

}  // namespace

const GemmTile kGemmTileGeneric = {4, 8, multiply_tile<Vector, 4, 2>};

}  // namespace ort::cpu
