#include "libort/runtime/provider_module.h"

#include <dlfcn.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <mutex>

#include "libort/core/text.h"

namespace ort {
namespace {

struct KnownModule {
  std::string_view provider;
  std::string_view library;
  const char* path_variable;  ///< environment variable that names the file instead
};

constexpr std::array<KnownModule, 1> kModules = {{{"CUDAExecutionProvider", "libort_cuda.so", "ORT_CUDA_MODULE"}}};

/// The file that holds this code: libort itself.
std::filesystem::path own_library() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_library), &info) == 0 || info.dli_fname == nullptr) return {};
  return std::filesystem::path(info.dli_fname);
}

std::filesystem::path module_path(const KnownModule& known) {
  const char* given = std::getenv(known.path_variable);
  if (given != nullptr && *given != '\0') return given;
  return own_library().parent_path() / known.library;
}

LoadedModule load(const KnownModule& known) {
  const std::filesystem::path path = module_path(known);
  LoadedModule loaded;
  loaded.path = path.string();
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    loaded.reason = "this build does not have it: " + printable(loaded.path) + " is not there";
    return loaded;
  }
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    loaded.reason = "its library cannot be loaded: " + printable(dlerror());
    return loaded;
  }
  const auto entry = reinterpret_cast<ProviderModuleEntry>(dlsym(library, kProviderModuleEntry));
  if (entry != nullptr) loaded.module = entry(kProviderModuleInterface);
  if (loaded.module == nullptr) {
    loaded.reason = printable(loaded.path) + " is no provider module for this version of libort";
  }
  return loaded;
}

}  // namespace

const LoadedModule& provider_module(std::string_view provider) {
  static const LoadedModule none{nullptr, "no module is known for it", {}};
  static std::mutex mutex;
  static std::array<std::unique_ptr<const LoadedModule>, kModules.size()> loaded;
  const std::lock_guard lock(mutex);
  for (std::size_t i = 0; i < kModules.size(); ++i) {
    if (kModules[i].provider != provider) continue;
    if (!loaded[i]) loaded[i] = std::make_unique<const LoadedModule>(load(kModules[i]));
    return *loaded[i];
  }
  return none;
}

std::vector<ProviderReport> provider_reports() {
  std::vector<ProviderReport> reports;
  for (const KnownModule& known : kModules) {
    const LoadedModule& loaded = provider_module(known.provider);
    ProviderReport report;
    if (loaded.module != nullptr) {
      report = loaded.module->report();
    } else {
      report.reason = loaded.reason;
    }
    report.provider = known.provider;
    report.module = loaded.path;
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace ort
