#include <cmath>
#include <type_traits>

#include "libort/core/saturate.h"
#include "libort/core/type_dispatch.h"
#include "libort/core/wrapping.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

struct Abs {
  using AllowedTypes = NumericTypes;
  static constexpr int64_t kGrain = kElementGrain;
  template <class C>
  C operator()(C x) const {
    if constexpr (std::is_floating_point_v<C>) {
      return std::abs(x);
    } else if constexpr (std::is_signed_v<C>) {
      return x < 0 ? wrapping_subtract(C{0}, x) : x;
    } else {
      return x;
    }
  }
};

struct Neg {
  using AllowedTypes = Types<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t>;
  static constexpr int64_t kGrain = kElementGrain;
  template <class C>
  C operator()(C x) const {
    if constexpr (std::is_integral_v<C>) {
      return wrapping_subtract(C{0}, x);
    } else {
      return -x;
    }
  }
};

struct Floor {
  using AllowedTypes = FloatTypes;
  static constexpr int64_t kGrain = kElementGrain;
  template <class C>
  C operator()(C x) const {
    return std::floor(x);
  }
};

struct Ceil {
  using AllowedTypes = FloatTypes;
  static constexpr int64_t kGrain = kElementGrain;
  template <class C>
  C operator()(C x) const {
    return std::ceil(x);
  }
};

struct Sqrt {
  using AllowedTypes = FloatTypes;
  static constexpr int64_t kGrain = kElementGrain;
  template <class C>
  C operator()(C x) const {
    return std::sqrt(x);
  }
};

struct Reciprocal {
  using AllowedTypes = FloatTypes;
  static constexpr int64_t kGrain = kElementGrain;
  template <class C>
  C operator()(C x) const {
    return C(1) / x;
  }
};

struct Exp {
  using AllowedTypes = FloatTypes;
  static constexpr int64_t kGrain = kCostlyElementGrain;
  template <class C>
  C operator()(C x) const {
    return std::exp(x);
  }
};

struct Log {
  using AllowedTypes = FloatTypes;
  static constexpr int64_t kGrain = kCostlyElementGrain;
  template <class C>
  C operator()(C x) const {
    return std::log(x);
  }
};

/// Integers, which version 9 allows, give the truncated result.
struct Erf {
  using AllowedTypes = NumericTypes;
  static constexpr int64_t kGrain = kCostlyElementGrain;
  template <class C>
  C operator()(C x) const {
    if constexpr (std::is_integral_v<C>) {
      return saturate_to<C>(std::erf(static_cast<double>(x)));
    } else {
      return std::erf(x);
    }
  }
};

/// An operator of one input that maps each element on its own, all versions.
template <class Op>
class ElementwiseMath final : public Kernel {
 public:
  explicit ElementwiseMath(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), typename Op::AllowedTypes{}, [&]<class T>() {
      step =
          map_step<T, T>(context, Op::kGrain, [](std::span<const T> x, std::span<T> y) { map_elements(x, y, Op{}); });
    });
    return step;
  }
};

}  // namespace

void register_elementwise_math(KernelRegistry& kernels) {
  kernels.add({.op_type = "Abs", .versions = since(1), .create = make_kernel<ElementwiseMath<Abs>>});
  kernels.add({.op_type = "Neg", .versions = since(1), .create = make_kernel<ElementwiseMath<Neg>>});
  kernels.add({.op_type = "Floor", .versions = since(1), .create = make_kernel<ElementwiseMath<Floor>>});
  kernels.add({.op_type = "Ceil", .versions = since(1), .create = make_kernel<ElementwiseMath<Ceil>>});
  kernels.add({.op_type = "Sqrt", .versions = since(1), .create = make_kernel<ElementwiseMath<Sqrt>>});
  kernels.add({.op_type = "Reciprocal", .versions = since(1), .create = make_kernel<ElementwiseMath<Reciprocal>>});
  kernels.add({.op_type = "Exp", .versions = since(1), .create = make_kernel<ElementwiseMath<Exp>>});
  kernels.add({.op_type = "Log", .versions = since(1), .create = make_kernel<ElementwiseMath<Log>>});
  kernels.add({.op_type = "Erf", .versions = since(1), .create = make_kernel<ElementwiseMath<Erf>>});
}

}  // namespace ort::cpu
