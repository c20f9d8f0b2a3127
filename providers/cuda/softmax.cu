#include <limits>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/row_group.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/portable/axis_lines.h"

namespace ort::cuda {
namespace {

using portable::AxisLines;

/// Softmax: exp(x - max) / sum; LogSoftmax: x - max - log(sum). Threads read and write their own elements only, so y
/// may be x.
template <class T, class Group>
__global__ void softmax_kernel(const T* x, T* y, AxisLines lines, bool log_of_it) {
  using C = Compute<T>;
  for (int64_t row = Group::first_row(); row < lines.outer * lines.inner; row += Group::row_step()) {
    const int64_t first = row / lines.inner * lines.length * lines.inner + row % lines.inner;
    const auto element = [&](int64_t i) { return load(x[first + i * lines.inner]); };
    C largest = -std::numeric_limits<C>::infinity();
    for (int64_t i = Group::own(); i < lines.length; i += Group::kSize) {
      const C value = element(i);
      if (value > largest) largest = value;
    }
    largest = Group::join_all(largest, [](C a, C b) { return b > a ? b : a; });
    const C sum = Group::template sum<C>(lines.length, [&](int64_t i) { return exp(element(i) - largest); });
    const C log_sum = log_of_it ? log(sum) : C{};
    for (int64_t i = Group::own(); i < lines.length; i += Group::kSize) {
      const C shifted = element(i) - largest;
      store(y[first + i * lines.inner], log_of_it ? shifted - log_sum : exp(shifted) / sum);
    }
  }
}

/// Softmax and LogSoftmax, all versions.
class Softmax final : public Kernel {
 public:
  explicit Softmax(const KernelInfo& info) : log_of_it_(info.node().op_type == "LogSoftmax") {}

  Step plan(const PlanContext& context) const override {
    AxisLines lines = portable::softmax_lines(context);
    if (context.input_shape(0).elements() == 0) lines = {.outer = 0, .length = 0, .inner = 1};
    const int64_t rows = lines.outer * lines.inner;
    Step step;
    step.in_place = {{0, 0}};
    step.variant = lines.inner == 1 ? "rows" : "columns";
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      dispatch_group(rows, lines.length, lines.inner > 1, [&]<class Group>() {
        step.run = [lines, rows, log_of_it = log_of_it_](const RunContext& run) {
          launch_rows<Group>(softmax_kernel<T, Group>, rows, stream_of(run).get(), run.input(0).as<T>().data(),
                             run.output(0).as<T>().data(), lines, log_of_it);
        };
      });
    });
    return step;
  }

 private:
  bool log_of_it_;
};

}  // namespace

void register_softmax(KernelRegistry& kernels) {
  kernels.add({.op_type = "Softmax", .versions = since(1), .create = make_kernel<Softmax>, .types = {{"T", kFloats}}});
  kernels.add(
      {.op_type = "LogSoftmax", .versions = since(1), .create = make_kernel<Softmax>, .types = {{"T", kFloats}}});
}

}  // namespace ort::cuda
