#include "apps/ortool/capability/machine_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "ort/environment.h"

namespace ortool {
namespace {

struct ProviderState {
  std::string name;
  bool available;
  std::string reason;  ///< why it is not available
};

std::vector<ProviderState> provider_states() {
  const std::vector<std::string> available = ort::get_available_providers();
  std::vector<ProviderState> states;
  for (const std::string& name : ort::get_all_providers()) {
    const bool is_there = std::find(available.begin(), available.end(), name) != available.end();
    states.push_back({name, is_there, is_there ? "" : "this build has no such provider"});
  }
  for (const std::string& name : available) {
    const bool is_listed =
        std::any_of(states.begin(), states.end(), [&](const ProviderState& state) { return state.name == name; });
    if (!is_listed) states.push_back({name, true, ""});
  }
  return states;
}

std::string gibibytes(int64_t bytes) { return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1 << 30)); }

std::string cpu_counts(const Machine& machine) {
  std::string text = fmt::format("{} online, {} usable by this process", machine.online_cpus, machine.usable_cpus);
  if (machine.cpu_quota) text += fmt::format(", quota of {:.2f} by the cgroup", *machine.cpu_quota);
  return text;
}

std::string memory_amounts(const Machine& machine) {
  std::string text =
      fmt::format("{}, {} available", gibibytes(machine.memory_bytes), gibibytes(machine.available_memory_bytes));
  if (machine.memory_quota_bytes)
    text += fmt::format(", limit of {} by the cgroup", gibibytes(*machine.memory_quota_bytes));
  return text;
}

template <class T>
nlohmann::ordered_json or_null(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

}  // namespace

std::string machine_text(const Machine& machine) {
  std::string text;
  const auto line = [out = std::back_inserter(text)](std::string_view label, const std::string& value) {
    fmt::format_to(out, "{:<13} {}\n", label, value.empty() ? "unknown" : value);
  };
  line("libort", fmt::format("{} ({})", ort::get_version_string(), ort::get_build_info()));
  line("system", machine.system);
  line("cpu", machine.cpu);
  line("cpus", cpu_counts(machine));
  line("instructions", fmt::format("{}", fmt::join(machine.instructions, " ")));
  line("kernels use", ort::get_isa());
  line("caches", fmt::format("{}", fmt::join(machine.caches, ", ")));
  line("governor", machine.governor);
  line("memory", memory_amounts(machine));
  text += "\nproviders, in order of priority\n";
  for (const ProviderState& state : provider_states()) {
    fmt::format_to(std::back_inserter(text), "  {:<32} {}\n", state.name, state.available ? "available" : state.reason);
  }
  return text;
}

nlohmann::ordered_json machine_json(const Machine& machine) {
  nlohmann::ordered_json report = {{"schema", "ortool.check-backend/1"},
                                   {"version", ort::get_version_string()},
                                   {"build_info", ort::get_build_info()},
                                   {"device", ort::get_device()},
                                   {"isa", ort::get_isa()}};
  report["machine"] = {{"system", machine.system},
                       {"cpu", machine.cpu},
                       {"instruction_sets", machine.instructions},
                       {"online_cpus", machine.online_cpus},
                       {"usable_cpus", machine.usable_cpus},
                       {"cpu_quota", or_null(machine.cpu_quota)},
                       {"caches", machine.caches},
                       {"governor", machine.governor},
                       {"memory_bytes", machine.memory_bytes},
                       {"available_memory_bytes", machine.available_memory_bytes},
                       {"memory_quota_bytes", or_null(machine.memory_quota_bytes)}};
  auto& providers = report["providers"] = nlohmann::ordered_json::array();
  for (const ProviderState& state : provider_states()) {
    providers.push_back({{"name", state.name}, {"available", state.available}, {"reason", state.reason}});
  }
  return report;
}

}  // namespace ortool
