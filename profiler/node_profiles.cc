#include "profiler/node_profiles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

namespace ort::profiler {
namespace {

constexpr double kNanoseconds = 1e-3;  // in microseconds

/// Sum of what is known (not negative), and how often it was.
struct KnownMean {
  double sum = 0;
  int64_t count = 0;

  void add(double value) {
    if (value < 0) return;
    sum += value;
    ++count;
  }
  std::optional<double> mean() const {
    return count == 0 ? std::nullopt : std::optional(sum / static_cast<double>(count));
  }
};

struct Samples {
  std::vector<double> call_us;
  std::vector<double> run_us;
  std::vector<std::size_t> run_calls;
  KnownMean operations;
  KnownMean bytes_read;
  KnownMean bytes_written;
  double wait_us = 0;
  std::vector<double> device_run_us;  ///< in each measured run; empty: no device tells times
};

/// Puts the time on the device in the place of the time on the host, which only starts the work. What a run took there
/// is shared out among its calls.
void count_device_time(Samples& samples) {
  samples.run_us = samples.device_run_us;
  samples.call_us.clear();
  for (std::size_t run = 0; run < samples.run_calls.size(); ++run) {
    const std::size_t calls = samples.run_calls[run];
    samples.call_us.insert(samples.call_us.end(), calls,
                           calls == 0 ? 0 : samples.run_us[run] / static_cast<double>(calls));
  }
}

std::vector<Samples> gather(const Trace& trace, const MeasuredRuns& runs, const std::vector<Nesting>& nesting) {
  std::vector<Samples> samples(trace.nodes.size());
  for (std::size_t i = 0; i < trace.node_events.size(); ++i) {
    const NodeEvent& event = trace.node_events[i];
    const int32_t run = runs.position(event.run);
    if (run < 0) continue;
    Samples& node = samples[event.node];
    const double self_us = static_cast<double>(nesting[i].self_ns) * kNanoseconds;
    node.run_us.resize(runs.count());
    node.run_us[static_cast<std::size_t>(run)] += self_us;
    node.run_calls.resize(runs.count());
    ++node.run_calls[static_cast<std::size_t>(run)];
    node.call_us.push_back(self_us);
    node.operations.add(event.operations);
    node.bytes_read.add(event.bytes_read);
    node.bytes_written.add(event.bytes_written);
    node.wait_us += static_cast<double>(event.wait_ns) * kNanoseconds;
  }
  std::map<std::string_view, std::size_t> by_name;
  for (std::size_t i = 0; i < trace.nodes.size(); ++i) by_name.emplace(trace.nodes[i].name, i);
  for (const DeviceEvent& event : trace.device_events) {
    const auto node = by_name.find(event.parent);
    const int32_t run = runs.position(event.run);
    if (run < 0 || node == by_name.end()) continue;
    std::vector<double>& device_run_us = samples[node->second].device_run_us;
    device_run_us.resize(runs.count());
    device_run_us[static_cast<std::size_t>(run)] += static_cast<double>(event.dur_ns) * kNanoseconds;
  }
  return samples;
}

NodeProfile profile_of(const TracedNode& traced, Samples& samples) {
  NodeProfile node;
  node.node = traced;
  node.call_us = summarize(samples.call_us);
  node.calls = static_cast<int64_t>(samples.call_us.size());
  const auto calls = static_cast<double>(node.calls);
  for (const double us : samples.run_us) node.total_us += us;
  node.run_us = std::move(samples.run_us);
  node.operations = samples.operations.mean();
  node.bytes_read = samples.bytes_read.mean();
  node.bytes_written = samples.bytes_written.mean();
  if (samples.wait_us > 0) node.wait_us = samples.wait_us / calls;
  return node;
}

/// Sorts by `total_us`, longest first, and sets the shares.
template <typename Entry>
void rank(std::vector<Entry>& entries) {
  std::ranges::stable_sort(entries, std::ranges::greater(), &Entry::total_us);
  double all = 0;
  for (const Entry& entry : entries) all += entry.total_us;
  double sum = 0;
  for (Entry& entry : entries) {
    sum += entry.total_us;
    entry.percent = all > 0 ? 100 * entry.total_us / all : 0;
    entry.cumulative_percent = all > 0 ? 100 * sum / all : 0;
  }
}

bool is_copy(const TracedNode& node) {
  constexpr std::array<std::string_view, 3> kOperators = {"Copy", "MemcpyFromHost", "MemcpyToHost"};
  return std::ranges::find(kOperators, node.op_type) != kOperators.end();
}

std::string direction_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kDirections = {{
      {"MemcpyHostToDevice", "host to device"},
      {"MemcpyDeviceToHost", "device to host"},
      {"MemcpyDeviceToDevice", "device to device"},
      {"MemcpyFromHost", "host to device"},
      {"MemcpyToHost", "device to host"},
  }};
  for (const auto& [prefix, direction] : kDirections) {
    if (name.starts_with(prefix)) return std::string(direction);
  }
  return {};
}

}  // namespace

std::vector<NodeProfile> node_profiles(const Trace& trace, const MeasuredRuns& runs,
                                       const std::vector<Nesting>& nesting) {
  std::vector<Samples> samples = gather(trace, runs, nesting);
  std::vector<NodeProfile> profiles;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].call_us.empty()) continue;
    const double host_us = summarize(samples[i].call_us).mean;
    const bool has_device_time = !samples[i].device_run_us.empty();
    if (has_device_time) count_device_time(samples[i]);
    profiles.push_back(profile_of(trace.nodes[i], samples[i]));
    if (has_device_time) {
      profiles.back().device_us = profiles.back().call_us.mean;
      profiles.back().host_us = host_us;
    }
    profiles.back().order = i;
  }
  rank(profiles);
  return profiles;
}

std::vector<OperatorProfile> operator_profiles(const std::vector<NodeProfile>& nodes) {
  struct Group {
    OperatorProfile profile;
    double squares = 0;  // of the times of the calls, in square microseconds
  };
  std::map<std::pair<std::string_view, std::string_view>, Group> groups;
  for (const NodeProfile& node : nodes) {
    Group& group = groups[{node.node.op_type, node.node.provider}];
    group.profile.op_type = node.node.op_type;
    group.profile.provider = node.node.provider;
    group.profile.calls += node.calls;
    group.profile.total_us += node.total_us;
    ++group.profile.nodes;
    const double calls = static_cast<double>(node.calls);
    group.squares +=
        (calls - 1) * node.call_us.stddev * node.call_us.stddev + calls * node.call_us.mean * node.call_us.mean;
  }
  std::vector<OperatorProfile> profiles;
  for (const auto& [key, group] : groups) {
    OperatorProfile profile = group.profile;
    const auto calls = static_cast<double>(profile.calls);
    profile.avg_us = profile.total_us / calls;
    const double spread = group.squares - calls * profile.avg_us * profile.avg_us;
    if (profile.calls > 1) profile.stddev_us = std::sqrt(std::max(0.0, spread / (calls - 1)));
    profiles.push_back(std::move(profile));
  }
  rank(profiles);
  return profiles;
}

std::vector<CopyProfile> copy_profiles(const Trace& trace, const MeasuredRuns& runs) {
  struct Group {
    CopyProfile profile;
    KnownMean bytes;
    bool is_node = false;
    double device_us = 0;
  };
  std::map<std::string, Group> groups;
  const auto add = [](Group& group, const std::string& name, int64_t duration_ns) {
    group.profile.name = name;
    ++group.profile.calls;
    group.profile.total_us += static_cast<double>(duration_ns) * kNanoseconds;
  };
  for (const NodeEvent& event : trace.node_events) {
    const TracedNode& node = trace.nodes[event.node];
    if (runs.position(event.run) < 0 || !is_copy(node)) continue;
    Group& group = groups[node.name];
    group.is_node = true;
    group.profile.direction = direction_of(node.op_type);
    group.bytes.add(event.bytes_written);
    add(group, node.name, event.dur_ns);
  }
  for (const DeviceEvent& event : trace.device_events) {
    if (runs.position(event.run) < 0 || !event.is_copy) continue;
    const std::string& name = event.parent.empty() ? event.name : event.parent;
    Group& group = groups[name];
    group.profile.direction = direction_of(event.name);
    if (!group.is_node || group.bytes.count == 0) group.bytes.add(event.bytes);
    group.device_us += static_cast<double>(event.dur_ns) * kNanoseconds;
    if (!group.is_node) add(group, name, event.dur_ns);
  }
  std::vector<CopyProfile> copies;
  for (auto& [name, group] : groups) {
    group.profile.bytes = group.bytes.mean();
    if (group.device_us > 0) group.profile.total_us = group.device_us;
    copies.push_back(std::move(group.profile));
  }
  std::ranges::stable_sort(copies, std::ranges::greater(), &CopyProfile::total_us);
  return copies;
}

}  // namespace ort::profiler
