#include "providers/cuda/blas_cublaslt.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

#include "libort/core/fail.h"
#include "providers/cuda/algorithm_cache.h"
#include "providers/cuda/cublaslt.h"
#include "providers/cuda/device_name.h"
#include "providers/cuda/library_workspace.h"
#include "providers/cuda/trial_run.h"

namespace ort::cuda {
namespace {

constexpr int kCandidates = 8;
constexpr uint64_t kMaxWorkspace = uint64_t{32} << 20;
/// What the fast algorithms ask of addresses; memory of plans has more, memory of users may have less.
constexpr uint32_t kAlignment = 16;

struct Algorithm {
  cublasLtMatmulAlgo_t algo{};
  std::size_t workspace = 0;
};

std::string to_text(const cublasLtMatmulAlgo_t& algo) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  unsigned char bytes[sizeof(algo)];
  std::memcpy(bytes, &algo, sizeof(algo));
  std::string text;
  for (const unsigned char byte : bytes) text += {kDigits[byte >> 4], kDigits[byte & 15]};
  return text;
}

std::optional<cublasLtMatmulAlgo_t> from_text(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  unsigned char bytes[sizeof(cublasLtMatmulAlgo_t)];
  if (text.size() != 2 * sizeof(bytes)) return std::nullopt;
  for (std::size_t i = 0; i < sizeof(bytes); ++i) {
    const std::size_t high = kDigits.find(text[2 * i]);
    const std::size_t low = kDigits.find(text[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes[i] = static_cast<unsigned char>(high << 4 | low);
  }
  cublasLtMatmulAlgo_t algo;
  std::memcpy(&algo, bytes, sizeof(algo));
  return algo;
}

/// alpha or beta in the type that the library reads.
class Factor {
 public:
  Factor(DataType dtype, float value) : is_double_(dtype == DataType::kDouble), float_(value), double_(value) {}
  const void* address() const { return is_double_ ? static_cast<const void*>(&double_) : &float_; }

 private:
  bool is_double_;
  float float_;
  double double_;
};

/// A product as cuBLASLt computes it, with any algorithm.
class LtProduct {
 public:
  LtProduct(std::shared_ptr<const LtLibrary> library, const MatrixProduct& product, bool use_tf32)
      : library_(std::move(library)),
        problem_(library_->functions(), product, use_tf32),
        alpha_(product.dtype, product.alpha),
        beta_(product.dtype, product.addend == MatrixProduct::Addend::kMatrix ? product.beta : 0.0f),
        adds_matrix_(product.addend == MatrixProduct::Addend::kMatrix) {}

  const std::string& text() const { return problem_.text; }

  cublasStatus_t enqueue(cudaStream_t stream, const MatrixPointers& pointers, const Algorithm& algorithm,
                         std::byte* workspace) const {
    LtProblem& p = problem_;
    cublasLtMatmulDescOpaque_t operation = p.with_bias(library_->functions(), pointers.c);
    return library_->functions().matmul(library_->handle(), &operation, alpha_.address(), pointers.b, &p.first,
                                        pointers.a, &p.second, beta_.address(), adds_matrix_ ? pointers.c : pointers.d,
                                        &p.addend, pointers.d, &p.result, &algorithm.algo, workspace,
                                        algorithm.workspace, stream);
  }

  void check(cublasStatus_t status, const char* doing) const { library_->functions().check(status, doing, text()); }

  /// The library's advice for addresses that are multiples of `alignment`, best first; may be empty.
  std::vector<Algorithm> candidates(uint32_t alignment) const;

  /// An algorithm of an earlier process, when this library can use it.
  std::optional<Algorithm> checked(const cublasLtMatmulAlgo_t& algo) const;

 private:
  cublasLtMatmulPreferenceOpaque_t preference(uint32_t alignment) const;

  std::shared_ptr<const LtLibrary> library_;
  mutable LtProblem problem_;  ///< the library takes descriptors that it only reads as pointers to what may change
  Factor alpha_;
  Factor beta_;
  bool adds_matrix_;
};

cublasLtMatmulPreferenceOpaque_t LtProduct::preference(uint32_t alignment) const {
  const LtFunctions& lt = library_->functions();
  cublasLtMatmulPreferenceOpaque_t preference{};
  const auto set = [&](cublasLtMatmulPreferenceAttributes_t attribute, auto value) {
    lt.check(lt.preference_set(&preference, attribute, &value, sizeof(value)), "asking for algorithms", text());
  };
  lt.check(lt.preference_init(&preference, sizeof(preference)), "asking for algorithms", text());
  set(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, kMaxWorkspace);
  // Parts of a sum are added in the type that computes, never in float16 or bfloat16.
  set(CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, static_cast<uint32_t>(CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE));
  set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, alignment);
  set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, alignment);
  set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, alignment);
  set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, alignment);
  return preference;
}

std::vector<Algorithm> LtProduct::candidates(uint32_t alignment) const {
  const LtFunctions& lt = library_->functions();
  LtProblem& p = problem_;
  cublasLtMatmulPreferenceOpaque_t wishes = preference(alignment);
  cublasLtMatmulDescOpaque_t operation = p.with_bias(lt, reinterpret_cast<const void*>(uintptr_t{alignment}));
  std::vector<cublasLtMatmulHeuristicResult_t> results(kCandidates);
  int count = 0;
  const cublasStatus_t status = lt.heuristic(library_->handle(), &operation, &p.first, &p.second, &p.addend, &p.result,
                                             &wishes, kCandidates, results.data(), &count);
  if (status == CUBLAS_STATUS_NOT_SUPPORTED) return {};
  lt.check(status, "asking for algorithms", text());
  std::vector<Algorithm> found;
  for (int i = 0; i < count; ++i) {
    const cublasLtMatmulHeuristicResult_t& result = results[static_cast<std::size_t>(i)];
    if (result.state == CUBLAS_STATUS_SUCCESS) found.push_back({result.algo, result.workspaceSize});
  }
  return found;
}

std::optional<Algorithm> LtProduct::checked(const cublasLtMatmulAlgo_t& algo) const {
  LtProblem& p = problem_;
  cublasLtMatmulDescOpaque_t operation =
      p.with_bias(library_->functions(), reinterpret_cast<const void*>(uintptr_t{kAlignment}));
  cublasLtMatmulHeuristicResult_t result{};
  const cublasStatus_t status = library_->functions().algo_check(library_->handle(), &operation, &p.first, &p.second,
                                                                 &p.addend, &p.result, &algo, &result);
  if (status != CUBLAS_STATUS_SUCCESS || result.workspaceSize > kMaxWorkspace) return std::nullopt;
  return Algorithm{algo, result.workspaceSize};
}

/// A product with its algorithms chosen.
class PlannedLtProduct final : public PlannedProduct {
 public:
  /// `unaligned` serves addresses that are not multiples of kAlignment; there may be none.
  PlannedLtProduct(std::shared_ptr<const LtProduct> product, const Algorithm& aligned,
                   const std::optional<Algorithm>& unaligned)
      : product_(std::move(product)), aligned_(aligned), unaligned_(unaligned) {}

  std::size_t workspace() const override {
    return workspace_bytes(std::max(aligned_.workspace, unaligned_ ? unaligned_->workspace : 0));
  }

  void run(cudaStream_t stream, const MatrixPointers& pointers, std::byte* workspace) const override {
    const auto bits = [](const void* address) { return reinterpret_cast<uintptr_t>(address); };
    const bool aligned =
        ((bits(pointers.a) | bits(pointers.b) | bits(pointers.c) | bits(pointers.d)) % kAlignment) == 0;
    if (!aligned && !unaligned_) product_->check(CUBLAS_STATUS_NOT_SUPPORTED, "looking for an unaligned algorithm");
    const Algorithm& algorithm = aligned ? aligned_ : *unaligned_;
    product_->check(product_->enqueue(stream, pointers, algorithm, workspace_for_library(workspace)),
                    "multiplying matrices");
  }

 private:
  std::shared_ptr<const LtProduct> product_;
  Algorithm aligned_;
  std::optional<Algorithm> unaligned_;
};

/// Bytes from the first to behind the last element of `batch` matrices.
std::size_t extent(const MatrixLayout& layout, int64_t rows, int64_t columns, const MatrixProduct& product) {
  const int64_t elements = (product.batch - 1) * layout.batch_step + (rows - 1) * layout.row_step + columns;
  return buffer_bytes(product.dtype, elements);
}

class CublasLt final : public Blas {
 public:
  CublasLt(const ProviderOptions& options, std::shared_ptr<Allocator> memory)
      : device_id_(options.device_id), use_tf32_(options.use_tf32), memory_(std::move(memory)) {}

  std::shared_ptr<const PlannedProduct> plan(const MatrixProduct& product) override {
    std::call_once(started_, [&] { start(); });
    const CurrentDevice current(device_id_);
    const auto problem = std::make_shared<const LtProduct>(library_, product, use_tf32_);
    const Algorithm aligned = choose(*problem, product);
    const auto element = static_cast<uint32_t>(data_type_bits(product.dtype) / 8);
    const std::vector<Algorithm> unaligned = problem->candidates(element);
    return std::make_shared<PlannedLtProduct>(problem, aligned,
                                              unaligned.empty() ? std::nullopt : std::optional(unaligned.front()));
  }

 private:
  void start() {
    library_ = std::make_shared<const LtLibrary>(device_id_);
    algorithms_.emplace(
        algorithm_cache_file(device_name(device_id_) + "-cublaslt-" + std::to_string(library_->functions().version())));
  }

  Algorithm choose(const LtProduct& problem, const MatrixProduct& product) {
    if (const auto kept = algorithms_->find(problem.text())) {
      const auto algo = from_text(*kept);
      const auto checked = algo ? problem.checked(*algo) : std::nullopt;
      if (checked) return *checked;
    }
    const std::vector<Algorithm> candidates = problem.candidates(kAlignment);
    if (candidates.empty()) problem.check(CUBLAS_STATUS_NOT_SUPPORTED, "looking for an algorithm");
    if (candidates.size() == 1) return candidates.front();
    const std::optional<Algorithm> fastest = try_all(problem, product, candidates);
    if (!fastest) return candidates.front();
    algorithms_->store(problem.text(), to_text(fastest->algo));
    return *fastest;
  }

  /// Nothing when there is no memory to try them.
  std::optional<Algorithm> try_all(const LtProduct& problem, const MatrixProduct& product,
                                   const std::vector<Algorithm>& candidates) try {
    TrialRun trial(device_id_, memory_);
    const bool ta = product.transpose_a;
    const bool tb = product.transpose_b;
    MatrixPointers pointers;
    pointers.a = trial.buffer(extent(product.a, ta ? product.k : product.m, ta ? product.m : product.k, product));
    pointers.b = trial.buffer(extent(product.b, tb ? product.n : product.k, tb ? product.k : product.n, product));
    pointers.d = trial.buffer(extent(product.d, product.m, product.n, product));
    if (product.addend == MatrixProduct::Addend::kMatrix)
      pointers.c = trial.buffer(extent(product.c, product.m, product.n, product));
    if (product.addend == MatrixProduct::Addend::kRow)
      pointers.c = trial.buffer(buffer_bytes(product.dtype, product.n));
    std::byte* workspace = trial.buffer(kMaxWorkspace);

    std::optional<Algorithm> fastest;
    float shortest = std::numeric_limits<float>::infinity();
    for (const Algorithm& candidate : candidates) {
      const float time = trial.milliseconds(
          [&](cudaStream_t stream) {
            return problem.enqueue(stream, pointers, candidate, workspace) == CUBLAS_STATUS_SUCCESS;
          },
          shortest);
      if (time >= shortest) continue;
      shortest = time;
      fastest = candidate;
    }
    return fastest;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kLimit) throw;
    return std::nullopt;
  }

  int device_id_;
  bool use_tf32_;
  std::shared_ptr<Allocator> memory_;
  std::once_flag started_;
  std::shared_ptr<const LtLibrary> library_;
  std::optional<AlgorithmCache> algorithms_;
};

}  // namespace

std::shared_ptr<Blas> make_cublaslt(const ProviderOptions& options, std::shared_ptr<Allocator> memory) {
  return std::make_shared<CublasLt>(options, std::move(memory));
}

}  // namespace ort::cuda
