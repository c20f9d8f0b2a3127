#include <algorithm>
#include <cstdint>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/moved_type.h"

namespace ort::cpu {
namespace {

/// Rows [begin, end) of a matrix with `columns` columns: one on diagonal k, zero elsewhere.
template <class T>
void write_rows(T* matrix, int64_t columns, int64_t k, int64_t begin, int64_t end) {
  std::fill(matrix + begin * columns, matrix + end * columns, static_cast<T>(0.0f));
  for (int64_t row = begin; row < end; ++row) {
    if (k >= -row && k < columns - row) matrix[row * columns + row + k] = static_cast<T>(1.0f);
  }
}

/// EyeLike, all versions.
class EyeLike final : public Kernel {
 public:
  explicit EyeLike(const KernelInfo& info) : k_(info.attribute<int64_t>("k")) {}

  Step plan(const PlanContext& context) const override {
    const int64_t rows = context.output_shape(0)[0];
    const int64_t columns = context.output_shape(0)[1];
    Step step;
    const auto write = [&]<class T>() {
      step.run = [rows, columns, k = k_](const RunContext& run) {
        T* matrix = run.output(0).as<T>().data();
        run.parallel_for(rows, moved_grain(columns),
                         [&](int64_t begin, int64_t end) { write_rows(matrix, columns, k, begin, end); });
      };
    };
    context.output_dtype(0) == DataType::kBool ? write.template operator()<bool>()
                                               : dispatch(context.output_dtype(0), NumericTypes{}, write);
    return step;
  }

 private:
  int64_t k_;
};

}  // namespace

void register_eye_like(KernelRegistry& kernels) {
  kernels.add({.op_type = "EyeLike", .versions = since(9), .create = make_kernel<EyeLike>});
}

}  // namespace ort::cpu
