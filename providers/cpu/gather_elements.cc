#include <algorithm>
#include <memory>
#include <span>

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/axis_indices.h"
#include "providers/cpu/checked_index.h"
#include "providers/cpu/families.h"
#include "providers/cpu/index_tuples.h"
#include "providers/cpu/moved_type.h"

namespace ort::cpu {
namespace {

/// The elements of the lines [begin, end). All indices have been checked.
template <class E, class I>
void gather_lines(const AxisIndices& axis, const E* data, const I* indices, E* target, int64_t begin, int64_t end) {
  for_each_piece(axis, begin, end, [&](int64_t count, int64_t from, int64_t to) {
    for (int64_t i = 0; i < axis.length; ++i, to += axis.inner) {
      for (int64_t line = 0; line < count; ++line) {
        const int64_t position = position_of(indices[to + line], axis.extent);
        target[to + line] = data[from + line * axis.run_step + position * axis.step];
      }
    }
  });
}

class GatherElements final : public Kernel {
 public:
  explicit GatherElements(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& data = context.input_shape(0);
    const auto axis = std::make_shared<const AxisIndices>(
        axis_indices(data, context.input_shape(1), normalize_axis(axis_, data.rank())));
    Step step;
    dispatch(context.input_dtype(1), Types<int32_t, int64_t>{}, [&]<class I>() {
      step.run = [axis](const RunContext& run) {
        const std::span<const I> indices = run.input(1).as<I>();
        check_indices(indices, axis->extent);
        dispatch_moved(run.input(0).dtype(), [&]<class E>() {
          const E* from = reinterpret_cast<const E*>(run.input(0).data());
          E* to = reinterpret_cast<E*>(run.output(0).data());
          run.parallel_for(axis->lines, moved_grain(axis->length), [&](int64_t begin, int64_t end) {
            gather_lines(*axis, from, indices.data(), to, begin, end);
          });
        });
      };
    });
    return step;
  }

 private:
  int64_t axis_;
};

class GatherNd final : public Kernel {
 public:
  explicit GatherNd(const KernelInfo& info) {
    const auto* batch_dims = info.find<int64_t>("batch_dims");
    batch_dims_ = batch_dims == nullptr ? 0 : static_cast<int>(*batch_dims);
  }

  Step plan(const PlanContext& context) const override {
    const Shape& indices = context.input_shape(1);
    const auto tuples = std::make_shared<const IndexTuples>(index_tuples(context.input_shape(0), indices, batch_dims_));
    Step step;
    step.workspace = checked_multiply(static_cast<std::size_t>(tuples->tuples), sizeof(int64_t));
    step.run = [tuples](const RunContext& run) {
      const std::span offsets(reinterpret_cast<int64_t*>(run.workspace()), static_cast<std::size_t>(tuples->tuples));
      find_blocks(*tuples, run.input(1).as<int64_t>(), offsets);
      if (tuples->block == 0) return;
      dispatch_moved(run.input(0).dtype(), [&]<class E>() {
        const E* data = reinterpret_cast<const E*>(run.input(0).data());
        E* target = reinterpret_cast<E*>(run.output(0).data());
        run.parallel_for(tuples->tuples, moved_grain(tuples->block), [&](int64_t begin, int64_t end) {
          for (int64_t tuple = begin; tuple < end; ++tuple) {
            std::copy_n(data + offsets[static_cast<std::size_t>(tuple)], tuples->block, target + tuple * tuples->block);
          }
        });
      });
    };
    return step;
  }

 private:
  int batch_dims_ = 0;
};

}  // namespace

void register_gather_elements(KernelRegistry& kernels) {
  kernels.add({.op_type = "GatherElements", .versions = since(11), .create = make_kernel<GatherElements>});
  kernels.add({.op_type = "GatherND", .versions = since(11), .create = make_kernel<GatherNd>});
}

}  // namespace ort::cpu
