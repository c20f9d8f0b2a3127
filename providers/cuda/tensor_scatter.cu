#include <string>

#include "libort/core/shape.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_error.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/data_error.h"
#include "providers/cuda/device/element_size.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/families.h"
#include "providers/portable/moved_types.h"

namespace ort::cuda {
namespace {

/// The cache as [batch, prefixes, length, inner], the update as [batch, prefixes, sequence, inner]. Passed to kernels
/// by value.
struct CacheLayout {
  int64_t prefixes = 1;
  int64_t length = 1;
  int64_t sequence = 1;  ///< at most `length`
  int64_t inner = 1;
  int64_t circular = 0;  ///< 1: the update goes on at the cache's beginning

  /// Where in the cache the update of a batch element begins; reports one that would leave the cache.
  __device__ int64_t start(int64_t index, int64_t batch, const ErrorCell& errors) const {
    if (circular != 0) {
      const int64_t rest = index % length;
      return rest < 0 ? rest + length : rest;
    }
    if (index >= 0 && index <= length - sequence) return index;
    report(errors, DataError::kWriteIndexOutOfBounds, index, batch, length - sequence);
    return 0;
  }
};

/// `starts`: the write indices; null: all zero.
template <class E>
__global__ void write_kernel(const E* update, const int64_t* starts, E* cache, int64_t count, CacheLayout layout,
                             ErrorCell errors) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t row = i / layout.inner;
    const int64_t prefix = row / layout.sequence;
    const int64_t batch = prefix / layout.prefixes;
    int64_t place = row % layout.sequence;
    if (starts != nullptr) place += layout.start(starts[batch], batch, errors);
    if (place >= layout.length) place -= layout.length;
    cache[(prefix * layout.length + place) * layout.inner + i % layout.inner] = update[i];
  }
}

/// TensorScatter 24.
class TensorScatter final : public Kernel {
 public:
  explicit TensorScatter(const KernelInfo& info)
      : axis_(info.attribute<int64_t>("axis")), circular_(info.attribute<std::string>("mode") == "circular") {}

  Step plan(const PlanContext& context) const override {
    const Shape& cache = context.input_shape(0);
    const Shape& update = context.input_shape(1);
    const int axis = normalize_axis(axis_, cache.rank());
    const CacheLayout layout{.prefixes = cache.elements(1, axis),
                             .length = cache[axis],
                             .sequence = update[axis],
                             .inner = cache.elements(axis + 1, cache.rank()),
                             .circular = circular_ ? 1 : 0};
    Step step;
    const auto& inputs = context.node().inputs;
    if (inputs[0] != inputs[1]) step.in_place = {{.output = 0, .input = 0}};
    dispatch_size(context.input_dtype(0), [&]<class E>() {
      step.run = [layout, count = update.elements()](const RunContext& run) {
        CudaStream& stream = stream_of(run);
        const Tensor& past = run.input(0);
        Tensor& present = run.output(0);
        if (past.data() != present.data() && past.bytes() != 0) {
          check(cudaMemcpyAsync(present.data(), past.data(), past.bytes(), cudaMemcpyDeviceToDevice, stream.get()),
                "copying on the device");
        }
        const int64_t* starts = run.has_input(2) ? run.input(2).as<int64_t>().data() : nullptr;
        launch_flat(write_kernel<E>, count, stream.get(), run.input(1).as<E>().data(), starts, present.as<E>().data(),
                    count, layout, stream.errors_of(run));
      };
    });
    return step;
  }

 private:
  int64_t axis_;
  bool circular_;
};

}  // namespace

void register_tensor_scatter(KernelRegistry& kernels) {
  kernels.add({.op_type = "TensorScatter",
               .versions = since(24),
               .create = make_kernel<TensorScatter>,
               .types = portable::types_of("T", portable::kFixedSizeTensors)});
}

}  // namespace ort::cuda
