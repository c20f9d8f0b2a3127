#include "apps/ortool/capability/hardware_report.h"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

using nlohmann::ordered_json;

constexpr double kUndisturbed = 0.9;  ///< share of the CPUs with which a measurement is good

ordered_json bandwidth_json(const ort::Bandwidth& bandwidth) {
  return {{"read_gb_s", bandwidth.read}, {"write_gb_s", bandwidth.write}, {"copy_gb_s", bandwidth.copy}};
}

ordered_json level_json(const ort::MemoryLevel& level) {
  ordered_json object = {{"level", level.name}, {"bytes", level.bytes}, {"shared", level.shared}};
  object.update(bandwidth_json(level.all_threads));
  object["one_thread"] = bandwidth_json(level.one_thread);
  return object;
}

std::string size_text(int64_t bytes) {
  if (bytes == 0) return "";
  return bytes < (1 << 20) ? fmt::format("{} KiB", bytes >> 10) : fmt::format("{} MiB", bytes >> 20);
}

std::string rates_row(const ordered_json& bandwidth) {
  return fmt::format("{:>9.1f}{:>9.1f}{:>9.1f}", bandwidth.at("read_gb_s").get<double>(),
                     bandwidth.at("write_gb_s").get<double>(), bandwidth.at("copy_gb_s").get<double>());
}

double cpu_share_of(const ordered_json& hardware) { return hardware.value("cpu_share", 1.0); }

}  // namespace

ordered_json hardware_json(const std::string& cpu, const std::string& measured_at, const ort::MachineRates& rates) {
  ordered_json hardware = {{"schema", "ortool.hardware/1"},
                           {"cpu", cpu},
                           {"isa", rates.isa},
                           {"threads", rates.threads},
                           {"measured_at", measured_at},
                           {"gflops", rates.gflops},
                           {"gflops_one_thread", rates.gflops_one_thread}};
  ordered_json& bandwidth = hardware["bandwidth"] = ordered_json::array();
  for (const ort::MemoryLevel& level : rates.memory) bandwidth.push_back(level_json(level));
  hardware["fork_join_us"] = rates.fork_join_us;
  hardware["cpu_share"] = rates.cpu_share;
  return hardware;
}

bool is_disturbed(const ordered_json& hardware) { return cpu_share_of(hardware) < kUndisturbed; }

std::string hardware_text(const ordered_json& hardware) {
  std::string text = "hardware      ";
  const auto out = std::back_inserter(text);
  const int threads = hardware.at("threads").get<int>();
  fmt::format_to(out, "{}, {}, {} thread{}, measured at {}\n", printable(hardware.at("cpu").get<std::string>()),
                 hardware.at("isa").get<std::string>(), threads, threads == 1 ? "" : "s",
                 printable(hardware.at("measured_at").get<std::string>()));
  fmt::format_to(out, "\n{:<24}{:>12}{:>14}\n", "10^9 operations/s", "all threads", "one thread");
  const ordered_json& one_thread = hardware.at("gflops_one_thread");
  for (const auto& [type, rate] : hardware.at("gflops").items()) {
    fmt::format_to(out, "  {:<22}{:>12.1f}{:>14.1f}\n", printable(type), rate.get<double>(),
                   one_thread.at(type).get<double>());
  }
  fmt::format_to(out, "\n{:<18}{:^27}   {:^27}\n", "10^9 bytes/s", "all threads", "one thread");
  fmt::format_to(out, "{:<18}{:>9}{:>9}{:>9}   {:>9}{:>9}{:>9}\n", "", "read", "write", "copy", "read", "write",
                 "copy");
  for (const ordered_json& level : hardware.at("bandwidth")) {
    fmt::format_to(out, "  {:<6}{:>8}  {}   {}\n", printable(level.at("level").get<std::string>()),
                   size_text(level.at("bytes").get<int64_t>()), rates_row(level), rates_row(level.at("one_thread")));
  }
  fmt::format_to(out, "\nfork and join  {:.2f} us\n", hardware.at("fork_join_us").get<double>());
  if (is_disturbed(hardware)) {
    fmt::format_to(
        out,
        "\nOthers wanted the CPUs while this was measured (the threads had one for {:.0f} % of the time): the figures "
        "may be too low, and they are not kept. Measure again on a quiet machine.\n",
        100 * cpu_share_of(hardware));
  }
  return text;
}

}  // namespace ortool
