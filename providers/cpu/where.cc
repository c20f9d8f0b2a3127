#include <array>
#include <complex>
#include <memory>
#include <string>

#include "libort/core/fail.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/broadcast.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

/// output = condition ? x : y for the output elements [begin, end). T has the size of the elements, not their type.
template <class T>
void choose_range(const Broadcast<3>& broadcast, const uint8_t* condition, const T* x, const T* y, T* output,
                  int64_t begin, int64_t end) {
  const auto strides = broadcast.row_strides();
  broadcast.walk(begin, end, [&](int64_t position, int64_t count, const Broadcast<3>::Offsets& offsets) {
    const uint8_t* flags = condition + offsets[0];
    const T* xs = x + offsets[1];
    const T* ys = y + offsets[2];
    T* chosen = output + position;
    if (strides[0] == 0) {
      const T* source = *flags != 0 ? xs : ys;
      const int64_t stride = *flags != 0 ? strides[1] : strides[2];
      for (int64_t i = 0; i < count; ++i) chosen[i] = source[i * stride];
    } else if (strides[1] == 1 && strides[2] == 1) {
      for (int64_t i = 0; i < count; ++i) chosen[i] = flags[i] != 0 ? xs[i] : ys[i];
    } else {
      for (int64_t i = 0; i < count; ++i) chosen[i] = flags[i] != 0 ? xs[i * strides[1]] : ys[i * strides[2]];
    }
  });
}

template <class T>
Step choose_step(const PlanContext& context) {
  const Shape& output = context.output_shape(0);
  const auto broadcast = std::make_shared<const Broadcast<3>>(
      output, std::array<Shape, 3>{context.input_shape(0), context.input_shape(1), context.input_shape(2)});
  Step step;
  step.run = [broadcast, total = output.elements()](const RunContext& run) {
    const auto* condition = reinterpret_cast<const uint8_t*>(run.input(0).data());
    const T* x = run.input(1).as<T>().data();
    const T* y = run.input(2).as<T>().data();
    T* chosen = run.output(0).as<T>().data();
    run.parallel_for(total, kElementGrain, [&](int64_t begin, int64_t end) {
      choose_range(*broadcast, condition, x, y, chosen, begin, end);
    });
  };
  return step;
}

/// Where, all versions.
class Where final : public Kernel {
 public:
  explicit Where(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    if (context.input_dtype(1) == DataType::kString) return choose_step<std::string>(context);
    Step step;
    switch (data_type_bits(context.input_dtype(1))) {
      case 8:
        step = choose_step<uint8_t>(context);
        break;
      case 16:
        step = choose_step<uint16_t>(context);
        break;
      case 32:
        step = choose_step<uint32_t>(context);
        break;
      case 64:
        step = choose_step<uint64_t>(context);
        break;
      case 128:
        step = choose_step<std::complex<double>>(context);
        break;
      default:
        fail_unsupported("no kernel for element type " + std::string(data_type_name(context.input_dtype(1))));
    }
    for (const int input : {1, 2}) {
      if (allows_in_place(context, input)) step.in_place.push_back({0, input});
    }
    return step;
  }
};

}  // namespace

void register_where(KernelRegistry& kernels) {
  kernels.add({.op_type = "Where", .versions = since(9), .create = make_kernel<Where>});
}

}  // namespace ort::cpu
