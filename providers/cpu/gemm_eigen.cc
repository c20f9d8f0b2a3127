#define EIGEN_DONT_PARALLELIZE
#define EIGEN_STACK_ALLOCATION_LIMIT 262144

#include <Eigen/Core>
#include <algorithm>

#include "providers/cpu/matrix_multiply.h"

namespace ort::cpu {
namespace {

template <class T, int Order>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Order>;

template <class T, int Order>
using ConstView = Eigen::Map<const Matrix<T, Order>, Eigen::Unaligned, Eigen::OuterStride<>>;

template <class T>
using View = Eigen::Map<Matrix<T, Eigen::RowMajor>, Eigen::Unaligned, Eigen::OuterStride<>>;

template <class T, int OrderA, int OrderB>
void multiply_ordered(const MatrixMultiply& product, const T* a, const T* b, T* c) {
  const ConstView<T, OrderA> left(a, product.m, product.k, Eigen::OuterStride<>(product.lda));
  const ConstView<T, OrderB> right(b, product.k, product.n, Eigen::OuterStride<>(product.ldb));
  View<T> result(c, product.m, product.n, Eigen::OuterStride<>(product.ldc));
  if (product.accumulate) {
    result.noalias() += left * right;
  } else {
    result.noalias() = left * right;
  }
}

}  // namespace

template <class T>
void multiply(const MatrixMultiply& product, const T* a, const T* b, T* c) {
  if (product.m == 0 || product.n == 0) return;
  if (product.k == 0) {
    for (int64_t row = 0; row < product.m && !product.accumulate; ++row)
      std::fill_n(c + row * product.ldc, product.n, T{});
    return;
  }
  constexpr int kRows = Eigen::RowMajor;
  constexpr int kColumns = Eigen::ColMajor;
  if (product.transpose_a) {
    if (product.transpose_b) return multiply_ordered<T, kColumns, kColumns>(product, a, b, c);
    return multiply_ordered<T, kColumns, kRows>(product, a, b, c);
  }
  if (product.transpose_b) return multiply_ordered<T, kRows, kColumns>(product, a, b, c);
  multiply_ordered<T, kRows, kRows>(product, a, b, c);
}

template void multiply(const MatrixMultiply&, const double*, const double*, double*);

}  // namespace ort::cpu
