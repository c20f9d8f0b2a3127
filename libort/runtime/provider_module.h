#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libort/runtime/device_access.h"
#include "libort/runtime/provider.h"
#include "ort/provider_report.h"

namespace ort {

/// What a session tells the provider that it asks for.
struct ProviderRequest {
  std::map<std::string, std::string> options;
  std::function<void(const std::string&)> warn;  ///< for options without effect and the like
};

/// A provider in a shared library of its own, which is loaded when somebody asks for it.
class ProviderModule {
 public:
  virtual ~ProviderModule() = default;
  /// Throws (usage) for options that cannot be, and (provider) when this machine cannot run it.
  virtual std::shared_ptr<ExecutionProvider> make_provider(const ProviderRequest& request) = 0;
  /// The kernels that its providers have, device or not.
  virtual const KernelRegistry& kernels() = 0;
  /// Looks at drivers, libraries and devices; never throws for what is missing.
  virtual ProviderReport report() = 0;
  /// Values on device `id` outside of sessions. Throws (provider) when there is none.
  virtual std::shared_ptr<DeviceAccess> device_access(int id) = 0;
};

/// Name and type of the function that a module exports: gives its module, or null when it was built for another
/// interface than `interface_version`.
inline constexpr const char* kProviderModuleEntry = "ort_provider_module";
inline constexpr int kProviderModuleInterface = 1;
using ProviderModuleEntry = ProviderModule* (*)(int interface_version);

/// A module, or the sentence why there is none.
struct LoadedModule {
  ProviderModule* module = nullptr;
  std::string reason;
  std::string path;  ///< of the library
};

/// The module of a provider ("CUDAExecutionProvider"), loaded once for the process: the library lib<stem>.so that
/// stands beside libort, in the folder provider modules are installed to, or at the path that the environment variable
/// ORT_CUDA_MODULE names. Thread-safe.
const LoadedModule& provider_module(std::string_view provider);

/// Reports of all providers that come as modules. Looks for drivers and devices.
std::vector<ProviderReport> provider_reports();

}  // namespace ort
