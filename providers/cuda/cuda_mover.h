#pragma once

#include "libort/runtime/mover.h"

namespace ort::cuda {

class CudaProvider;

/// Moves elements of 1, 2, 4, 8 or 16 bytes in device memory.
class CudaMover final : public Mover {
 public:
  explicit CudaMover(const CudaProvider& provider) : provider_(provider) {}

  Step same_elements(const PlanContext& context) const override;
  Step strided_copies(const PlanContext& context, std::vector<BlockCopy> copies) const override;
  Step table_copy(const PlanContext& context, std::vector<AxisTable> tables, const FillElement& fill) const override;

 private:
  const CudaProvider& provider_;
};

}  // namespace ort::cuda
