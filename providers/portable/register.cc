#include "providers/portable/families.h"

namespace ort::portable {

void register_moves(KernelRegistry& kernels, const MovedTypes& types) {
  register_concat_split(kernels, types);
  register_depth_space(kernels, types);
  register_expand_tile(kernels, types);
  register_identity(kernels, types);
  register_pad(kernels, types);
  register_reshape(kernels, types);
  register_slice(kernels, types);
  register_transpose(kernels, types);
}

}  // namespace ort::portable
