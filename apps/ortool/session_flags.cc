#include "apps/ortool/session_flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <utility>

#include "apps/ortool/errors.h"
#include "apps/ortool/memory_limit.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/suggestion.h"
#include "apps/ortool/terminal_text.h"
#include "ort/environment.h"

namespace ortool {
namespace {

using ort::GraphOptimizationLevel;

constexpr int kMostThreads = 4096;
constexpr double kLongestTimeout = 1e9;
constexpr std::size_t kMostListed = 10;
constexpr const char* kCpuProvider = "CPUExecutionProvider";

const std::map<std::string, GraphOptimizationLevel>& optimization_levels() {
  static const std::map<std::string, GraphOptimizationLevel> levels = {
      {"none", GraphOptimizationLevel::ORT_DISABLE_ALL},         {"basic", GraphOptimizationLevel::ORT_ENABLE_BASIC},
      {"extended", GraphOptimizationLevel::ORT_ENABLE_EXTENDED}, {"layout", GraphOptimizationLevel::ORT_ENABLE_LAYOUT},
      {"all", GraphOptimizationLevel::ORT_ENABLE_ALL},
  };
  return levels;
}

/// Why a provider cannot be used on this machine; nothing when it can.
std::optional<std::string> reason_against(const std::string& full_name) {
  if (full_name == kCpuProvider) return std::nullopt;
  for (const ort::ProviderReport& report : ort::get_provider_reports()) {
    if (report.provider == full_name) return report.usable ? std::nullopt : std::optional(report.reason);
  }
  return "libort has no such provider";
}

/// Throws for a name that nobody knows and, with `strict`, for a provider that cannot be used here: without it the
/// session warns and takes the next one.
void check_provider(const std::string& name, bool strict) {
  const std::string full_name = ort::provider_full_name(name);
  if (full_name.empty()) {
    std::vector<std::string> candidates = ort::get_all_providers();
    candidates.insert(candidates.end(), {"cpu", "cuda"});
    throw usage_error(fmt::format("--providers: nobody knows '{}'{}; known are cpu, cuda and {}", printable(name),
                                  did_you_mean(name, candidates), fmt::join(ort::get_all_providers(), ", ")));
  }
  const std::optional<std::string> reason = strict ? reason_against(full_name) : std::nullopt;
  if (!reason) return;
  throw ort::Error(ort::ErrorCode::kEpFail, ort::ErrorKind::kProvider,
                   fmt::format("provider '{}' cannot be used: {}", full_name, *reason));
}

}  // namespace

void SessionFlags::add_to(CLI::App& command) {
  const std::string group = "Session";
  std::vector<std::string> levels;
  for (const auto& [name, level] : optimization_levels()) levels.push_back(name);
  command.add_option("--providers", providers_, "providers in order of priority, such as cuda:{device_id=1},cpu")
      ->type_name("LIST")
      ->group(group);
  command.add_flag("--strict", is_strict_, "fail (exit code 9) when a node runs on a provider that is not named")
      ->group(group);
  command.add_option("--opt", optimization_, "graph optimization: none, basic, extended, layout or all (default)")
      ->check(CLI::IsMember(levels))
      ->type_name("LEVEL")
      ->group(group);
  command.add_option("--threads", threads_, "threads of one operator; 0 (default): from CPU affinity and cgroup quota")
      ->check(CLI::Range(0, kMostThreads))
      ->type_name("N")
      ->group(group);
  command.add_option("--isa", isa_, "highest instruction set to use: auto (default), avx512, avx2 or generic")
      ->check(CLI::IsMember({"auto", "avx512", "avx2", "generic"}))
      ->type_name("NAME")
      ->group(group);
  command
      .add_option("--memory-limit", memory_limit_,
                  "for all values of the session, such as 512M or 2G; 0: none "
                  "(default: 80 % of the memory of the machine or cgroup)")
      ->type_name("BYTES")
      ->group(group);
  command.add_option("--dim", dims_, "fix a symbolic dimension of the inputs")
      ->type_name("NAME=N")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--timeout", timeout_, "end with exit code 124 after S seconds")->type_name("S")->group(group);
}

void SessionFlags::set(std::string_view name, std::string_view value) {
  CLI::App app;
  SessionFlags changed = *this;
  changed.add_to(app);
  try {
    app.parse(std::vector<std::string>{fmt::format("--{}={}", name, value)});
  } catch (const CLI::ParseError& error) {
    throw usage_error(fmt::format("{}={}: {}", printable(name), printable(value), error.what()));
  }
  if (name == "dim") {
    const std::string symbol_and_sign = std::string(value.substr(0, value.rfind('=') + 1));
    for (const std::string& dim : dims_) {
      if (!dim.starts_with(symbol_and_sign)) changed.dims_.push_back(dim);
    }
  }
  changed.check();
  *this = std::move(changed);
}

void SessionFlags::check() const {
  dims();
  providers();
  timeout();
  if (!memory_limit_.empty()) parse_byte_count(memory_limit_, "--memory-limit");
}

ort::SessionOptions SessionFlags::session_options() const {
  ort::set_isa(isa_);
  ort::SessionOptions options;
  options.intra_op_num_threads = threads_;
  options.graph_optimization_level = optimization_levels().at(optimization_);
  options.memory_limit =
      memory_limit_.empty() ? default_memory_limit() : parse_byte_count(memory_limit_, "--memory-limit");
  for (const auto& [name, size] : dims()) options.add_free_dimension_override_by_name(name, size);
  const std::vector<ort::ProviderSpec> named = providers();
  const bool names_cpu = std::ranges::any_of(
      named, [](const ort::ProviderSpec& provider) { return ort::provider_full_name(provider.name) == kCpuProvider; });
  if (is_strict_ && !named.empty() && !names_cpu) {
    options.add_session_config_entry("session.disable_cpu_ep_fallback", "1");
  }
  return options;
}

std::vector<ort::ProviderSpec> SessionFlags::providers() const {
  if (providers_.empty()) return {};
  std::vector<ort::ProviderSpec> providers = parse_providers(providers_);
  for (const ort::ProviderSpec& provider : providers) check_provider(provider.name, is_strict_);
  return providers;
}

std::map<std::string, int64_t> SessionFlags::dims() const {
  std::map<std::string, int64_t> dims;
  for (const std::string& argument : dims_) {
    const std::size_t equals = argument.rfind('=');
    const auto size = equals == std::string::npos ? std::nullopt : to_integer(argument.substr(equals + 1));
    if (!size || *size < 0 || equals == 0) {
      throw usage_error(fmt::format("--dim '{}': written NAME=N with a whole number from 0 on", printable(argument)));
    }
    if (!dims.emplace(argument.substr(0, equals), *size).second) {
      throw usage_error(fmt::format("--dim '{}': the dimension is given twice", printable(argument)));
    }
  }
  return dims;
}

std::optional<std::chrono::duration<double>> SessionFlags::timeout() const {
  if (timeout_.empty()) return std::nullopt;
  const auto seconds = to_number(timeout_);
  if (!seconds || !(*seconds > 0) || *seconds > kLongestTimeout) {
    throw usage_error(fmt::format("--timeout '{}': a number of seconds above 0 is needed", printable(timeout_)));
  }
  return std::chrono::duration<double>(*seconds);
}

void SessionFlags::check_placements(const ort::InferenceSession& session) const {
  const std::vector<ort::ProviderSpec> named = providers();
  if (!is_strict_ || named.empty()) return;
  std::vector<std::string> fallbacks;
  for (const ort::NodePlacement& node : session.get_placements()) {
    const bool is_named = std::ranges::any_of(named, [&](const ort::ProviderSpec& provider) {
      return ort::provider_full_name(provider.name) == node.provider;
    });
    if (is_named) continue;
    fallbacks.push_back(fmt::format("'{}' ({}) on {}: {}", printable(node.name), printable(node.op_type), node.provider,
                                    printable(node.reason)));
  }
  if (fallbacks.empty()) return;
  const std::size_t count = fallbacks.size();
  fallbacks.resize(std::min(count, kMostListed));
  throw ort::Error(ort::ErrorCode::kEpFail, ort::ErrorKind::kProvider,
                   fmt::format("--strict: {} nodes run on a provider that is not named: {}{}", count,
                               fmt::join(fallbacks, "; "), count > kMostListed ? "; ..." : ""));
}

}  // namespace ortool
