#include <cstdint>

#include "libort/core/wrapping.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/portable/axis_lines.h"

namespace ort::cuda {
namespace {

struct RunningSum {
  static constexpr int kIdentity = 0;
  template <class C>
  __device__ C operator()(C a, C b) const {
    return wrapping_add(a, b);
  }
};

struct RunningProduct {
  static constexpr int kIdentity = 1;
  template <class C>
  __device__ C operator()(C a, C b) const {
    return wrapping_multiply(a, b);
  }
};

/// The lines that are accumulated and how. Passed to kernels by value.
struct Lines {
  portable::AxisLines shape;
  int64_t exclusive;  ///< not 0: an element is left out of its own result
  int64_t reverse;    ///< not 0: from the last element to the first

  int64_t count() const { return shape.outer * shape.inner; }

  /// Where the `i`-th element that a line accumulates lies.
  __device__ int64_t locate(int64_t line, int64_t i) const {
    const int64_t first = line / shape.inner * shape.length * shape.inner + line % shape.inner;
    return first + (reverse != 0 ? shape.length - 1 - i : i) * shape.inner;
  }
};

/// A thread for each line. `x` and `y` may be the same memory.
template <class Op, class T>
__global__ void accumulate_kernel(const T* x, T* y, int64_t count, Lines lines) {
  for (int64_t line = flat_begin(); line < count; line += flat_step()) {
    auto total = static_cast<Compute<T>>(Op::kIdentity);
    for (int64_t i = 0; i < lines.shape.length; ++i) {
      const int64_t at = lines.locate(line, i);
      const Compute<T> before = total;
      total = Op{}(before, load(x[at]));
      store(y[at], lines.exclusive != 0 ? before : total);
    }
  }
}

/// totals[i] = totals[0] op ... op totals[i], by all threads of a block, each at its place (Hillis and Steele 1986).
template <class Op, class C>
__device__ void scan_block(C* totals) {
  const unsigned own = threadIdx.x;
  for (unsigned distance = 1; distance < kRowThreads; distance *= 2) {
    const C left = own >= distance ? totals[own - distance] : static_cast<C>(Op::kIdentity);
    __syncthreads();
    totals[own] = Op{}(left, totals[own]);
    __syncthreads();
  }
}

/// A block of kRowThreads threads for each line, as many elements at a time. `x` and `y` may be the same memory.
template <class Op, class T>
__global__ void scan_kernel(const T* x, T* y, int64_t count, Lines lines) {
  using C = Compute<T>;
  __shared__ C totals[kRowThreads];
  const unsigned own = threadIdx.x;
  for (int64_t line = blockIdx.x; line < count; line += gridDim.x) {
    C carried = static_cast<C>(Op::kIdentity);
    for (int64_t begin = 0; begin < lines.shape.length; begin += kRowThreads) {
      const int64_t i = begin + own;
      const int64_t at = lines.locate(line, i);
      totals[own] = i < lines.shape.length ? load(x[at]) : static_cast<C>(Op::kIdentity);
      __syncthreads();
      scan_block<Op>(totals);
      const C before = own == 0 ? carried : Op{}(carried, totals[own - 1]);
      const C with_own = Op{}(carried, totals[own]);
      if (i < lines.shape.length) store(y[at], lines.exclusive != 0 ? before : with_own);
      carried = Op{}(carried, totals[kRowThreads - 1]);
      __syncthreads();
    }
  }
}

/// Threads of a warp read neighbours when lines lie side by side; a short line leaves a block idle.
bool has_thread_per_line(const portable::AxisLines& shape) {
  constexpr int64_t kWarp = 32;
  return shape.inner >= kWarp || shape.length <= kWarp;
}

template <class Op>
class Cumulation final : public Kernel {
 public:
  explicit Cumulation(const KernelInfo& info)
      : exclusive_(info.attribute<int64_t>("exclusive")), reverse_(info.attribute<int64_t>("reverse")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const int axis = normalize_axis(integers_of(*context.constant(1)).at(0), shape.rank());
    const Lines lines{portable::lines_along(shape, axis), exclusive_, reverse_};
    Step step;
    step.in_place = {{0, 0}};
    dispatch(context.input_dtype(0), NumberTypes{}, [&]<class T>() {
      step.run = [lines](const RunContext& run) {
        const cudaStream_t stream = stream_of(run).get();
        const T* x = run.input(0).as<T>().data();
        T* y = run.output(0).as<T>().data();
        const int64_t count = lines.count();
        if (has_thread_per_line(lines.shape)) {
          launch_flat(accumulate_kernel<Op, T>, count, stream, x, y, count, lines);
        } else {
          launch_blocks(scan_kernel<Op, T>, count, kRowThreads, 0, stream, x, y, count, lines);
        }
      };
    });
    step.variant = has_thread_per_line(lines.shape) ? "thread per line" : "block per line";
    return step;
  }

 private:
  int64_t exclusive_;
  int64_t reverse_;
};

}  // namespace

void register_cum_sum(KernelRegistry& kernels) {
  kernels.add({.op_type = "CumSum",
               .versions = since(11),
               .create = make_kernel<Cumulation<RunningSum>>,
               .types = {{"T", kNumbers}},
               .plan_inputs = {1}});
  kernels.add({.op_type = "CumProd",
               .versions = since(26),
               .create = make_kernel<Cumulation<RunningProduct>>,
               .types = {{"T", kNumbers}},
               .plan_inputs = {1}});
}

}  // namespace ort::cuda
