#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ort/enums.h"
#include "ort/options.h"
#include "ort/provider_report.h"
#include "ort/session.h"

namespace ort {

/// Providers that can work on this machine in order of priority, CPU last. Looks for the drivers of devices.
std::vector<std::string> get_available_providers();

/// What stands behind the providers beside the CPU's: drivers, libraries and devices, or what is missing and where it
/// was looked for.
std::vector<ProviderReport> get_provider_reports();

/// Every provider name that ONNX Runtime knows, in its order of priority, CPU last.
std::vector<std::string> get_all_providers();

/// "cpu" -> "CPUExecutionProvider"; full names are returned as they are. Empty for a name that nobody knows.
std::string provider_full_name(std::string_view name);

/// "ORT Build Info: git-branch=..., git-commit-id=..., build type=..., cmake cxx flags: ..."
std::string get_build_info();

/// Version of libort, "0.1.0".
std::string get_version_string();

/// "CPU", or "GPU" in a build with a CUDA provider, whether or not the machine has a device for it.
std::string get_device();

/// Instruction sets that kernels may use on this machine: "generic", "avx2" or "avx512".
std::string get_isa();

/// Highest instruction set that kernels of later sessions may use: "auto", "generic", "avx2", "avx512".
/// Throws INVALID_ARGUMENT for an unknown name, EP_FAIL for one that the machine lacks.
void set_isa(std::string_view name);

/// Seed of random operators that have no `seed` attribute, from the next run on.
void set_seed(int64_t seed);

/// Smallest level that is written. Throws INVALID_ARGUMENT "Invalid logging severity. 0:Verbose, ...".
void set_default_logger_severity(int severity);

/// Takes every log line instead of standard error; an empty function restores it.
void set_logger(std::function<void(LoggingLevel, std::string_view logid, std::string_view message)> sink);

/// An operator that this build knows and the types that the provider's kernels take.
struct OperatorSupport {
  std::string domain;
  std::string name;
  std::vector<int> versions;
  std::string provider;
  std::map<std::string, std::vector<std::string>> types;  ///< type parameter -> "tensor(float)", ... (newest version)
};

/// From the registry of a provider, sorted by domain and name; a device is not needed for it. Throws INVALID_ARGUMENT
/// for a name that nobody knows, EP_FAIL when libort or this build lacks the provider.
std::vector<OperatorSupport> get_supported_operators(std::string_view provider = "CPUExecutionProvider");

/// Optimizer passes in their order.
std::vector<std::string> optimizer_pass_names();

/// Initializers and constants of one element type.
struct ParameterSummary {
  std::string type;  ///< "float", ...
  std::size_t count = 0;
  int64_t elements = 0;
  std::size_t bytes = 0;
};

/// A file beside the model that holds data of its tensors.
struct ExternalFile {
  std::string location;  ///< as the model names it, relative to its folder
  std::size_t bytes = 0;
};

/// What stands in a model file, without making a session: for tools that look at models which cannot run here.
struct ModelSummary {
  std::vector<NodeArg> inputs;
  std::vector<NodeArg> outputs;
  std::vector<NodeArg> overridable_initializers;
  ModelMetadata metadata;
  std::map<std::string, int64_t> opsets;
  /// Of the nodes as the model has them, functions inlined; those of bodies (If, Loop, ...) behind those of the graph.
  std::vector<NodePlacement> placements;
  std::vector<ParameterSummary> parameters;  ///< by type, those with the most bytes first
  std::vector<ExternalFile> external_files;
  bool supported = false;  ///< every node has a provider
};

/// Parses, infers types and asks the providers, in order. Throws like the constructor of InferenceSession, but not for
/// nodes that nobody takes.
ModelSummary inspect_model(const std::filesystem::path& path, const SessionOptions& options = {},
                           const std::vector<ProviderSpec>& providers = {});
ModelSummary inspect_model(std::span<const std::byte> model, const SessionOptions& options = {},
                           const std::vector<ProviderSpec>& providers = {});

/// A node that no provider takes, as an ONNX model of its own: small constant inputs are initializers, all others are
/// inputs of the model.
struct NodeModel {
  std::string op_type;
  std::string domain;              ///< "" is ai.onnx
  int64_t opset = 0;               ///< version of `domain`
  std::vector<std::string> nodes;  ///< names of the nodes that are alike, but for dimensions and constants
  std::vector<std::byte> model;    ///< a ModelProto; empty where there can be none
  std::string problem;             ///< why there is none
};

/// One for each distinct node that no provider takes, in their order. Throws like `inspect_model`.
std::vector<NodeModel> unsupported_node_models(const std::filesystem::path& path, const SessionOptions& options = {},
                                               const std::vector<ProviderSpec>& providers = {});
std::vector<NodeModel> unsupported_node_models(std::span<const std::byte> model, const SessionOptions& options = {},
                                               const std::vector<ProviderSpec>& providers = {});

}  // namespace ort
