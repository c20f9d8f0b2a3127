#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/broadcast.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

/// One unsigned type for each size of integers, for operations that do not look at the sign.
template <class Visitor>
void dispatch_bits(DataType dtype, Visitor&& visit) {
  dispatch(dtype, Types<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>{},
           [&]<class T>() { visit.template operator()<std::make_unsigned_t<T>>(); });
}

// Elements of bool tensors are bytes: everything but zero is true.

struct And {
  uint8_t operator()(uint8_t a, uint8_t b) const { return (a != 0) & (b != 0); }
};

struct Or {
  uint8_t operator()(uint8_t a, uint8_t b) const { return (a | b) != 0; }
};

struct Xor {
  uint8_t operator()(uint8_t a, uint8_t b) const { return (a != 0) != (b != 0); }
};

/// And, Or and Xor, all versions.
template <class Op>
class BooleanBinary final : public Kernel {
 public:
  explicit BooleanBinary(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    return broadcast_step<uint8_t, uint8_t, uint8_t>(context, broadcast_of_two(context), kElementGrain, Op{});
  }
};

class Not final : public Kernel {
 public:
  explicit Not(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    return map_step<uint8_t, uint8_t>(context, kElementGrain, [](std::span<const uint8_t> x, std::span<uint8_t> y) {
      map_elements(x, y, [](uint8_t v) -> uint8_t { return v == 0; });
    });
  }
};

struct BitAnd {
  template <class U>
  U operator()(U a, U b) const {
    return static_cast<U>(a & b);
  }
};

struct BitOr {
  template <class U>
  U operator()(U a, U b) const {
    return static_cast<U>(a | b);
  }
};

struct BitXor {
  template <class U>
  U operator()(U a, U b) const {
    return static_cast<U>(a ^ b);
  }
};

/// BitwiseAnd, BitwiseOr and BitwiseXor.
template <class Op>
class BitwiseBinary final : public Kernel {
 public:
  explicit BitwiseBinary(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch_bits(context.input_dtype(0), [&]<class U>() {
      step = broadcast_step<U, U, U>(context, broadcast_of_two(context), kElementGrain, Op{});
    });
    return step;
  }
};

class BitwiseNot final : public Kernel {
 public:
  explicit BitwiseNot(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch_bits(context.input_dtype(0), [&]<class U>() {
      step = map_step<U, U>(context, kElementGrain, [](std::span<const U> x, std::span<U> y) {
        map_elements(x, y, [](U v) { return static_cast<U>(~v); });
      });
    });
    return step;
  }
};

/// Bits that leave the type are lost; a count that is negative (huge as an unsigned number) or not below the width
/// leaves nothing.
struct ShiftLeft {
  template <class U>
  U operator()(U x, U count) const {
    return count < std::numeric_limits<U>::digits ? static_cast<U>(uint64_t{x} << count) : U{0};
  }
};

/// Copies of the sign move in from the left; a count that is negative or not below the width leaves only them.
struct ShiftRight {
  template <class T>
  T operator()(T x, T count) const {
    using U = std::make_unsigned_t<T>;
    constexpr U kWidth = std::numeric_limits<U>::digits;
    const auto unsigned_count = static_cast<U>(count);
    if constexpr (std::is_signed_v<T>) {
      return static_cast<T>(x >> std::min<U>(unsigned_count, kWidth - 1));
    } else {
      return unsigned_count < kWidth ? static_cast<T>(x >> unsigned_count) : T{0};
    }
  }
};

/// BitShift, all versions.
class BitShift final : public Kernel {
 public:
  explicit BitShift(const KernelInfo& info) : is_left_(info.attribute<std::string>("direction") == "LEFT") {}

  Step plan(const PlanContext& context) const override {
    Step step;
    if (is_left_) {
      dispatch_bits(context.input_dtype(0), [&]<class U>() { step = shift_step<U>(context, ShiftLeft{}); });
    } else {
      dispatch(context.input_dtype(0),
               Types<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>{},
               [&]<class T>() { step = shift_step<T>(context, ShiftRight{}); });
    }
    return step;
  }

 private:
  template <class T, class Op>
  static Step shift_step(const PlanContext& context, Op op) {
    return broadcast_step<T, T, T>(context, broadcast_of_two(context), kElementGrain, op);
  }

  bool is_left_;
};

}  // namespace

void register_logic(KernelRegistry& kernels) {
  kernels.add({.op_type = "And", .versions = since(1), .create = make_kernel<BooleanBinary<And>>});
  kernels.add({.op_type = "Or", .versions = since(1), .create = make_kernel<BooleanBinary<Or>>});
  kernels.add({.op_type = "Xor", .versions = since(1), .create = make_kernel<BooleanBinary<Xor>>});
  kernels.add({.op_type = "Not", .versions = since(1), .create = make_kernel<Not>});
  kernels.add({.op_type = "BitwiseAnd", .versions = since(18), .create = make_kernel<BitwiseBinary<BitAnd>>});
  kernels.add({.op_type = "BitwiseOr", .versions = since(18), .create = make_kernel<BitwiseBinary<BitOr>>});
  kernels.add({.op_type = "BitwiseXor", .versions = since(18), .create = make_kernel<BitwiseBinary<BitXor>>});
  kernels.add({.op_type = "BitwiseNot", .versions = since(18), .create = make_kernel<BitwiseNot>});
  kernels.add({.op_type = "BitShift", .versions = since(11), .create = make_kernel<BitShift>});
}

}  // namespace ort::cpu
