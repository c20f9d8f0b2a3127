#include "libort/session/provider_list.h"

#include <algorithm>
#include <array>

#include "libort/core/text.h"
#include "libort/runtime/provider_module.h"
#include "ort/environment.h"
#include "providers/cpu/cpu_provider.h"

namespace ort {
namespace {

constexpr std::string_view kCpu = "CPUExecutionProvider";

/// ONNX Runtime's list in its order of priority.
constexpr std::array<std::string_view, 22> kAllProviders = {"TensorrtExecutionProvider", "CUDAExecutionProvider",
                                                            "MIGraphXExecutionProvider", "ROCMExecutionProvider",
                                                            "OpenVINOExecutionProvider", "DnnlExecutionProvider",
                                                            "VitisAIExecutionProvider",  "QNNExecutionProvider",
                                                            "NnapiExecutionProvider",    "VSINPUExecutionProvider",
                                                            "JsExecutionProvider",       "CoreMLExecutionProvider",
                                                            "ArmNNExecutionProvider",    "ACLExecutionProvider",
                                                            "DmlExecutionProvider",      "RknpuExecutionProvider",
                                                            "WebNNExecutionProvider",    "WebGpuExecutionProvider",
                                                            "XnnpackExecutionProvider",  "CANNExecutionProvider",
                                                            "AzureExecutionProvider",    kCpu};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::shared_ptr<ExecutionProvider> own_provider(const SessionOptions& options, std::string_view name) {
  for (const auto& provider : options.own_providers()) {
    if (provider->name() == name) return provider;
  }
  return nullptr;
}

bool forbids_fallback(const SessionOptions& options) {
  return options.has_session_config_entry("session.disable_cpu_ep_fallback") &&
         options.get_session_config_entry("session.disable_cpu_ep_fallback") == "1";
}

void reject_options(const ProviderSpec& spec) {
  if (!spec.options.empty()) fail_usage("Unknown provider option: \"" + printable(spec.options.begin()->first) + "\".");
}

/// What a missing provider means: the next one in the list, with a warning, or the end.
void report_missing(const std::string& name, const std::string& reason, const SessionOptions& options,
                    const Logger& logger) {
  const std::string what = name + " was asked for, but it cannot be used: " + reason;
  if (forbids_fallback(options)) fail_provider(what);
  logger.warning(what + ". The next provider in the list is used instead.");
}

/// The provider of a module; null after a warning when this machine or this build does not have it.
std::shared_ptr<ExecutionProvider> provider_of_module(const std::string& name, const ProviderSpec& spec,
                                                      const SessionOptions& options, const Logger& logger) {
  const LoadedModule& loaded = provider_module(name);
  if (loaded.module == nullptr) {
    report_missing(name, loaded.reason + ". Available providers: " + join(get_available_providers()), options, logger);
    return nullptr;
  }
  try {
    return loaded.module->make_provider({spec.options, [&](const std::string& text) { logger.warning(text); }});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kProvider) throw;
    report_missing(name, error.what(), options, logger);
    return nullptr;
  }
}

}  // namespace

ProviderList make_providers(const std::vector<ProviderSpec>& specs, const SessionOptions& options,
                            const std::shared_ptr<Allocator>& cpu_allocator, const Logger& logger) {
  ProviderList list;
  std::vector<std::string> seen;
  for (const ProviderSpec& spec : specs) {
    const std::shared_ptr<ExecutionProvider> own = own_provider(options, spec.name);
    const std::string name = own ? spec.name : provider_full_name(spec.name);
    if (name.empty()) fail_usage("Unknown Provider Type: " + printable(spec.name));
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      logger.warning("Duplicate provider '" + name + "' encountered, ignoring.");
      continue;
    }
    seen.push_back(name);
    if (own) {
      list.providers.push_back(own);
    } else if (name == kCpu) {
      reject_options(spec);
      list.providers.push_back(cpu::make_provider(cpu_allocator));
      list.cpu_was_named = true;
    } else if (auto provider = provider_of_module(name, spec, options, logger)) {
      list.providers.push_back(std::move(provider));
    }
  }
  if (list.cpu_was_named && forbids_fallback(options) && list.providers.size() > 1) {
    fail_usage(
        "Conflicting session configuration: explicitly added the CPU EP to the session, but also disabled fallback to "
        "the CPU EP via session configuration options.");
  }
  if (!list.cpu_was_named) list.providers.push_back(cpu::make_provider(cpu_allocator));
  return list;
}

std::vector<ProviderReport> get_provider_reports() { return provider_reports(); }

std::vector<std::string> get_available_providers() {
  std::vector<std::string> names;
  for (const ProviderReport& report : provider_reports()) {
    if (report.usable) names.push_back(report.provider);
  }
  names.emplace_back(kCpu);
  return names;
}

std::vector<std::string> get_all_providers() { return {kAllProviders.begin(), kAllProviders.end()}; }

std::string provider_full_name(std::string_view name) {
  for (const std::string_view full : kAllProviders) {
    const std::string_view stem = full.substr(0, full.size() - std::string_view("ExecutionProvider").size());
    if (lower(name) == lower(full) || lower(name) == lower(stem)) return std::string(full);
  }
  return {};
}

}  // namespace ort
