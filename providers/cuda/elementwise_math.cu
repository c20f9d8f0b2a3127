#include <cmath>
#include <type_traits>

#include "libort/core/wrapping.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/device/elementwise.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

struct Neg {
  using AllowedTypes = NumberTypes;
  template <class C>
  __device__ C operator()(C x) const {
    if constexpr (std::is_integral_v<C>) {
      return wrapping_subtract(C{0}, x);
    } else {
      return -x;
    }
  }
};

struct Abs {
  using AllowedTypes = NumberTypes;
  template <class C>
  __device__ C operator()(C x) const {
    if constexpr (std::is_integral_v<C>) {
      return x < 0 ? wrapping_subtract(C{0}, x) : x;
    } else {
      return std::abs(x);
    }
  }
};

struct Floor {
  using AllowedTypes = FloatTypes;
  template <class C>
  __device__ C operator()(C x) const {
    return std::floor(x);
  }
};

struct Ceil {
  using AllowedTypes = FloatTypes;
  template <class C>
  __device__ C operator()(C x) const {
    return std::ceil(x);
  }
};

struct Sqrt {
  using AllowedTypes = FloatTypes;
  template <class C>
  __device__ C operator()(C x) const {
    return std::sqrt(x);
  }
};

struct Reciprocal {
  using AllowedTypes = FloatTypes;
  template <class C>
  __device__ C operator()(C x) const {
    return C(1) / x;
  }
};

struct Exp {
  using AllowedTypes = FloatTypes;
  template <class C>
  __device__ C operator()(C x) const {
    return std::exp(x);
  }
};

struct Log {
  using AllowedTypes = FloatTypes;
  template <class C>
  __device__ C operator()(C x) const {
    return std::log(x);
  }
};

struct Erf {
  using AllowedTypes = FloatTypes;
  template <class C>
  __device__ C operator()(C x) const {
    return std::erf(x);
  }
};

/// An operator of one input that maps each element on its own, all versions.
template <class Op>
class ElementwiseMath final : public Kernel {
 public:
  explicit ElementwiseMath(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), typename Op::AllowedTypes{},
             [&]<class T>() { step = map_step<T, T>(context, Op{}); });
    return step;
  }
};

template <class Op>
void add(KernelRegistry& kernels, const char* op_type) {
  const bool takes_integers = !std::is_same_v<typename Op::AllowedTypes, FloatTypes>;
  kernels.add({.op_type = op_type,
               .versions = since(1),
               .create = make_kernel<ElementwiseMath<Op>>,
               .types = {{"T", takes_integers ? kNumbers : kFloats}}});
}

}  // namespace

void register_elementwise_math(KernelRegistry& kernels) {
  add<Abs>(kernels, "Abs");
  add<Neg>(kernels, "Neg");
  add<Floor>(kernels, "Floor");
  add<Ceil>(kernels, "Ceil");
  add<Sqrt>(kernels, "Sqrt");
  add<Reciprocal>(kernels, "Reciprocal");
  add<Exp>(kernels, "Exp");
  add<Log>(kernels, "Log");
  add<Erf>(kernels, "Erf");
}

}  // namespace ort::cuda
