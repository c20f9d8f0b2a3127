#include <cstdint>

#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element_size.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/families.h"
#include "providers/portable/moved_types.h"

namespace ort::cuda {
namespace {

/// One matrix of a batch and the triangle of it that stays. Passed to kernels by value.
struct Triangle {
  int64_t rows;
  int64_t columns;
  int64_t upper;  ///< 0: what is on and below the diagonal; otherwise what is on and above it
};

/// Clears what is outside the triangle that diagonal `k` bounds; null: diagonal 0.
template <class E>
__global__ void keep_triangle_kernel(const E* x, const int64_t* k, E* y, int64_t count, Triangle triangle) {
  const int64_t diagonal = k == nullptr ? 0 : *k;
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t at = i % triangle.columns - i / triangle.columns % triangle.rows;
    const bool keeps = triangle.upper != 0 ? at >= diagonal : at <= diagonal;
    y[i] = keeps ? x[i] : E{};
  }
}

/// Trilu, all versions. The diagonal is read where it lies, on the device.
class Trilu final : public Kernel {
 public:
  explicit Trilu(const KernelInfo& info) : upper_(info.attribute<int64_t>("upper")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.output_shape(0);
    const Triangle triangle{shape[shape.rank() - 2], shape[shape.rank() - 1], upper_};
    Step step;
    step.in_place = {{0, 0}};
    dispatch_size(context.input_dtype(0), [&]<class E>() {
      step.run = [triangle, count = shape.elements()](const RunContext& run) {
        const int64_t* k = run.has_input(1) ? run.input(1).as<int64_t>().data() : nullptr;
        launch_flat(keep_triangle_kernel<E>, count, stream_of(run).get(), run.input(0).as<E>().data(), k,
                    run.output(0).as<E>().data(), count, triangle);
      };
    });
    return step;
  }

 private:
  int64_t upper_;
};

}  // namespace

void register_trilu(KernelRegistry& kernels) {
  kernels.add({.op_type = "Trilu",
               .versions = since(14),
               .create = make_kernel<Trilu>,
               .types = portable::types_of("T", portable::kFixedSizeTensors)});
}

}  // namespace ort::cuda
