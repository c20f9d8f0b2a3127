#include <memory>
#include <span>

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/axis_indices.h"
#include "providers/cpu/checked_index.h"
#include "providers/cpu/families.h"
#include "providers/cpu/index_tuples.h"
#include "providers/cpu/same_bytes.h"
#include "providers/cpu/scatter_reduction.h"

namespace ort::cpu {
namespace {

// Updates of the same element are applied in the order of the indices, so results do not hang on the number of threads:
// ranges never share an element of the output.

ScatterReduction reduction_of(const KernelInfo& info) {
  const auto* name = info.find<std::string>("reduction");
  return name == nullptr ? ScatterReduction::kNone : portable::scatter_reduction(*name);
}

/// The output may take the memory of the data unless indices or updates are the same value.
void offer_in_place(const PlanContext& context, Step& step) {
  const auto& inputs = context.node().inputs;
  if (inputs[0] != inputs[1] && inputs[0] != inputs[2]) step.in_place = {{.output = 0, .input = 0}};
}

/// The checked indices as positions in [0, extent).
void find_positions(const Tensor& indices, int64_t extent, int64_t* positions) {
  dispatch(indices.dtype(), Types<int32_t, int64_t>{}, [&]<class I>() {
    const std::span<const I> elements = indices.as<I>();
    for (std::size_t i = 0; i < elements.size(); ++i) positions[i] = checked_index(elements[i], extent, i);
  });
}

/// The updates of the lines [begin, end).
template <class E, class Update>
void scatter_lines(const AxisIndices& axis, const int64_t* positions, const E* updates, E* target, int64_t begin,
                   int64_t end) {
  for_each_piece(axis, begin, end, [&](int64_t count, int64_t to, int64_t from) {
    for (int64_t i = 0; i < axis.length; ++i, from += axis.inner) {
      for (int64_t line = 0; line < count; ++line) {
        Update::apply(target[to + line * axis.run_step + positions[from + line] * axis.step], updates[from + line]);
      }
    }
  });
}

/// Scatter 9; ScatterElements 11 to 18.
class ScatterElements final : public Kernel {
 public:
  explicit ScatterElements(const KernelInfo& info)
      : axis_(info.attribute<int64_t>("axis")), reduction_(reduction_of(info)) {}

  Step plan(const PlanContext& context) const override {
    const Shape& data = context.input_shape(0);
    const Shape& indices = context.input_shape(1);
    const auto axis =
        std::make_shared<const AxisIndices>(axis_indices(data, indices, normalize_axis(axis_, data.rank())));
    Step step;
    offer_in_place(context, step);
    step.workspace = checked_multiply(static_cast<std::size_t>(indices.elements()), sizeof(int64_t));
    dispatch_reduction(reduction_, context.input_dtype(0), [&]<class E, class Update>() {
      step.run = [axis](const RunContext& run) {
        auto* positions = reinterpret_cast<int64_t*>(run.workspace());
        find_positions(run.input(1), axis->extent, positions);
        copy_same_bytes(run, run.input(0), run.output(0));
        const E* updates = reinterpret_cast<const E*>(run.input(2).data());
        E* target = reinterpret_cast<E*>(run.output(0).data());
        run.parallel_for(axis->lines, moved_grain(axis->length), [&](int64_t begin, int64_t end) {
          scatter_lines<E, Update>(*axis, positions, updates, target, begin, end);
        });
      };
    });
    return step;
  }

 private:
  int64_t axis_;
  ScatterReduction reduction_;
};

/// The elements [begin, end) of every block.
template <class E, class Update>
void scatter_blocks(const IndexTuples& tuples, std::span<const int64_t> offsets, const E* updates, E* target,
                    int64_t begin, int64_t end) {
  for (const int64_t offset : offsets) {
    E* block = target + offset;
    for (int64_t i = begin; i < end; ++i) Update::apply(block[i], updates[i]);
    updates += tuples.block;
  }
}

class ScatterNd final : public Kernel {
 public:
  explicit ScatterNd(const KernelInfo& info) : reduction_(reduction_of(info)) {}

  Step plan(const PlanContext& context) const override {
    const auto tuples =
        std::make_shared<const IndexTuples>(index_tuples(context.input_shape(0), context.input_shape(1), 0));
    Step step;
    offer_in_place(context, step);
    step.workspace = checked_multiply(static_cast<std::size_t>(tuples->tuples), sizeof(int64_t));
    dispatch_reduction(reduction_, context.input_dtype(0), [&]<class E, class Update>() {
      step.run = [tuples](const RunContext& run) {
        const std::span offsets(reinterpret_cast<int64_t*>(run.workspace()), static_cast<std::size_t>(tuples->tuples));
        find_blocks(*tuples, run.input(1).as<int64_t>(), offsets);
        copy_same_bytes(run, run.input(0), run.output(0));
        const E* updates = reinterpret_cast<const E*>(run.input(2).data());
        E* target = reinterpret_cast<E*>(run.output(0).data());
        run.parallel_for(tuples->block, moved_grain(tuples->tuples), [&](int64_t begin, int64_t end) {
          scatter_blocks<E, Update>(*tuples, offsets, updates, target, begin, end);
        });
      };
    });
    return step;
  }

 private:
  ScatterReduction reduction_;
};

}  // namespace

void register_scatter(KernelRegistry& kernels) {
  kernels.add({.op_type = "Scatter", .versions = between(9, 10), .create = make_kernel<ScatterElements>});
  kernels.add({.op_type = "ScatterElements", .versions = since(11), .create = make_kernel<ScatterElements>});
  kernels.add({.op_type = "ScatterND", .versions = since(11), .create = make_kernel<ScatterNd>});
}

}  // namespace ort::cpu
