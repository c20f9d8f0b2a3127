#include "providers/cuda/cuda_libraries.h"

#include <dlfcn.h>

#include <cstdlib>
#include <mutex>

#include "libort/core/fail.h"
#include "libort/core/text.h"

namespace ort::cuda {
namespace {

std::mutex loading;

/// Folders beside those that the loader knows, in the order of the search.
std::vector<std::string> folders() {
  std::vector<std::string> list;
  for (const char* variable : {"CUDA_HOME", "CUDA_PATH"}) {
    const char* home = std::getenv(variable);
    if (home == nullptr || *home == '\0') continue;
    list.push_back(std::string(home) + "/lib64");
    list.push_back(std::string(home) + "/lib");
  }
  for (const char* folder : {"/usr/local/cuda/lib64", "/usr/local/cuda/lib", "/usr/lib/x86_64-linux-gnu"})
    list.emplace_back(folder);
  return list;
}

std::string file_of(void* address) {
  Dl_info info{};
  return dladdr(address, &info) != 0 && info.dli_fname != nullptr ? info.dli_fname : "";
}

}  // namespace

CudaLibrary::CudaLibrary(std::string name, std::string version_function)
    : name_(std::move(name)), version_function_(std::move(version_function)) {}

void CudaLibrary::load() {
  const std::lock_guard lock(loading);
  if (tried_) return;
  tried_ = true;
  handle_ = dlopen(name_.c_str(), RTLD_NOW | RTLD_LOCAL);
  searched_ = "the loader's folders (LD_LIBRARY_PATH, ldconfig)";
  for (const std::string& folder : folders()) {
    if (handle_ != nullptr) return;
    searched_ += ", " + printable(folder);
    handle_ = dlopen((folder + "/" + name_).c_str(), RTLD_NOW | RTLD_LOCAL);
  }
}

void* CudaLibrary::function(const char* name) {
  load();
  if (handle_ == nullptr) fail_provider(name_ + " was not found; searched " + searched_);
  void* address = dlsym(handle_, name);
  if (address == nullptr) fail_provider(name_ + " has no function " + name + "; it is of another version");
  return address;
}

LibraryReport CudaLibrary::report() {
  load();
  LibraryReport report{.name = name_, .found = handle_ != nullptr, .version = {}, .location = searched_};
  if (!report.found) return report;
  void* version = dlsym(handle_, version_function_.c_str());
  if (version == nullptr) return report;
  report.version = std::to_string(reinterpret_cast<std::size_t (*)()>(version)());
  report.location = file_of(version);
  return report;
}

CudaLibrary& cublaslt_library() {
  static CudaLibrary library("libcublasLt.so.13", "cublasLtGetVersion");
  return library;
}

CudaLibrary& cudnn_library() {
  static CudaLibrary library("libcudnn.so.9", "cudnnGetVersion");
  return library;
}

}  // namespace ort::cuda
