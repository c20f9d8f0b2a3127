#include <functional>
#include <string>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/broadcast.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

/// Elements of bool tensors are bytes: everything but zero is true.
struct SameTruth {
  bool operator()(uint8_t a, uint8_t b) const { return (a != 0) == (b != 0); }
};

/// Strings are compared byte by byte and never copied.
Step string_step(const PlanContext& context) {
  const int64_t total = context.output_shape(0).elements();
  const auto broadcast = std::make_shared<const Broadcast<2>>(broadcast_of_two(context));
  Step step;
  step.run = [total, broadcast](const RunContext& run) {
    const std::string* a = run.input(0).as<std::string>().data();
    const std::string* b = run.input(1).as<std::string>().data();
    auto* equal = reinterpret_cast<uint8_t*>(run.output(0).data());
    const int64_t a_stride = broadcast->row_strides()[0];
    const int64_t b_stride = broadcast->row_strides()[1];
    broadcast->walk(0, total, [&](int64_t position, int64_t count, const Broadcast<2>::Offsets& offsets) {
      for (int64_t i = 0; i < count; ++i) {
        equal[position + i] = a[offsets[0] + i * a_stride] == b[offsets[1] + i * b_stride];
      }
    });
  };
  return step;
}

/// Equal, all versions.
class Equal final : public Kernel {
 public:
  explicit Equal(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const DataType dtype = context.input_dtype(0);
    if (dtype == DataType::kString) return string_step(context);
    Broadcast<2> broadcast = broadcast_of_two(context);
    if (dtype == DataType::kBool) {
      return broadcast_step<uint8_t, uint8_t, uint8_t>(context, std::move(broadcast), kElementGrain, SameTruth{});
    }
    Step step;
    dispatch(dtype, NumericTypes{}, [&]<class T>() {
      step = broadcast_step<T, T, uint8_t>(context, std::move(broadcast), kElementGrain, std::equal_to<Compute<T>>{});
    });
    return step;
  }
};

}  // namespace

void register_comparison(KernelRegistry& kernels) {
  kernels.add({.op_type = "Equal", .versions = since(1), .create = make_kernel<Equal>});
}

}  // namespace ort::cpu
