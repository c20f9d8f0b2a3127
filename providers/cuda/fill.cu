#include "providers/cuda/fill.h"

#include "providers/cuda/device/element_size.h"
#include "providers/cuda/device/launch.h"

namespace ort::cuda {
namespace {

template <class E>
__global__ void fill_kernel(E* target, int64_t count, E element) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) target[i] = element;
}

}  // namespace

void fill(cudaStream_t stream, const Tensor& value, Tensor& target) {
  dispatch_size(value.dtype(), [&]<class E>() {
    launch_flat(fill_kernel<E>, target.elements(), stream, target.as<E>().data(), target.elements(), value.as<E>()[0]);
  });
}

}  // namespace ort::cuda
