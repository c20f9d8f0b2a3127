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

/// The CPU provider, the providers that come as modules, and the names of ONNX Runtime's that libort has not.
std::vector<ort::ProviderReport> provider_states() {
  const std::vector<ort::ProviderReport> modules = ort::get_provider_reports();
  std::vector<ort::ProviderReport> states;
  for (const std::string& name : ort::get_all_providers()) {
    const auto module = std::ranges::find(modules, name, &ort::ProviderReport::provider);
    if (module != modules.end()) {
      states.push_back(*module);
      continue;
    }
    ort::ProviderReport state;
    state.provider = name;
    state.usable = name == "CPUExecutionProvider";
    if (!state.usable) state.reason = "libort has no such provider";
    states.push_back(std::move(state));
  }
  return states;
}

void add_provider_text(std::string& text, const ort::ProviderReport& state) {
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "  {:<32} {}\n", state.provider, state.usable ? "available" : state.reason);
  for (const ort::LibraryReport& library : state.libraries) {
    fmt::format_to(out, "    {:<30} {}\n", library.name,
                   library.found ? fmt::format("{} {}", library.version, library.location)
                                 : fmt::format("not found in {}", library.location));
  }
  for (const ort::DeviceReport& device : state.devices) {
    fmt::format_to(out, "    {:<30} {}", fmt::format("{}:{}", device.type, device.id), device.name);
    for (const auto& [key, value] : device.properties) fmt::format_to(out, ", {} {}", key, value);
    text += '\n';
  }
}

nlohmann::ordered_json provider_json(const ort::ProviderReport& state) {
  nlohmann::ordered_json libraries = nlohmann::ordered_json::array();
  for (const ort::LibraryReport& library : state.libraries) {
    libraries.push_back({{"name", library.name},
                         {"found", library.found},
                         {"version", library.version},
                         {library.found ? "path" : "searched", library.location}});
  }
  nlohmann::ordered_json devices = nlohmann::ordered_json::array();
  for (const ort::DeviceReport& device : state.devices) {
    devices.push_back(
        {{"type", device.type}, {"id", device.id}, {"name", device.name}, {"properties", device.properties}});
  }
  return {{"name", state.provider}, {"available", state.usable}, {"reason", state.reason},
          {"module", state.module}, {"libraries", libraries},    {"devices", devices}};
}

std::string gibibytes(int64_t bytes) { return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1 << 30)); }

/// How many, and how they were counted.
std::string cpu_counts(const ort::CpuCount& cpus) {
  std::string text = fmt::format("{} usable: {} online, {} by affinity", cpus.usable, cpus.online, cpus.affinity);
  return text + (cpus.quota ? fmt::format(", quota of {:.2f} by the cgroup", *cpus.quota) : ", no quota by the cgroup");
}

std::string cache_text(const ort::CpuCache& cache) {
  const std::string type = cache.type == "Unified" ? "" : cache.type == "Data" ? "d" : "i";
  const bool whole_mebibytes = cache.bytes >= (1 << 20) && cache.bytes % (1 << 20) == 0;
  const std::string size =
      whole_mebibytes ? fmt::format("{} MiB", cache.bytes >> 20) : fmt::format("{} KiB", cache.bytes >> 10);
  return fmt::format("L{}{} {}{}", cache.level, type, size,
                     cache.shared_by > 1 ? fmt::format(" (for {} cpus)", cache.shared_by) : "");
}

std::string caches_text(const Machine& machine) {
  std::vector<std::string> caches;
  for (const ort::CpuCache& cache : machine.caches) caches.push_back(cache_text(cache));
  return fmt::format("{}", fmt::join(caches, ", "));
}

nlohmann::ordered_json caches_json(const Machine& machine) {
  nlohmann::ordered_json caches = nlohmann::ordered_json::array();
  for (const ort::CpuCache& cache : machine.caches) {
    caches.push_back(
        {{"level", cache.level}, {"type", cache.type}, {"bytes", cache.bytes}, {"shared_by", cache.shared_by}});
  }
  return caches;
}

nlohmann::ordered_json numa_json(const Machine& machine) {
  nlohmann::ordered_json nodes = nlohmann::ordered_json::array();
  for (const NumaNode& node : machine.numa_nodes) {
    nodes.push_back({{"id", node.id}, {"cpus", node.cpus}, {"memory_bytes", node.memory_bytes}});
  }
  return nodes;
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
  line("cpus", cpu_counts(machine.cpus));
  line("instructions", fmt::format("{}", fmt::join(machine.instructions, " ")));
  line("kernels use", ort::get_isa());
  line("caches", caches_text(machine));
  line("governor", machine.governor);
  line("memory", memory_amounts(machine));
  for (const NumaNode& node : machine.numa_nodes) {
    line(fmt::format("numa node {}", node.id), fmt::format("cpus {}, {}", node.cpus, gibibytes(node.memory_bytes)));
  }
  text += "\nproviders, in order of priority\n";
  for (const ort::ProviderReport& state : provider_states()) add_provider_text(text, state);
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
                       {"online_cpus", machine.cpus.online},
                       {"affinity_cpus", machine.cpus.affinity},
                       {"cpu_quota", or_null(machine.cpus.quota)},
                       {"usable_cpus", machine.cpus.usable},
                       {"caches", caches_json(machine)},
                       {"numa_nodes", numa_json(machine)},
                       {"governor", machine.governor},
                       {"memory_bytes", machine.memory_bytes},
                       {"available_memory_bytes", machine.available_memory_bytes},
                       {"memory_quota_bytes", or_null(machine.memory_quota_bytes)}};
  auto& providers = report["providers"] = nlohmann::ordered_json::array();
  for (const ort::ProviderReport& state : provider_states()) providers.push_back(provider_json(state));
  return report;
}

}  // namespace ortool
