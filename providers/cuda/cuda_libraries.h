#pragma once

#include <string>
#include <vector>

#include "libort/runtime/provider_module.h"

namespace ort::cuda {

/// A library of CUDA's that the provider loads when the first node needs it, so that the others work without it.
class CudaLibrary {
 public:
  /// "libcublasLt.so.13"; `version_function` names a function `size_t f()` that gives its version.
  CudaLibrary(std::string name, std::string version_function);
  ~CudaLibrary() = default;
  CudaLibrary(const CudaLibrary&) = delete;
  CudaLibrary& operator=(const CudaLibrary&) = delete;

  /// Address of a function. Throws (provider) with the folders that were searched when the library or the function is
  /// missing.
  void* function(const char* name);
  template <class F>
  F* function(const char* name) {
    return reinterpret_cast<F*>(function(name));
  }

  LibraryReport report();

 private:
  void load();

  std::string name_;
  std::string version_function_;
  void* handle_ = nullptr;
  bool tried_ = false;
  std::string searched_;
};

CudaLibrary& cublaslt_library();
CudaLibrary& cudnn_library();

}  // namespace ort::cuda
