#include <memory>
#include <vector>

#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/compute_copy.h"
#include "providers/cpu/families.h"
#include "providers/cpu/tiled_multiply.h"

namespace ort::cpu {
namespace {

/// MatMul as one product for each element of a batch.
struct Problem {
  MatrixMultiply product;
  std::vector<BatchAxis> batch;
};

/// The batch dimensions of both operands, aligned at the end.
std::vector<BatchAxis> batch_axes(const Shape& a, const Shape& b, int64_t a_size, int64_t b_size) {
  const int a_rank = std::max(0, a.rank() - 2);
  const int b_rank = std::max(0, b.rank() - 2);
  const int rank = std::max(a_rank, b_rank);
  std::vector<BatchAxis> axes(static_cast<std::size_t>(rank));
  for (int back = 1; back <= rank; ++back) {
    const int64_t a_dim = back <= a_rank ? a[a_rank - back] : 1;
    const int64_t b_dim = back <= b_rank ? b[b_rank - back] : 1;
    axes[static_cast<std::size_t>(rank - back)] = {a_dim == 1 ? b_dim : a_dim, a_dim == 1 ? 0 : a_size,
                                                   b_dim == 1 ? 0 : b_size};
    a_size *= a_dim;
    b_size *= b_dim;
  }
  return axes;
}

Problem matmul_problem(const Shape& a, const Shape& b) {
  const int64_t m = a.rank() == 1 ? 1 : a[a.rank() - 2];
  const int64_t k = a[a.rank() - 1];
  const int64_t n = b.rank() == 1 ? 1 : b[b.rank() - 1];
  const int64_t batch_of_b = b.rank() <= 2 ? 1 : b.elements(0, b.rank() - 2);
  const bool same_b = batch_of_b == 1 && (b.rank() <= 2 || a.rank() >= b.rank());
  if (same_b && a.rank() > 2) return {dense_multiply(a.elements(0, a.rank() - 1), n, k), {}};
  return {dense_multiply(m, n, k), batch_axes(a, b, m * k, k * n)};
}

class MatMul final : public Kernel {
 public:
  explicit MatMul(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const Problem problem = matmul_problem(context.input_shape(0), context.input_shape(1));
    Step step;
    dispatch(context.input_dtype(0), MultiplyTypes{}, [&]<class T>() {
      const auto tiles = std::make_shared<const TiledMultiply<T>>(problem.product, problem.batch, context.threads());
      step.workspace = tiles->workspace();
      step.variant = tiles->variant();
      step.run = [tiles](const RunContext& run) {
        tiles->run(run, run.input(0).as<T>().data(), run.input(1).as<T>().data(), run.output(0).as<T>().data(),
                   [](const Compute<T>* sums, T* y, int64_t, int64_t, int64_t count) { narrow<T>(sums, y, count); });
      };
    });
    return step;
  }
};

}  // namespace

void register_matmul(KernelRegistry& kernels) { kernels.add({"MatMul", since(1), make_kernel<MatMul>}); }

}  // namespace ort::cpu
