#include <type_traits>

#include "libort/core/wrapping.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/device/data_error.h"
#include "providers/cuda/device/elementwise.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

struct Add {
  template <class C>
  __device__ C operator()(C a, C b) const {
    return wrapping_add(a, b);
  }
};

struct Subtract {
  template <class C>
  __device__ C operator()(C a, C b) const {
    return wrapping_subtract(a, b);
  }
};

struct Multiply {
  template <class C>
  __device__ C operator()(C a, C b) const {
    return wrapping_multiply(a, b);
  }
};

/// Integers are divided towards zero and the smallest number divided by -1 wraps to itself. No divisor is zero.
struct Divide {
  template <class C>
  __device__ C operator()(C a, C b) const {
    if constexpr (std::is_integral_v<C>) {
      if (b == -1) return wrapping_subtract(C(0), a);
    }
    return a / b;
  }
};

/// z = x / y in integers; a divisor of zero is reported with its place in y.
template <class T>
__global__ void divide_kernel(const T* x, const T* y, T* z, int64_t count, StridedSpace<2> space, ErrorCell errors) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    int64_t at[2];
    space.locate(i, at);
    if (y[at[1]] == 0) {
      report(errors, DataError::kDivisionByZero, 0, at[1], 0);
      z[i] = 0;
    } else {
      z[i] = Divide{}(x[at[0]], y[at[1]]);
    }
  }
}

/// Add, Sub and Mul, all versions.
template <class Op>
class Arithmetic final : public Kernel {
 public:
  explicit Arithmetic(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.output_dtype(0), NumberTypes{},
             [&]<class T>() { step = broadcast_step<T, T, T>(context, broadcast_of_two(context), Op{}); });
    return step;
  }
};

/// Div, all versions.
class Division final : public Kernel {
 public:
  explicit Division(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.output_dtype(0), NumberTypes{}, [&]<class T>() {
      const StridedSpace<2> space = broadcast_of_two(context);
      step = broadcast_step<T, T, T>(context, space, Divide{});
      if constexpr (std::is_integral_v<T>) {
        step.run = [space, count = context.output_shape(0).elements()](const RunContext& run) {
          CudaStream& stream = stream_of(run);
          launch_flat(divide_kernel<T>, count, stream.get(), run.input(0).as<T>().data(), run.input(1).as<T>().data(),
                      run.output(0).as<T>().data(), count, space, stream.errors_of(run));
        };
      }
    });
    return step;
  }
};

struct Power {
  template <class C>
  __device__ C operator()(C base, C exponent) const {
    return exponent == C(2) ? base * base : pow(base, exponent);
  }
};

/// Pow with base and exponent of one float type, all versions.
class Pow final : public Kernel {
 public:
  explicit Pow(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      dispatch(context.input_dtype(1), FloatTypes{}, [&]<class E>() {
        if constexpr (std::is_same_v<Compute<T>, Compute<E>>)
          step = broadcast_step<T, E, T>(context, broadcast_of_two(context), Power{});
      });
    });
    return step;
  }
};

}  // namespace

void register_arithmetic(KernelRegistry& kernels) {
  kernels.add(
      {.op_type = "Add", .versions = since(1), .create = make_kernel<Arithmetic<Add>>, .types = {{"T", kNumbers}}});
  kernels.add({.op_type = "Sub",
               .versions = since(1),
               .create = make_kernel<Arithmetic<Subtract>>,
               .types = {{"T", kNumbers}}});
  kernels.add({.op_type = "Mul",
               .versions = since(1),
               .create = make_kernel<Arithmetic<Multiply>>,
               .types = {{"T", kNumbers}}});
  kernels.add({.op_type = "Div", .versions = since(1), .create = make_kernel<Division>, .types = {{"T", kNumbers}}});
  kernels.add({.op_type = "Pow", .versions = between(1, 11), .create = make_kernel<Pow>, .types = {{"T", kFloats}}});
  const TypeSet wide{DataType::kDouble};
  kernels.add({.op_type = "Pow",
               .versions = since(12),
               .create = make_kernel<Pow>,
               .types = {{"T", kFloats.without(wide)}, {"T1", kFloats.without(wide)}}});
  kernels.add(
      {.op_type = "Pow", .versions = since(12), .create = make_kernel<Pow>, .types = {{"T", wide}, {"T1", wide}}});
}

}  // namespace ort::cuda
