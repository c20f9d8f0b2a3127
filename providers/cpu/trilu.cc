#include <algorithm>
#include <cstdint>

#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/moved_type.h"

namespace ort::cpu {
namespace {

/// A batch of matrices, row by row.
struct Matrices {
  int64_t rows = 0;     ///< of one matrix
  int64_t columns = 0;  ///< of one matrix
  int64_t all_rows = 0;
};

/// Keeps the columns of the rows [begin, end) on and above diagonal k of their matrix (or on and below it) and clears
/// the others. `source` and `target` are the same memory or do not overlap.
template <class E>
void keep_triangle(const Matrices& matrices, int64_t k, bool upper, const E* source, E* target, int64_t begin,
                   int64_t end) {
  const int64_t columns = matrices.columns;
  const int64_t diagonal = std::clamp(k, -matrices.rows, columns);
  for (int64_t i = begin; i < end; ++i) {
    const int64_t on_diagonal = i % matrices.rows + diagonal;
    const int64_t first = upper ? std::clamp<int64_t>(on_diagonal, 0, columns) : 0;
    const int64_t last = upper ? columns : std::clamp<int64_t>(on_diagonal + 1, 0, columns);
    const E* from = source + i * columns;
    E* to = target + i * columns;
    std::fill(to, to + first, E{});
    if (from != to) std::copy(from + first, from + last, to + first);
    std::fill(to + last, to + columns, E{});
  }
}

class Trilu final : public Kernel {
 public:
  explicit Trilu(const KernelInfo& info) : upper_(info.attribute<int64_t>("upper") != 0) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.output_shape(0);
    const int rank = shape.rank();
    const Matrices matrices{shape[rank - 2], shape[rank - 1], shape.elements(0, rank - 1)};
    Step step;
    step.in_place = {{0, 0}};
    dispatch_moved(context.input_dtype(0), [&]<class E>() {
      step.run = [matrices, upper = upper_](const RunContext& run) {
        const int64_t k = run.has_input(1) ? run.input(1).as<int64_t>()[0] : 0;
        const E* source = reinterpret_cast<const E*>(run.input(0).data());
        E* target = reinterpret_cast<E*>(run.output(0).data());
        run.parallel_for(matrices.all_rows, moved_grain(matrices.columns), [&](int64_t begin, int64_t end) {
          keep_triangle(matrices, k, upper, source, target, begin, end);
        });
      };
    });
    return step;
  }

 private:
  bool upper_;
};

}  // namespace

void register_trilu(KernelRegistry& kernels) {
  kernels.add({.op_type = "Trilu", .versions = since(14), .create = make_kernel<Trilu>});
}

}  // namespace ort::cpu
