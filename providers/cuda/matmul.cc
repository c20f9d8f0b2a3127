#include <algorithm>
#include <memory>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_error.h"
#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

/// A dimension of the batch: how many matrices, and the steps between them in elements.
struct BatchAxis {
  int64_t size = 1;
  int64_t a_step = 0;
  int64_t b_step = 0;
  int64_t d_step = 0;
};

/// Where one of the strided products of a MatMul begins, in elements.
struct Offsets {
  int64_t a = 0;
  int64_t b = 0;
  int64_t d = 0;
};

/// A MatMul as `starts.size()` products of one form.
struct Problem {
  MatrixProduct product;
  std::vector<Offsets> starts;
};

/// The batch dimensions of both operands, aligned at the end, without those of size one; neighbours that all matrices
/// walk in one go are merged.
std::vector<BatchAxis> batch_axes(const Shape& a, const Shape& b, const MatrixProduct& product) {
  const int a_rank = std::max(0, a.rank() - 2);
  const int b_rank = std::max(0, b.rank() - 2);
  int64_t a_step = product.m * product.k;
  int64_t b_step = product.k * product.n;
  int64_t d_step = product.m * product.n;
  std::vector<BatchAxis> axes;
  for (int back = 1; back <= std::max(a_rank, b_rank); ++back) {
    const int64_t a_size = back <= a_rank ? a[a_rank - back] : 1;
    const int64_t b_size = back <= b_rank ? b[b_rank - back] : 1;
    const BatchAxis axis{a_size == 1 ? b_size : a_size, a_size == 1 ? 0 : a_step, b_size == 1 ? 0 : b_step, d_step};
    a_step *= a_size;
    b_step *= b_size;
    d_step *= axis.size;
    if (axis.size == 1) continue;
    if (!axes.empty()) {
      BatchAxis& inner = axes.back();
      if (axis.a_step == inner.a_step * inner.size && axis.b_step == inner.b_step * inner.size) {
        inner.size *= axis.size;
        continue;
      }
    }
    axes.push_back(axis);
  }
  return axes;
}

/// Every combination of indices along `axes`.
std::vector<Offsets> all_starts(const std::vector<BatchAxis>& axes) {
  std::vector<Offsets> starts{{}};
  for (const BatchAxis& axis : axes) {
    std::vector<Offsets> next;
    next.reserve(starts.size() * static_cast<std::size_t>(axis.size));
    for (int64_t i = 0; i < axis.size; ++i) {
      for (const Offsets& start : starts)
        next.push_back({start.a + i * axis.a_step, start.b + i * axis.b_step, start.d + i * axis.d_step});
    }
    starts = std::move(next);
  }
  return starts;
}

/// MatMul of operands without empty dimensions: the longest batch axis is the batch of the product.
Problem matmul_problem(DataType dtype, const Shape& a, const Shape& b) {
  const int64_t m = a.rank() == 1 ? 1 : a[a.rank() - 2];
  const int64_t k = a[a.rank() - 1];
  const int64_t n = b.rank() == 1 ? 1 : b[b.rank() - 1];
  const bool one_b = b.rank() <= 2 || b.elements(0, b.rank() - 2) == 1;
  if (one_b && a.rank() >= std::max(2, b.rank()))
    return {dense_product(dtype, a.elements(0, a.rank() - 1), n, k), {{}}};

  Problem problem{dense_product(dtype, m, n, k), {}};
  std::vector<BatchAxis> axes = batch_axes(a, b, problem.product);
  const auto longest = std::max_element(axes.begin(), axes.end(),
                                        [](const BatchAxis& x, const BatchAxis& y) { return x.size < y.size; });
  if (longest != axes.end()) {
    problem.product.batch = longest->size;
    problem.product.a.batch_step = longest->a_step;
    problem.product.b.batch_step = longest->b_step;
    problem.product.d.batch_step = longest->d_step;
    axes.erase(longest);
  }
  problem.starts = all_starts(axes);
  return problem;
}

/// MatMul, all versions.
class MatMul final : public Kernel {
 public:
  explicit MatMul(const KernelInfo& info) : provider_(provider_of(info)) {}

  Step plan(const PlanContext& context) const override {
    const Shape& a = context.input_shape(0);
    const Shape& y = context.output_shape(0);
    Step step;
    if (y.elements() == 0 || a[a.rank() - 1] == 0) {
      step.run = [](const RunContext& run) {
        Tensor& output = run.output(0);
        if (output.bytes() == 0) return;
        check(cudaMemsetAsync(output.data(), 0, output.bytes(), stream_of(run).get()), "clearing a product");
      };
      return step;
    }
    const auto problem =
        std::make_shared<const Problem>(matmul_problem(context.input_dtype(0), a, context.input_shape(1)));
    const auto product = provider_.blas().plan(problem->product);
    step.workspace = product->workspace();
    step.run = [problem, product, bytes = data_type_bits(context.input_dtype(0)) / 8](const RunContext& run) {
      for (const Offsets& start : problem->starts) {
        product->run(stream_of(run).get(),
                     {.a = run.input(0).data() + start.a * bytes,
                      .b = run.input(1).data() + start.b * bytes,
                      .c = nullptr,
                      .d = run.output(0).data() + start.d * bytes},
                     run.workspace());
      }
    };
    return step;
  }

 private:
  const CudaProvider& provider_;
};

}  // namespace

void register_matmul(KernelRegistry& kernels) {
  kernels.add({.op_type = "MatMul", .versions = since(1), .create = make_kernel<MatMul>, .types = {{"T", kFloats}}});
}

}  // namespace ort::cuda
