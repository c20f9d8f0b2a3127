#include "providers/cpu/odometer.h"

namespace ort::cpu {

Odometer::Odometer(const StridedDims& dims, int64_t position) : dims_(dims) {
  for (std::size_t d = dims.sizes.size(); d-- > 0;) {
    index_[d] = position % dims.sizes[d];
    position /= dims.sizes[d];
    offset_ += index_[d] * dims.strides[d];
  }
}

void Odometer::next() {
  for (std::size_t d = dims_.sizes.size(); d-- > 0;) {
    offset_ += dims_.strides[d];
    if (++index_[d] < dims_.sizes[d]) return;
    offset_ -= dims_.sizes[d] * dims_.strides[d];
    index_[d] = 0;
  }
}

}  // namespace ort::cpu
