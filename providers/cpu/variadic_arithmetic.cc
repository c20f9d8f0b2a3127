#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/broadcast.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

struct Sum {
  using AllowedTypes = FloatTypes;
  template <class C>
  C operator()(C a, C b) const {
    return a + b;
  }
};

/// The larger one; NaN where one is NaN.
struct Max {
  using AllowedTypes = NumericTypes;
  template <class C>
  C operator()(C a, C b) const {
    return b > a || b != b ? b : a;
  }
};

struct Min {
  using AllowedTypes = NumericTypes;
  template <class C>
  C operator()(C a, C b) const {
    return b < a || b != b ? b : a;
  }
};

/// Folds all inputs from the left for the output elements [begin, end), in pieces that are held in the type in which T
/// computes: float16 and bfloat16 are rounded once.
template <class T, class Op>
void fold_range(const std::vector<Broadcast<1>>& inputs, const RunContext& run, T* y, int64_t begin, int64_t end) {
  using C = Compute<T>;
  constexpr int64_t kPiece = 512;
  std::array<C, kPiece> folded;
  for (int64_t piece = begin; piece < end; piece += kPiece) {
    const int64_t piece_end = std::min(end, piece + kPiece);
    for (std::size_t input = 0; input < inputs.size(); ++input) {
      const T* x = run.input(static_cast<int>(input)).as<T>().data();
      const int64_t stride = inputs[input].row_strides()[0];
      inputs[input].walk(piece, piece_end, [&](int64_t position, int64_t count, const Broadcast<1>::Offsets& offsets) {
        const T* row = x + offsets[0];
        C* target = folded.data() + (position - piece);
        if (input == 0) {
          for (int64_t i = 0; i < count; ++i) target[i] = static_cast<C>(row[i * stride]);
        } else {
          for (int64_t i = 0; i < count; ++i) target[i] = Op{}(target[i], static_cast<C>(row[i * stride]));
        }
      });
    }
    for (int64_t i = piece; i < piece_end; ++i) y[i] = static_cast<T>(folded[static_cast<std::size_t>(i - piece)]);
  }
}

/// Sum, Max and Min, all versions.
template <class Op>
class VariadicArithmetic final : public Kernel {
 public:
  explicit VariadicArithmetic(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const auto inputs = std::make_shared<std::vector<Broadcast<1>>>();
    for (int i = 0; i < context.input_count(); ++i) {
      inputs->emplace_back(context.output_shape(0), std::array<Shape, 1>{context.input_shape(i)});
    }
    const int64_t total = context.output_shape(0).elements();
    const int64_t grain = std::max<int64_t>(512, kElementGrain / context.input_count());
    Step step;
    dispatch(context.output_dtype(0), typename Op::AllowedTypes{}, [&]<class T>() {
      step.run = [inputs, total, grain](const RunContext& run) {
        T* y = run.output(0).as<T>().data();
        run.parallel_for(total, grain,
                         [&](int64_t begin, int64_t end) { fold_range<T, Op>(*inputs, run, y, begin, end); });
      };
    });
    for (int i = 0; i < context.input_count(); ++i) {
      if (allows_in_place(context, i)) step.in_place.push_back({0, i});
    }
    return step;
  }
};

}  // namespace

void register_variadic_arithmetic(KernelRegistry& kernels) {
  kernels.add({.op_type = "Sum", .versions = since(1), .create = make_kernel<VariadicArithmetic<Sum>>});
  kernels.add({.op_type = "Max", .versions = since(1), .create = make_kernel<VariadicArithmetic<Max>>});
  kernels.add({.op_type = "Min", .versions = since(1), .create = make_kernel<VariadicArithmetic<Min>>});
}

}  // namespace ort::cpu
