#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

#include "libort/core/type_dispatch.h"
#include "providers/cuda/host/blas_host.h"

namespace ort::cuda {
namespace {

/// A copy of elements in the memory of the device.
template <class T>
class DeviceVector {
 public:
  explicit DeviceVector(const std::vector<T>& elements) : count_(elements.size()) {
    EXPECT_EQ(cudaMalloc(&data_, bytes() + sizeof(T)), cudaSuccess);
    EXPECT_EQ(cudaMemcpyAsync(data_, elements.data(), bytes(), cudaMemcpyHostToDevice, nullptr), cudaSuccess);
  }
  ~DeviceVector() { cudaFree(data_); }
  DeviceVector(const DeviceVector&) = delete;
  DeviceVector& operator=(const DeviceVector&) = delete;

  void* data() const { return data_; }
  std::vector<T> elements() const {
    std::vector<T> back(count_);
    EXPECT_EQ(cudaMemcpyAsync(back.data(), data_, bytes(), cudaMemcpyDeviceToHost, nullptr), cudaSuccess);
    return back;
  }

 private:
  std::size_t bytes() const { return count_ * sizeof(T); }

  std::size_t count_;
  void* data_ = nullptr;
};

template <class T>
struct Operands {
  std::vector<T> a;
  std::vector<T> b;
  std::vector<T> c;
  std::vector<T> d;
};

/// Elements up to the last one that a matrix of the batch has.
std::size_t extent(const MatrixProduct& p, const MatrixLayout& layout, int64_t rows, int64_t columns) {
  return static_cast<std::size_t>((p.batch - 1) * layout.batch_step + (rows - 1) * layout.row_step + columns);
}

template <class T>
Operands<T> random_operands(const MatrixProduct& p, std::mt19937& generator) {
  const auto random = [&](std::size_t count) {
    std::vector<T> elements(count);
    for (T& element : elements) element = static_cast<T>(static_cast<int>(generator() % 9) - 4);
    return elements;
  };
  Operands<T> operands;
  operands.a = random(extent(p, p.a, p.transpose_a ? p.k : p.m, p.transpose_a ? p.m : p.k));
  operands.b = random(extent(p, p.b, p.transpose_b ? p.n : p.k, p.transpose_b ? p.k : p.n));
  operands.c =
      random(p.addend == MatrixProduct::Addend::kRow ? static_cast<std::size_t>(p.n) : extent(p, p.c, p.m, p.n));
  operands.d = random(extent(p, p.d, p.m, p.n));
  return operands;
}

/// The definition, element by element; what lies between rows stays.
template <class T>
std::vector<T> expected(const MatrixProduct& p, const Operands<T>& operands) {
  std::vector<T> d = operands.d;
  const auto at =
      [](const auto& elements, const MatrixLayout& layout, int64_t i, int64_t row, int64_t column) -> auto& {
    return elements[static_cast<std::size_t>(i * layout.batch_step + row * layout.row_step + column)];
  };
  for (int64_t i = 0; i < p.batch; ++i) {
    for (int64_t row = 0; row < p.m; ++row) {
      for (int64_t column = 0; column < p.n; ++column) {
        T sum = 0;
        for (int64_t k = 0; k < p.k; ++k) {
          const T x = p.transpose_a ? at(operands.a, p.a, i, k, row) : at(operands.a, p.a, i, row, k);
          const T y = p.transpose_b ? at(operands.b, p.b, i, column, k) : at(operands.b, p.b, i, k, column);
          sum += x * y;
        }
        sum *= static_cast<T>(p.alpha);
        if (p.addend == MatrixProduct::Addend::kMatrix)
          sum += static_cast<T>(p.beta) * at(operands.c, p.c, i, row, column);
        if (p.addend == MatrixProduct::Addend::kRow) sum += operands.c[static_cast<std::size_t>(column)];
        const auto place = static_cast<std::size_t>(i * p.d.batch_step + row * p.d.row_step + column);
        d[place] = p.relu ? std::max(sum, T(0)) : sum;
      }
    }
  }
  return d;
}

template <class T>
std::vector<T> computed(const MatrixProduct& p, const Operands<T>& operands, bool in_place) {
  const DeviceVector<T> a(operands.a);
  const DeviceVector<T> b(operands.b);
  const DeviceVector<T> c(operands.c);
  const DeviceVector<T> d(in_place ? operands.c : operands.d);
  const auto product = host::make_blas()->plan(p);
  const DeviceVector<std::byte> workspace(std::vector<std::byte>(product->workspace()));
  const void* addend = p.addend == MatrixProduct::Addend::kNone ? nullptr : in_place ? d.data() : c.data();
  product->run(nullptr, {.a = a.data(), .b = b.data(), .c = addend, .d = d.data()},
               static_cast<std::byte*>(workspace.data()));
  return d.elements();
}

/// Products of all forms; small whole numbers, so that sums are exact.
TEST(MatrixProduct, EqualsTheDefinition) {
  std::mt19937 generator(1);
  const auto size = [&] { return static_cast<int64_t>(generator() % 5 + 1); };
  for (int trial = 0; trial < 200; ++trial) {
    MatrixProduct p = dense_product(trial % 2 == 0 ? DataType::kFloat : DataType::kDouble, size(), size(), size(),
                                    generator() % 2 == 0, generator() % 2 == 0, size());
    for (MatrixLayout* layout : {&p.a, &p.b, &p.c, &p.d}) {
      const auto gap = static_cast<int64_t>(generator() % 3);
      layout->row_step += gap;
      layout->batch_step = layout->row_step * 8;
    }
    if (generator() % 3 == 0) p.a.batch_step = 0;
    if (generator() % 3 == 0) p.b.batch_step = 0;
    p.alpha = static_cast<float>(generator() % 3) - 1.0f;
    const bool has_epilogue = has_epilogues(p.dtype);
    p.addend = static_cast<MatrixProduct::Addend>(generator() % (has_epilogue ? 3 : 2));
    p.beta = p.addend == MatrixProduct::Addend::kRow ? 1.0f : 2.0f;
    p.relu = has_epilogue && generator() % 2 == 0;
    SCOPED_TRACE(describe(p));
    dispatch(p.dtype, Types<float, double>{}, [&]<class T>() {
      const Operands<T> operands = random_operands<T>(p, generator);
      EXPECT_EQ(computed<T>(p, operands, false), expected<T>(p, operands));
    });
  }
}

TEST(MatrixProduct, TheAddendMayBeTheResult) {
  std::mt19937 generator(2);
  MatrixProduct p = dense_product(DataType::kFloat, 3, 4, 5, false, true, 2);
  p.addend = MatrixProduct::Addend::kMatrix;
  p.beta = 0.5f;
  const Operands<float> operands = random_operands<float>(p, generator);
  EXPECT_EQ(computed<float>(p, operands, true), expected<float>(p, operands));
}

TEST(MatrixProduct, IsDescribedInOneLine) {
  MatrixProduct p = dense_product(DataType::kFloat16, 2, 3, 4, true, false, 5);
  EXPECT_EQ(describe(p), "float16 2x3x4 tn, batch 5, steps 2/8 3/12 3/6");
  p.addend = MatrixProduct::Addend::kRow;
  p.relu = true;
  EXPECT_EQ(describe(p), "float16 2x3x4 tn + row relu, batch 5, steps 2/8 3/12 3/6");
  p.addend = MatrixProduct::Addend::kMatrix;
  EXPECT_EQ(describe(p), "float16 2x3x4 tn + matrix relu, batch 5, steps 2/8 3/12 3/6 3/6");
}

TEST(MatrixProduct, TheDoubleRefusesWhatTheLibraryHasNot) {
  MatrixProduct p = dense_product(DataType::kDouble, 2, 3, 4);
  p.relu = true;
  EXPECT_THROW(host::make_blas()->plan(p), std::logic_error);
  EXPECT_THROW(host::make_blas()->plan(dense_product(DataType::kFloat, 2, 0, 4)), std::logic_error);
}

}  // namespace
}  // namespace ort::cuda
