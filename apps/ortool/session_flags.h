#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ort/options.h"
#include "ort/session.h"

namespace CLI {
class App;
}

namespace ortool {

/// The flags about sessions that run, bench and profile share. The accessors throw ort::Error (usage) for values that
/// make no sense.
class SessionFlags {
 public:
  /// Adds --providers, --strict, --opt, --threads, --isa, --memory-limit, --dim and --timeout.
  void add_to(CLI::App& command);

  /// Sets a flag by its name without the dashes ("threads", "opt", "isa", "providers", "memory-limit", "dim"), as if it
  /// stood on the command line; "dim" adds one. Throws ort::Error (usage) for a value that makes no sense.
  void set(std::string_view name, std::string_view value);

  /// Throws what the accessors throw, before anything is loaded.
  void check() const;

  /// Settings for a session; also sets the instruction set of the process, which throws ort::Error (provider) for one
  /// that the machine lacks.
  ort::SessionOptions session_options() const;

  /// The named providers in order. Throws ort::Error: usage for a name that nobody knows; with --strict, provider for
  /// one that this build lacks.
  std::vector<ort::ProviderSpec> providers() const;

  /// Values of --dim by symbol.
  std::map<std::string, int64_t> dims() const;

  std::optional<std::chrono::duration<double>> timeout() const;

  /// "all", "none", ...
  const std::string& optimization() const { return optimization_; }

  /// With --strict: throws ort::Error (provider) that lists the nodes which run on a provider that was not named.
  void check_placements(const ort::InferenceSession& session) const;

 private:
  std::string providers_;
  bool is_strict_ = false;
  std::string optimization_ = "all";
  int threads_ = 0;
  std::string isa_ = "auto";
  std::string memory_limit_;
  std::vector<std::string> dims_;
  std::string timeout_;
};

/// "cuda:{device_id=1,tf32=0},cpu" -> names as written, with their options. Throws ort::Error (usage) that tells the
/// character where it goes wrong.
std::vector<ort::ProviderSpec> parse_providers(const std::string& text);

}  // namespace ortool
