#include "tests/support/far_access.h"

#include <algorithm>

namespace ort::test {

void FarAccess::copy(const Tensor& source, Tensor& target) {
  ++copies_;
  const std::byte* const from = source.device().is_cpu() ? source.data() : memory_->bytes_at(source.data());
  std::byte* const to = target.device().is_cpu() ? target.data() : memory_->bytes_at(target.data());
  std::copy_n(from, source.bytes(), to);
}

}  // namespace ort::test
