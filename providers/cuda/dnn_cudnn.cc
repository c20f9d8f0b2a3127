#include "providers/cuda/dnn_cudnn.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <optional>

#include "libort/core/shape.h"
#include "ort/error.h"
#include "providers/cuda/algorithm_cache.h"
#include "providers/cuda/cudnn_engine.h"
#include "providers/cuda/device_name.h"
#include "providers/cuda/library_workspace.h"
#include "providers/cuda/trial_run.h"

namespace ort::cuda {
namespace {

constexpr std::size_t kSmallWorkspace = std::size_t{32} << 20;
constexpr std::size_t kLargeWorkspace = std::size_t{1} << 30;

/// cuDNN on one device, from the first convolution on. Its handle and its plans serve one thread at a time.
class DnnLibrary {
 public:
  explicit DnnLibrary(int device_id) {
    const CurrentDevice current(device_id);
    dnn_functions().check(dnn_functions().create(&handle_), "starting");
  }
  ~DnnLibrary() { dnn_functions().destroy(handle_); }
  DnnLibrary(const DnnLibrary&) = delete;
  DnnLibrary& operator=(const DnnLibrary&) = delete;

  /// What `use` makes of the handle, while no other thread uses it.
  template <class Use>
  auto with_handle(const Use& use) {
    const std::lock_guard lock(mutex_);
    return use(handle_);
  }

 private:
  cudnnHandle_t handle_ = nullptr;
  std::mutex mutex_;
};

/// Addresses and the descriptor that tells them to the library: made again only when they change.
class DnnArguments {
 public:
  void set(const Convolution& convolution, const ConvolutionPointers& pointers, std::byte* workspace) {
    std::vector<void*> addresses{address(pointers.x), address(pointers.w), pointers.y, workspace};
    std::vector<int64_t> names{name(DnnTensor::kX), name(DnnTensor::kW), name(DnnTensor::kY)};
    if (convolution.bias) {
      names.push_back(name(DnnTensor::kBias));
      addresses.insert(addresses.end() - 1, address(pointers.bias));
    }
    if (convolution.addend) {
      names.push_back(name(DnnTensor::kAddend));
      addresses.insert(addresses.end() - 1, address(pointers.addend));
    }
    if (pack_ && addresses == addresses_) return;
    addresses_ = addresses;
    addresses.pop_back();
    pack_.emplace(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    pack_->set(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, names);
    pack_->set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, addresses);
    pack_->set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, static_cast<void*>(workspace));
    if (!pack_->finalize()) pack_.reset();
  }

  /// Null when the library refused the addresses.
  cudnnBackendDescriptor_t get() const { return pack_ ? pack_->get() : nullptr; }

 private:
  static int64_t name(DnnTensor tensor) { return static_cast<int64_t>(tensor); }
  static void* address(const void* data) { return const_cast<void*>(data); }

  std::vector<void*> addresses_;  ///< the workspace last
  std::optional<DnnDescriptor> pack_;
};

/// A convolution with the plan of one engine.
class CudnnConvolution final : public PlannedConvolution {
 public:
  CudnnConvolution(std::shared_ptr<DnnLibrary> library, std::shared_ptr<const DnnGraph> graph,
                   const Convolution& convolution, DnnPlan plan)
      : library_(std::move(library)), graph_(std::move(graph)), convolution_(convolution), plan_(std::move(plan)) {}

  std::size_t workspace() const override { return workspace_bytes(plan_.workspace); }

  void run(cudaStream_t stream, const ConvolutionPointers& pointers, std::byte* workspace) const override {
    const cudnnStatus_t status = enqueue(stream, pointers, workspace_for_library(workspace));
    if (status != CUDNN_STATUS_SUCCESS) dnn_functions().check(status, "computing " + describe(convolution_));
  }

  /// `workspace` is aligned as the library wants it.
  cudnnStatus_t enqueue(cudaStream_t stream, const ConvolutionPointers& pointers, std::byte* workspace) const {
    const DnnFunctions& dnn = dnn_functions();
    return library_->with_handle([&](cudnnHandle_t handle) {
      const cudnnStatus_t status = dnn.set_stream(handle, stream);
      if (status != CUDNN_STATUS_SUCCESS) return status;
      arguments_.set(convolution_, pointers, workspace);
      if (arguments_.get() == nullptr) return CUDNN_STATUS_BAD_PARAM;
      return dnn.execute(handle, plan_.plan.get(), arguments_.get());
    });
  }

 private:
  std::shared_ptr<DnnLibrary> library_;
  std::shared_ptr<const DnnGraph> graph_;
  Convolution convolution_;
  DnnPlan plan_;
  mutable DnnArguments arguments_;  ///< of the thread that uses the handle
};

using Candidate = std::pair<std::string, std::shared_ptr<CudnnConvolution>>;

class Cudnn final : public Dnn {
 public:
  Cudnn(const ProviderOptions& options, std::shared_ptr<Allocator> memory)
      : options_(options), memory_(std::move(memory)) {}

  std::shared_ptr<const PlannedConvolution> plan(const Convolution& convolution) override {
    std::call_once(started_, [&] { start(); });
    const CurrentDevice current(options_.device_id);
    std::shared_ptr<const DnnGraph> graph;
    std::vector<DnnEngine> engines;
    library_->with_handle([&](cudnnHandle_t handle) {
      std::optional<DnnGraph> made = make_dnn_graph(convolution, handle);
      if (!made) return;
      graph = std::make_shared<const DnnGraph>(std::move(*made));
      engines = advised_engines(*graph, convolution.dtype, options_.cudnn_conv_algo_search, options_.use_tf32);
    });
    if (options_.cudnn_conv_algo_search == AlgoSearch::kExhaustive) return fastest(graph, convolution, engines);
    const std::vector<Candidate> first = candidates(graph, convolution, engines, 1);
    return first.empty() ? nullptr : first.front().second;
  }

 private:
  void start() {
    library_ = std::make_shared<DnnLibrary>(options_.device_id);
    algorithms_.emplace(
        algorithm_cache_file(device_name(options_.device_id) + "-cudnn-" + std::to_string(dnn_functions().version())));
  }

  std::string key(const Convolution& convolution) const {
    return describe(convolution) + (options_.use_tf32 ? ", tf32" : "") +
           (options_.cudnn_conv_use_max_workspace ? ", large workspace" : "");
  }

  std::optional<DnnPlan> plan_of(const DnnEngine& engine) const {
    return library_->with_handle([&](cudnnHandle_t handle) { return make_dnn_plan(engine, handle); });
  }

  /// The first `most` engines that can compute the problem within the limit for scratch memory.
  std::vector<Candidate> candidates(const std::shared_ptr<const DnnGraph>& graph, const Convolution& convolution,
                                    const std::vector<DnnEngine>& engines, std::size_t most) const {
    const std::size_t limit = options_.cudnn_conv_use_max_workspace ? kLargeWorkspace : kSmallWorkspace;
    std::vector<Candidate> found;
    for (const DnnEngine& engine : engines) {
      if (found.size() == most) break;
      std::optional<DnnPlan> plan = plan_of(engine);
      if (!plan || plan->workspace > limit) continue;
      found.emplace_back(engine.name,
                         std::make_shared<CudnnConvolution>(library_, graph, convolution, std::move(*plan)));
    }
    return found;
  }

  std::shared_ptr<const PlannedConvolution> fastest(const std::shared_ptr<const DnnGraph>& graph,
                                                    const Convolution& convolution,
                                                    const std::vector<DnnEngine>& engines) {
    if (const auto kept = algorithms_->find(key(convolution))) {
      const auto known =
          std::find_if(engines.begin(), engines.end(), [&](const DnnEngine& engine) { return engine.name == *kept; });
      if (known != engines.end()) {
        if (std::optional<DnnPlan> plan = plan_of(*known))
          return std::make_shared<CudnnConvolution>(library_, graph, convolution, std::move(*plan));
      }
    }
    const std::vector<Candidate> found = candidates(graph, convolution, engines, engines.size());
    if (found.size() < 2) return found.empty() ? nullptr : found.front().second;
    const std::optional<std::size_t> chosen = try_all(convolution, found);
    if (!chosen) return nullptr;
    algorithms_->store(key(convolution), found[*chosen].first);
    return found[*chosen].second;
  }

  /// The fastest, or the first when there is no memory to try them; nothing when the library refuses to run any.
  std::optional<std::size_t> try_all(const Convolution& convolution, const std::vector<Candidate>& found) try {
    TrialRun trial(options_.device_id, memory_);
    const auto buffer = [&](const std::vector<int64_t>& sizes) {
      return trial.buffer(buffer_bytes(convolution.dtype, Shape(sizes).elements()));
    };
    ConvolutionPointers pointers;
    pointers.x = buffer(convolution.x);
    pointers.w = buffer(convolution.w);
    pointers.y = buffer(convolution.y);
    if (convolution.bias) pointers.bias = buffer({convolution.y[1]});
    if (convolution.addend) pointers.addend = buffer(convolution.y);
    std::size_t workspace_size = 1;
    for (const auto& [name, candidate] : found) workspace_size = std::max(workspace_size, candidate->workspace());
    std::byte* workspace = workspace_for_library(trial.buffer(workspace_size));

    std::optional<std::size_t> chosen;
    float shortest = std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < found.size(); ++i) {
      const float time = trial.milliseconds(
          [&](cudaStream_t stream) {
            return found[i].second->enqueue(stream, pointers, workspace) == CUDNN_STATUS_SUCCESS;
          },
          shortest);
      if (time >= shortest) continue;
      shortest = time;
      chosen = i;
    }
    return chosen;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kLimit) throw;
    return 0;
  }

  ProviderOptions options_;
  std::shared_ptr<Allocator> memory_;
  std::once_flag started_;
  std::shared_ptr<DnnLibrary> library_;
  std::optional<AlgorithmCache> algorithms_;
};

}  // namespace

std::shared_ptr<Dnn> make_cudnn(const ProviderOptions& options, std::shared_ptr<Allocator> memory) {
  return std::make_shared<Cudnn>(options, std::move(memory));
}

}  // namespace ort::cuda
