#include "libort/runtime/tensor_copy.h"

#include <algorithm>
#include <cstring>

#include "libort/runtime/device_access.h"

namespace ort {

void copy_on_cpu(const Tensor& source, Tensor& target) {
  if (source.is_string()) {
    if (source.data() == target.data()) return;
    std::ranges::copy(source.as<std::string>(), target.as<std::string>().begin());
  } else if (source.bytes() > 0) {
    std::memmove(target.data(), source.data(), source.bytes());
  }
}

void copy_tensor(const Tensor& source, Tensor& target) {
  if (source.bytes() == 0 || source.data() == target.data()) return;
  if (source.device().is_cpu() && target.device().is_cpu()) {
    copy_on_cpu(source, target);
  } else if (source.device().is_cpu() || source.device() == target.device()) {
    device_access(target.device())->copy(source, target);
  } else if (target.device().is_cpu()) {
    device_access(source.device())->copy(source, target);
  } else {
    Tensor staged(source.dtype(), source.shape());
    device_access(source.device())->copy(source, staged);
    device_access(target.device())->copy(staged, target);
  }
}

}  // namespace ort
