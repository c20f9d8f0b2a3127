#include <array>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/runtime/provider_module.h"
#include "providers/cuda/cuda_error.h"
#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

/// "" when a device can be used; else what is missing.
std::string missing_device() {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error == cudaSuccess && count > 0) return {};
  cudaGetLastError();
  int needed = 0;
  int driver = 0;
  cudaRuntimeGetVersion(&needed);
  cudaDriverGetVersion(&driver);
  if (driver == 0) {
    return "no CUDA driver was found: libcuda.so.1 is not in the loader's folders (LD_LIBRARY_PATH, ldconfig); CUDA " +
           version_text(needed) + " or later is needed";
  }
  if (error == cudaErrorInsufficientDriver) {
    return "the CUDA driver is too old: it supports CUDA " + version_text(driver) + ", needed is " +
           version_text(needed);
  }
  const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
  return "no CUDA device: " + std::string(error == cudaSuccess ? "the driver lists none" : cudaGetErrorString(error)) +
         (visible == nullptr ? "" : " (CUDA_VISIBLE_DEVICES is \"" + printable(visible) + "\")");
}

DeviceReport describe_device(int id) {
  DeviceReport report{.type = "cuda", .id = id, .name = {}, .properties = {}};
  cudaDeviceProp properties{};
  if (cudaGetDeviceProperties(&properties, id) != cudaSuccess) {
    cudaGetLastError();
    return report;
  }
  report.name = properties.name;
  report.properties["compute_capability"] = std::to_string(properties.major) + "." + std::to_string(properties.minor);
  report.properties["memory_bytes"] = std::to_string(properties.totalGlobalMem);
  report.properties["multiprocessors"] = std::to_string(properties.multiProcessorCount);
  return report;
}

/// Values on the device outside of sessions: memory without a limit, copies that are waited for.
class Access final : public DeviceAccess {
 public:
  explicit Access(int id) : provider_(with_device(id)), device_(provider_.device()), pinned_(pinned_memory()) {}

  const Device& device() const override { return device_; }
  std::shared_ptr<Allocator> allocator() override { return provider_.allocator(); }
  std::shared_ptr<Allocator> pinned_allocator() override { return pinned_; }
  void copy(const Tensor& source, Tensor& target) override {
    const std::unique_ptr<Stream> stream = provider_.make_stream();
    stream->copy(source, target);
    stream->synchronize();
  }

 private:
  static ProviderOptions with_device(int id) {
    ProviderOptions options;
    options.device_id = id;
    return options;
  }

  CudaProvider provider_;
  Device device_;
  std::shared_ptr<Allocator> pinned_;
};

class CudaModule final : public ProviderModule {
 public:
  std::shared_ptr<ExecutionProvider> make_provider(const ProviderRequest& request) override {
    const ProviderOptions options = parse_options(request.options);
    require_device();
    for (const std::string& name : options_without_effect(request.options)) {
      if (request.warn) request.warn("CUDAExecutionProvider: the option " + name + " has no effect in this version");
    }
    return std::make_shared<CudaProvider>(options);
  }

  const KernelRegistry& kernels() override { return kernel_registry(); }

  ProviderReport report() override {
    ProviderReport report;
    report.reason = missing_device();
    report.usable = report.reason.empty();
    int driver = 0;
    if (cudaDriverGetVersion(&driver) != cudaSuccess) cudaGetLastError();
    report.libraries.push_back({.name = "libcuda.so.1",
                                .found = driver != 0,
                                .version = driver == 0 ? "" : version_text(driver),
                                .location = driver == 0 ? "the loader's folders (LD_LIBRARY_PATH, ldconfig)" : ""});
    for (LibraryReport& library : math_library_reports()) report.libraries.push_back(std::move(library));
    int count = 0;
    if (report.usable) cudaGetDeviceCount(&count);
    for (int id = 0; id < count; ++id) report.devices.push_back(describe_device(id));
    return report;
  }

  std::shared_ptr<DeviceAccess> device_access(int id) override {
    require_device();
    int count = 0;
    check(cudaGetDeviceCount(&count), "counting devices");
    if (id < 0 || id >= count) {
      fail_usage("The provided device id doesn't match any available GPUs on the machine. (" + std::to_string(id) +
                 " was asked for, " + std::to_string(count) + " are there)");
    }
    return std::make_shared<Access>(id);
  }

 private:
  static void require_device() {
    check_usable();
    const std::string missing = missing_device();
    if (!missing.empty()) fail_provider(missing);
  }
};

}  // namespace
}  // namespace ort::cuda

extern "C" ort::ProviderModule* ort_provider_module(int interface_version) {
  static ort::cuda::CudaModule module;
  return interface_version == ort::kProviderModuleInterface ? &module : nullptr;
}
