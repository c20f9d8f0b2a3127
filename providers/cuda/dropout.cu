#include "libort/runtime/kernel_registry.h"
#include "libort/runtime/mover.h"
#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/cuda/fill.h"

namespace ort::cuda {
namespace {

/// Keeps everything: every version before 12, and the later ones where they cannot be asked to train.
class Dropout final : public Kernel {
 public:
  explicit Dropout(const KernelInfo& info) : mover_(*info.provider().mover()) {
    if (info.has_output(1)) kept_ = one(info.output_dtype(1));
  }

  Step plan(const PlanContext& context) const override {
    Step step = mover_.same_elements(context);
    if (context.has_output(1)) {
      step.run = [keep = std::move(step.run), kept = kept_](const RunContext& run) {
        keep(run);
        fill(stream_of(run).get(), kept, run.output(1));
      };
    }
    return step;
  }

 private:
  static Tensor one(DataType dtype) {
    Tensor tensor(dtype, {});
    if (dtype == DataType::kBool) {
      tensor.as<bool>()[0] = true;
    } else {
      dispatch(dtype, FloatTypes{}, [&]<class T>() { tensor.as<T>()[0] = T(1.0f); });
    }
    return tensor;
  }

  const Mover& mover_;
  Tensor kept_;  ///< an element of the mask
};

}  // namespace

void register_dropout(KernelRegistry& kernels) {
  kernels.add(
      {.op_type = "Dropout", .versions = between(1, 11), .create = make_kernel<Dropout>, .types = {{"T", kFloats}}});
  // T2 is the type of training_mode and of the mask: nodes that have one of them run on the CPU.
  kernels.add({.op_type = "Dropout",
               .versions = since(12),
               .create = make_kernel<Dropout>,
               .types = {{"T", kFloats}, {"T2", TypeSet{}}}});
}

}  // namespace ort::cuda
