#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/device/elementwise.h"
#include "providers/cuda/device/integer_bits.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

enum class Connective { kAnd, kOr, kXor };

Connective connective(const std::string& op_type) {
  if (op_type.ends_with("And")) return Connective::kAnd;
  return op_type.ends_with("Xor") ? Connective::kXor : Connective::kOr;
}

/// Each bit of the result from the two bits at its place.
struct BitConnective {
  Connective kind;

  template <class U>
  __device__ U operator()(U a, U b) const {
    switch (kind) {
      case Connective::kAnd:
        return static_cast<U>(a & b);
      case Connective::kOr:
        return static_cast<U>(a | b);
      case Connective::kXor:
        return static_cast<U>(a ^ b);
    }
    return a;
  }
};

/// The same for bools, whose elements are bytes: everything but zero is true.
struct TruthConnective {
  BitConnective bits;

  __device__ uint8_t operator()(uint8_t a, uint8_t b) const {
    return bits(static_cast<uint8_t>(a != 0), static_cast<uint8_t>(b != 0));
  }
};

/// And, Or and Xor, all versions.
class BooleanBinary final : public Kernel {
 public:
  explicit BooleanBinary(const KernelInfo& info) : op_{{connective(info.node().op_type)}} {}

  Step plan(const PlanContext& context) const override {
    return broadcast_step<uint8_t, uint8_t, uint8_t>(context, broadcast_of_two(context), op_);
  }

 private:
  TruthConnective op_;
};

struct IsFalse {
  __device__ uint8_t operator()(uint8_t x) const { return x == 0; }
};

class Not final : public Kernel {
 public:
  explicit Not(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override { return map_step<uint8_t, uint8_t>(context, IsFalse{}); }
};

/// BitwiseAnd, BitwiseOr and BitwiseXor.
class BitwiseBinary final : public Kernel {
 public:
  explicit BitwiseBinary(const KernelInfo& info) : op_{connective(info.node().op_type)} {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch_bits(context.input_dtype(0),
                  [&]<class U>() { step = broadcast_step<U, U, U>(context, broadcast_of_two(context), op_); });
    return step;
  }

 private:
  BitConnective op_;
};

struct Complement {
  template <class U>
  __device__ U operator()(U x) const {
    return static_cast<U>(~x);
  }
};

class BitwiseNot final : public Kernel {
 public:
  explicit BitwiseNot(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch_bits(context.input_dtype(0), [&]<class U>() { step = map_step<U, U>(context, Complement{}); });
    return step;
  }
};

/// Bits that leave the type are lost; a count that is negative (huge as an unsigned number) or not below the width
/// leaves nothing.
struct ShiftLeft {
  template <class U>
  __device__ U operator()(U x, U count) const {
    return count < std::numeric_limits<U>::digits ? static_cast<U>(uint64_t{x} << count) : U{0};
  }
};

/// Copies of the sign move in from the left; a count that is negative or not below the width leaves only them.
struct ShiftRight {
  template <class T>
  __device__ T operator()(T x, T count) const {
    using U = std::make_unsigned_t<T>;
    constexpr U kWidth = std::numeric_limits<U>::digits;
    const auto unsigned_count = static_cast<U>(count);
    if (unsigned_count < kWidth) return static_cast<T>(x >> unsigned_count);
    if constexpr (std::is_signed_v<T>) {
      return x < 0 ? T{-1} : T{0};
    } else {
      return T{0};
    }
  }
};

/// BitShift, all versions.
class BitShift final : public Kernel {
 public:
  explicit BitShift(const KernelInfo& info) : is_left_(info.attribute<std::string>("direction") == "LEFT") {}

  Step plan(const PlanContext& context) const override {
    const StridedSpace<2> space = broadcast_of_two(context);
    Step step;
    if (is_left_) {
      dispatch_bits(context.input_dtype(0),
                    [&]<class U>() { step = broadcast_step<U, U, U>(context, space, ShiftLeft{}); });
    } else {
      dispatch(context.input_dtype(0), IntegerTypes{},
               [&]<class T>() { step = broadcast_step<T, T, T>(context, space, ShiftRight{}); });
    }
    return step;
  }

 private:
  bool is_left_;
};

}  // namespace

void register_logic(KernelRegistry& kernels) {
  for (const char* name : {"And", "Or", "Xor"}) {
    kernels.add({.op_type = name, .versions = since(1), .create = make_kernel<BooleanBinary>});
  }
  kernels.add({.op_type = "Not", .versions = since(1), .create = make_kernel<Not>});
  for (const char* name : {"BitwiseAnd", "BitwiseOr", "BitwiseXor"}) {
    kernels.add({.op_type = name, .versions = since(18), .create = make_kernel<BitwiseBinary>});
  }
  kernels.add({.op_type = "BitwiseNot", .versions = since(18), .create = make_kernel<BitwiseNot>});
  kernels.add({.op_type = "BitShift", .versions = since(11), .create = make_kernel<BitShift>});
}

}  // namespace ort::cuda
