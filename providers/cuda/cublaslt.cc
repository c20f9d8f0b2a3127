#include "providers/cuda/cublaslt.h"

#include <limits>

#include "libort/core/fail.h"
#include "providers/cuda/cuda_libraries.h"
#include "providers/cuda/cuda_memory.h"

namespace ort::cuda {
namespace {

template <class F>
void find(F*& function, const char* name) {
  function = cublaslt_library().function<F>(name);
}

cudaDataType_t element_type(DataType dtype) {
  switch (dtype) {
    case DataType::kFloat:
      return CUDA_R_32F;
    case DataType::kDouble:
      return CUDA_R_64F;
    case DataType::kFloat16:
      return CUDA_R_16F;
    case DataType::kBfloat16:
      return CUDA_R_16BF;
    default:
      fail_unsupported("no matrix product of " + std::string(data_type_name(dtype)) + " on CUDA");
  }
}

cublasComputeType_t compute_type(DataType dtype, bool use_tf32) {
  if (dtype == DataType::kDouble) return CUBLAS_COMPUTE_64F;
  return dtype == DataType::kFloat && use_tf32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
}

cublasLtEpilogue_t epilogue(bool bias, bool relu) {
  if (bias) return relu ? CUBLASLT_EPILOGUE_RELU_BIAS : CUBLASLT_EPILOGUE_BIAS;
  return relu ? CUBLASLT_EPILOGUE_RELU : CUBLASLT_EPILOGUE_DEFAULT;
}

/// Makes the descriptors of one problem.
class Describer {
 public:
  Describer(const LtFunctions& functions, const MatrixProduct& product, const std::string& text)
      : functions_(functions), dtype_(element_type(product.dtype)), batch_(batch_count(product)), text_(text) {}

  /// A row-major matrix of `rows` rows and `columns` columns.
  void layout(cublasLtMatrixLayoutOpaque_t& target, int64_t rows, int64_t columns, const MatrixLayout& layout) const {
    check(functions_.layout_init(&target, sizeof(target), dtype_, static_cast<uint64_t>(columns),
                                 static_cast<uint64_t>(rows), layout.row_step));
    check(functions_.layout_set(&target, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &batch_, sizeof(batch_)));
    check(functions_.layout_set(&target, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &layout.batch_step,
                                sizeof(layout.batch_step)));
  }

  template <class V>
  void operation(cublasLtMatmulDescOpaque_t& target, cublasLtMatmulDescAttributes_t attribute, V value) const {
    check(functions_.operation_set(&target, attribute, &value, sizeof(value)));
  }

  void check(cublasStatus_t status) const { functions_.check(status, "describing a product", text_); }

 private:
  static int32_t batch_count(const MatrixProduct& product) {
    if (product.batch > std::numeric_limits<int32_t>::max())
      fail_node("a batch of " + std::to_string(product.batch) + " matrix products is too large for CUDA");
    return static_cast<int32_t>(product.batch);
  }

  const LtFunctions& functions_;
  cudaDataType_t dtype_;
  int32_t batch_;
  const std::string& text_;
};

}  // namespace

LtFunctions::LtFunctions() {
  find(version, "cublasLtGetVersion");
  find(status_name, "cublasLtGetStatusName");
  find(create, "cublasLtCreate");
  find(destroy, "cublasLtDestroy");
  find(layout_init, "cublasLtMatrixLayoutInit_internal");
  find(layout_set, "cublasLtMatrixLayoutSetAttribute");
  find(operation_init, "cublasLtMatmulDescInit_internal");
  find(operation_set, "cublasLtMatmulDescSetAttribute");
  find(preference_init, "cublasLtMatmulPreferenceInit_internal");
  find(preference_set, "cublasLtMatmulPreferenceSetAttribute");
  find(heuristic, "cublasLtMatmulAlgoGetHeuristic");
  find(algo_check, "cublasLtMatmulAlgoCheck");
  find(matmul, "cublasLtMatmul");
}

void LtFunctions::check(cublasStatus_t status, const char* doing, const std::string& problem) const {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  fail_provider("cuBLASLt " + std::to_string(version()) + " failed while " + doing + " (" + problem +
                "): " + status_name(status));
}

LtLibrary::LtLibrary(int device_id) {
  const CurrentDevice current(device_id);
  functions_.check(functions_.create(&handle_), "starting", "device " + std::to_string(device_id));
}

LtLibrary::~LtLibrary() { functions_.destroy(handle_); }

LtProblem::LtProblem(const LtFunctions& functions, const MatrixProduct& product, bool use_tf32)
    : has_bias(product.addend == MatrixProduct::Addend::kRow),
      text(describe(product) + (product.dtype == DataType::kFloat && use_tf32 ? ", tf32" : "")) {
  const Describer describer(functions, product, text);
  const cudaDataType_t scale = product.dtype == DataType::kDouble ? CUDA_R_64F : CUDA_R_32F;
  describer.check(
      functions.operation_init(&operation, sizeof(operation), compute_type(product.dtype, use_tf32), scale));
  const auto transpose = [](bool yes) -> int32_t { return yes ? CUBLAS_OP_T : CUBLAS_OP_N; };
  describer.operation(operation, CUBLASLT_MATMUL_DESC_TRANSA, transpose(product.transpose_b));
  describer.operation(operation, CUBLASLT_MATMUL_DESC_TRANSB, transpose(product.transpose_a));
  describer.operation(operation, CUBLASLT_MATMUL_DESC_EPILOGUE,
                      static_cast<uint32_t>(epilogue(has_bias, product.relu)));
  if (has_bias) {
    describer.operation(operation, CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE,
                        static_cast<int32_t>(element_type(product.dtype)));
  }
  describer.layout(first, product.transpose_b ? product.n : product.k, product.transpose_b ? product.k : product.n,
                   product.b);
  describer.layout(second, product.transpose_a ? product.k : product.m, product.transpose_a ? product.m : product.k,
                   product.a);
  const bool adds_matrix = product.addend == MatrixProduct::Addend::kMatrix;
  describer.layout(addend, product.m, product.n, adds_matrix ? product.c : product.d);
  describer.layout(result, product.m, product.n, product.d);
}

cublasLtMatmulDescOpaque_t LtProblem::with_bias(const LtFunctions& functions, const void* bias) const {
  cublasLtMatmulDescOpaque_t biased = operation;
  if (has_bias) {
    functions.check(functions.operation_set(&biased, CUBLASLT_MATMUL_DESC_BIAS_POINTER, &bias, sizeof(bias)),
                    "naming the bias", text);
  }
  return biased;
}

}  // namespace ort::cuda
