#pragma once

#include <cublasLt.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "providers/cuda/blas.h"

namespace ort::cuda {

/// The functions of cuBLASLt 13 that the provider calls, looked up when this is made. Throws (provider) when the
/// library is missing.
struct LtFunctions {
  LtFunctions();

  decltype(&cublasLtGetVersion) version;
  decltype(&cublasLtGetStatusName) status_name;
  decltype(&cublasLtCreate) create;
  decltype(&cublasLtDestroy) destroy;
  decltype(&cublasLtMatrixLayoutInit_internal) layout_init;
  decltype(&cublasLtMatrixLayoutSetAttribute) layout_set;
  decltype(&cublasLtMatmulDescInit_internal) operation_init;
  decltype(&cublasLtMatmulDescSetAttribute) operation_set;
  decltype(&cublasLtMatmulPreferenceInit_internal) preference_init;
  decltype(&cublasLtMatmulPreferenceSetAttribute) preference_set;
  decltype(&cublasLtMatmulAlgoGetHeuristic) heuristic;
  decltype(&cublasLtMatmulAlgoCheck) algo_check;
  decltype(&cublasLtMatmul) matmul;

  /// Throws (provider) "cuBLASLt <version> failed while <doing> (<problem>): <status>".
  void check(cublasStatus_t status, const char* doing, const std::string& problem) const;
};

/// cuBLASLt on one device, from the first product on.
class LtLibrary {
 public:
  explicit LtLibrary(int device_id);
  ~LtLibrary();
  LtLibrary(const LtLibrary&) = delete;
  LtLibrary& operator=(const LtLibrary&) = delete;

  const LtFunctions& functions() const { return functions_; }
  cublasLtHandle_t handle() const { return handle_; }

 private:
  LtFunctions functions_;
  cublasLtHandle_t handle_ = nullptr;
};

/// What cuBLASLt has to know of a product. It thinks in columns: a row-major matrix is to it the transposed one, so
/// that it computes D' = op(B)' op(A)', with the operands in exchanged places.
struct LtProblem {
  LtProblem(const LtFunctions& functions, const MatrixProduct& product, bool use_tf32);

  /// The operation with the address of its bias: only the alignment counts where nothing is computed.
  cublasLtMatmulDescOpaque_t with_bias(const LtFunctions& functions, const void* bias) const;

  bool has_bias = false;
  cublasLtMatmulDescOpaque_t operation{};
  cublasLtMatrixLayoutOpaque_t first{};   ///< B of the product
  cublasLtMatrixLayoutOpaque_t second{};  ///< A of the product
  cublasLtMatrixLayoutOpaque_t addend{};
  cublasLtMatrixLayoutOpaque_t result{};
  std::string text;  ///< `describe` of the product, and whether TF32 is allowed
};

}  // namespace ort::cuda
