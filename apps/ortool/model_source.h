#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ort/environment.h"
#include "ort/session.h"

namespace ortool {

/// The MODEL argument: a file, or "-" for standard input (read once, when the object is made).
class ModelSource {
 public:
  /// Throws ort::Error: file, limit.
  explicit ModelSource(std::string argument);

  /// "-" is "standard input".
  const std::string& name() const { return name_; }

  /// What the constructor of InferenceSession throws.
  ort::InferenceSession load(const ort::SessionOptions& options, const std::vector<ort::ProviderSpec>& providers) const;

  /// What `ort::inspect_model` and `ort::unsupported_node_models` return and throw.
  ort::ModelSummary inspect(const ort::SessionOptions& options = {},
                            const std::vector<ort::ProviderSpec>& providers = {}) const;
  std::vector<ort::NodeModel> unsupported_node_models(const ort::SessionOptions& options,
                                                      const std::vector<ort::ProviderSpec>& providers) const;

  /// Size and FNV-1a hash of the bytes of the model (not of external data), to tell whether two files are the same:
  /// "22629-9f2c41b7a0d3e586". Throws ort::Error (file).
  std::string fingerprint() const;

  /// Throws ort::Error (usage) with a suggestion for a name that is no symbolic dimension of the inputs.
  void check_dims(const std::map<std::string, int64_t>& dims) const;

 private:
  std::string name_;
  bool is_standard_input_;
  std::vector<std::byte> bytes_;
};

}  // namespace ortool
