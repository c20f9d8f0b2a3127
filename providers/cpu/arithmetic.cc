#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/saturate.h"
#include "libort/core/type_dispatch.h"
#include "libort/core/wrapping.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/broadcast.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

struct Add {
  static constexpr int64_t kGrain = kElementGrain;
  template <class C>
  C operator()(C a, C b) const {
    return wrapping_add(a, b);
  }
};

struct Subtract {
  static constexpr int64_t kGrain = kElementGrain;
  template <class C>
  C operator()(C a, C b) const {
    return wrapping_subtract(a, b);
  }
};

struct Multiply {
  static constexpr int64_t kGrain = kElementGrain;
  template <class C>
  C operator()(C a, C b) const {
    return wrapping_multiply(a, b);
  }
};

/// Integers are divided towards zero; the smallest number divided by -1 wraps to itself. No divisor is zero.
struct Divide {
  static constexpr int64_t kGrain = kCostlyElementGrain;
  template <class C>
  C operator()(C a, C b) const {
    if constexpr (std::is_integral_v<C> && std::is_signed_v<C>) {
      if (b == -1) return wrapping_subtract(C{0}, a);
    }
    return static_cast<C>(a / b);
  }
};

template <class T>
void check_divisors(std::span<const T> divisors) {
  const auto zero = std::find(divisors.begin(), divisors.end(), T{0});
  if (zero != divisors.end()) {
    fail_node("integer division by zero: element " + std::to_string(zero - divisors.begin()) + " of input B is 0");
  }
}

/// Add, Sub, Mul and Div, all versions.
template <class Op>
class Arithmetic final : public Kernel {
 public:
  explicit Arithmetic(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.output_dtype(0), NumericTypes{}, [&]<class T>() {
      step = broadcast_step<T, T, T>(context, broadcast_of_two(context), Op::kGrain, Op{});
      if constexpr (std::is_same_v<Op, Divide> && std::is_integral_v<T>) {
        step.run = [divide = std::move(step.run)](const RunContext& run) {
          if (run.output(0).elements() > 0) check_divisors(run.input(1).as<T>());
          divide(run);
        };
      }
    });
    return step;
  }
};

/// base to the power of a float exponent; an integer result is truncated and saturates, NaN becomes 0.
template <class T, std::floating_point E>
T power(T base, E exponent) {
  const auto wide = static_cast<E>(static_cast<Compute<T>>(base));
  const E result = exponent == E(2) ? wide * wide : std::pow(wide, exponent);
  if constexpr (std::is_integral_v<T>) {
    return saturate_to<T>(result);
  } else if constexpr (std::is_same_v<E, double> && !std::is_floating_point_v<T>) {
    return T::from_double(result);
  } else {
    return static_cast<T>(result);
  }
}

/// Powers of integers wrap; a negative exponent gives the truncated fraction.
template <std::signed_integral T, std::integral E>
T power(T base, E exponent) {
  if (std::cmp_less(exponent, 0)) {
    if (base == 0) fail_node("0 to the power of " + std::to_string(exponent) + " is no integer");
    if (base != 1 && base != -1) return 0;
  }
  Wrapping<T> result = 1;
  auto square = static_cast<Wrapping<T>>(base);
  for (auto left = static_cast<uint64_t>(exponent); left != 0; left >>= 1) {
    if ((left & 1) != 0) result *= square;
    square *= square;
  }
  return static_cast<T>(result);
}

template <class E>
using LoadExponents = void (*)(const std::byte* y, int64_t offset, int64_t count, E* exponents);

template <class Y, class E>
void load_exponents(const std::byte* y, int64_t offset, int64_t count, E* exponents) {
  const Y* source = reinterpret_cast<const Y*>(y) + offset;
  for (int64_t i = 0; i < count; ++i) exponents[i] = static_cast<E>(static_cast<Compute<Y>>(source[i]));
}

/// z = x to the power of y for the output elements [begin, end). Exponents are converted to E in pieces, so that there
/// is one loop for each pair of T and E and not for each pair of element types.
template <class T, class E>
void power_range(const Broadcast<2>& broadcast, const T* x, const std::byte* y, T* z, int64_t begin, int64_t end,
                 LoadExponents<E> load) {
  constexpr int64_t kPiece = 256;
  std::array<E, kPiece> exponents;
  const int64_t x_stride = broadcast.row_strides()[0];
  const int64_t y_stride = broadcast.row_strides()[1];
  broadcast.walk(begin, end, [&](int64_t position, int64_t count, const Broadcast<2>::Offsets& offsets) {
    const T* bases = x + offsets[0];
    T* powers = z + position;
    if (y_stride == 0) {
      load(y, offsets[1], 1, exponents.data());
      for (int64_t i = 0; i < count; ++i) powers[i] = power(bases[i * x_stride], exponents[0]);
      return;
    }
    for (int64_t done = 0; done < count; done += kPiece) {
      const int64_t piece = std::min(kPiece, count - done);
      load(y, offsets[1] + done, piece, exponents.data());
      for (int64_t i = 0; i < piece; ++i) {
        powers[done + i] = power(bases[(done + i) * x_stride], exponents[static_cast<std::size_t>(i)]);
      }
    }
  });
}

/// Float exponents of float bases up to 32 bits are computed in float, integer exponents of integer bases in integers,
/// all others in double.
template <class T, class Y>
using ExponentType = std::conditional_t<
    std::is_integral_v<T> && std::is_integral_v<Y>, std::conditional_t<std::is_same_v<Y, uint64_t>, uint64_t, int64_t>,
    std::conditional_t<std::is_same_v<Compute<T>, float> && std::is_same_v<Compute<Y>, float>, float, double>>;

template <class T, class E>
Step power_step(const PlanContext& context, LoadExponents<E> load) {
  const int64_t total = context.output_shape(0).elements();
  const auto broadcast = std::make_shared<const Broadcast<2>>(broadcast_of_two(context));
  Step step;
  step.run = [total, broadcast, load](const RunContext& run) {
    const T* x = run.input(0).as<T>().data();
    const std::byte* y = run.input(1).data();
    T* z = run.output(0).as<T>().data();
    run.parallel_for(total, kCostlyElementGrain,
                     [&](int64_t begin, int64_t end) { power_range<T, E>(*broadcast, x, y, z, begin, end, load); });
  };
  if (allows_in_place(context, 0)) step.in_place = {{0, 0}};
  return step;
}

/// Pow, all versions.
class Pow final : public Kernel {
 public:
  explicit Pow(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), Types<float, double, Float16, BFloat16, int32_t, int64_t>{}, [&]<class T>() {
      dispatch(context.input_dtype(1), NumericTypes{}, [&]<class Y>() {
        using E = ExponentType<T, Y>;
        step = power_step<T, E>(context, load_exponents<Y, E>);
      });
    });
    return step;
  }
};

}  // namespace

void register_arithmetic(KernelRegistry& kernels) {
  kernels.add({.op_type = "Add", .versions = since(1), .create = make_kernel<Arithmetic<Add>>});
  kernels.add({.op_type = "Sub", .versions = since(1), .create = make_kernel<Arithmetic<Subtract>>});
  kernels.add({.op_type = "Mul", .versions = since(1), .create = make_kernel<Arithmetic<Multiply>>});
  kernels.add({.op_type = "Div", .versions = since(1), .create = make_kernel<Arithmetic<Divide>>});
  kernels.add({.op_type = "Pow", .versions = since(1), .create = make_kernel<Pow>});
}

}  // namespace ort::cpu
