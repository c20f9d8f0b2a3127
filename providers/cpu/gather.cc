#include <algorithm>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/checked_index.h"
#include "providers/cpu/families.h"
#include "providers/cpu/moved_type.h"
#include "providers/portable/axis_lines.h"

namespace ort::cpu {
namespace {

/// The lines of the data that indices pick elements from.
struct GatherGeometry {
  portable::AxisLines data;
  int64_t indices = 1;
};

/// target[o, i, :] = data[o, indices[i], :] for the blocks [begin, end) of (o, i). All indices have been checked.
template <class E, class I>
void gather_blocks(const GatherGeometry& g, const E* data, std::span<const I> indices, E* target, int64_t begin,
                   int64_t end) {
  int64_t outer = begin / g.indices;
  int64_t i = begin % g.indices;
  for (int64_t block = begin; block < end; ++block) {
    const int64_t position = position_of(indices[static_cast<std::size_t>(i)], g.data.length);
    const E* source = data + (outer * g.data.length + position) * g.data.inner;
    if (g.data.inner == 1) {
      target[block] = *source;
    } else {
      std::copy_n(source, g.data.inner, target + block * g.data.inner);
    }
    if (++i == g.indices) {
      i = 0;
      ++outer;
    }
  }
}

template <class I>
void gather(const GatherGeometry& g, const RunContext& run) {
  const Tensor& data = run.input(0);
  const std::span<const I> indices = run.input(1).as<I>();
  Tensor& output = run.output(0);
  check_indices(indices, g.data.length);
  dispatch_moved(data.dtype(), [&]<class E>() {
    run.parallel_for(g.data.outer * g.indices, moved_grain(g.data.inner), [&](int64_t begin, int64_t end) {
      gather_blocks(g, reinterpret_cast<const E*>(data.data()), indices, reinterpret_cast<E*>(output.data()), begin,
                    end);
    });
  });
}

class Gather final : public Kernel {
 public:
  explicit Gather(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& data = context.input_shape(0);
    const GatherGeometry geometry{portable::lines_along(data, normalize_axis(axis_, data.rank())),
                                  context.input_shape(1).elements()};
    const bool empty = context.output_shape(0).elements() == 0;
    Step step;
    step.run = [geometry, empty](const RunContext& run) {
      dispatch(run.input(1).dtype(), Types<int32_t, int64_t>{}, [&]<class I>() {
        if (empty) return check_indices(run.input(1).as<I>(), geometry.data.length);
        gather<I>(geometry, run);
      });
    };
    return step;
  }

 private:
  int64_t axis_;
};

}  // namespace

void register_gather(KernelRegistry& kernels) {
  kernels.add({.op_type = "Gather", .versions = since(1), .create = make_kernel<Gather>});
}

}  // namespace ort::cpu
