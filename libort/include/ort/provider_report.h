#pragma once

#include <map>
#include <string>
#include <vector>

namespace ort {

/// A shared library that a provider needs.
struct LibraryReport {
  std::string name;  ///< "libcublasLt.so.13"
  bool found = false;
  std::string version;   ///< as the library says it; empty when it was not found or says none
  std::string location;  ///< path of the file, or the folders where it was looked for
};

/// A device as its driver describes it.
struct DeviceReport {
  std::string type;  ///< "cuda"
  int id = 0;
  std::string name;                               ///< "NVIDIA H200"
  std::map<std::string, std::string> properties;  ///< "compute_capability": "9.0", "memory_bytes": "150000000000", ...
};

/// Whether a provider can work on this machine, and why not.
struct ProviderReport {
  std::string provider;  ///< "CUDAExecutionProvider"
  bool usable = false;
  std::string module;  ///< path of the library that holds the provider
  std::string reason;  ///< a sentence when it is not usable: what is missing and where it was looked for
  std::vector<LibraryReport> libraries;
  std::vector<DeviceReport> devices;
};

}  // namespace ort
