#include "providers/portable/moving_kernel.h"

#include <string>
#include <utility>

#include "libort/runtime/provider.h"

namespace ort::portable {

MovingKernel::MovingKernel(const KernelInfo& info) : mover_(info.provider().mover()) {
  if (mover_ == nullptr) {
    throw Error(ErrorCode::kFail, ErrorKind::kInternal, std::string(info.provider().name()) + " has no mover");
  }
}

Step MovingKernel::move_block(const PlanContext& context, StridedBlock block) const {
  std::vector<BlockCopy> copies(1);
  copies[0].block = std::move(block);
  return mover_->strided_copies(context, std::move(copies));
}

Step MovingKernel::move_nothing(const PlanContext& context) const { return mover_->strided_copies(context, {}); }

}  // namespace ort::portable
