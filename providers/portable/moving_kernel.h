#pragma once

#include "libort/runtime/kernel.h"
#include "libort/runtime/mover.h"

namespace ort::portable {

/// A kernel that says which elements go where and leaves the rest to its provider's mover.
class MovingKernel : public Kernel {
 public:
  /// Throws (internal) when the provider has no mover.
  explicit MovingKernel(const KernelInfo& info);

 protected:
  const Mover& mover() const { return *mover_; }
  /// Fills output 0 with one block of input 0.
  Step move_block(const PlanContext& context, StridedBlock block) const;
  /// For outputs without elements.
  Step move_nothing(const PlanContext& context) const;

 private:
  const Mover* mover_;
};

}  // namespace ort::portable
