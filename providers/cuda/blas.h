#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "ort/data_type.h"

namespace ort::cuda {

/// Where the rows of a matrix lie, in elements. The elements of a row are neighbours.
struct MatrixLayout {
  int64_t row_step = 0;
  int64_t batch_step = 0;  ///< from one matrix of the batch to the next; 0: one matrix serves all
};

/// D = relu(alpha * op(A) op(B) + beta * C) for row-major matrices and each element of a batch; op(A) is m x k, op(B)
/// k x n, D m x n.
struct MatrixProduct {
  enum class Addend {
    kNone,
    kMatrix,  ///< C is m x n; it may be D itself
    kRow,     ///< C is a row of n elements that is added to every row; beta is 1; see `has_epilogues`
  };

  DataType dtype = DataType::kFloat;  ///< of all matrices: float, double, float16 or bfloat16
  int64_t m = 1;                      ///< all sizes are at least 1
  int64_t n = 1;
  int64_t k = 1;
  bool transpose_a = false;  ///< A is stored as k x m
  bool transpose_b = false;  ///< B is stored as n x k
  int64_t batch = 1;
  MatrixLayout a;
  MatrixLayout b;
  MatrixLayout c;  ///< counts for Addend::kMatrix only
  MatrixLayout d;
  float alpha = 1.0f;
  float beta = 0.0f;
  Addend addend = Addend::kNone;
  bool relu = false;  ///< see `has_epilogues`; what becomes of NaN is up to the library
};

/// Whether a library adds rows and applies Relu to products of this type while it writes them.
inline bool has_epilogues(DataType dtype) { return dtype != DataType::kDouble; }

/// A product of matrices without gaps, one for each element of a batch of which every matrix has its own.
MatrixProduct dense_product(DataType dtype, int64_t m, int64_t n, int64_t k, bool transpose_a = false,
                            bool transpose_b = false, int64_t batch = 1);

/// The problem in one line, everything of it but the values of alpha and beta: for errors and as a key.
std::string describe(const MatrixProduct& product);

/// Addresses on the device, aligned to an element.
struct MatrixPointers {
  const void* a = nullptr;
  const void* b = nullptr;
  const void* c = nullptr;
  void* d = nullptr;
};

/// A product with its algorithm chosen. Thread-safe.
class PlannedProduct {
 public:
  virtual ~PlannedProduct() = default;
  virtual std::size_t workspace() const = 0;  ///< bytes of scratch memory on the device
  /// Puts the product on the stream. Throws (provider) when the library refuses it.
  virtual void run(cudaStream_t stream, const MatrixPointers& pointers, std::byte* workspace) const = 0;
};

/// Matrix products of a library: cuBLASLt or its double. float16 and bfloat16 accumulate in float. Thread-safe.
class Blas {
 public:
  virtual ~Blas() = default;
  /// Throws (provider) when the library is missing or has no algorithm for the problem.
  virtual std::shared_ptr<const PlannedProduct> plan(const MatrixProduct& product) = 0;
};

}  // namespace ort::cuda
