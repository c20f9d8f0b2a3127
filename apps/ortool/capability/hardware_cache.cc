#include "apps/ortool/capability/hardware_cache.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <system_error>

#include "apps/ortool/capability/hardware_report.h"
#include "apps/ortool/json_output.h"
#include "apps/ortool/machine.h"
#include "apps/ortool/notice.h"
#include "ort/environment.h"
#include "ort/error.h"

namespace ortool {
namespace {

using nlohmann::ordered_json;

int threads_of_session(int threads) { return threads > 0 ? threads : ort::count_cpus().usable; }

/// "AMD EPYC 9354 32-Core" -> "amd-epyc-9354-32-core": for a file name.
std::string slug(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_upper || is_plain) {
      result += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!result.empty() && result.back() != '-') {
      result += '-';
    }
  }
  while (result.ends_with('-')) result.pop_back();
  return result.empty() ? "unknown" : result;
}

std::filesystem::path cache_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const auto cache = variable("XDG_CACHE_HOME"); cache.is_absolute()) return cache / "libort";
  const auto home = variable("HOME");
  return home.is_absolute() ? home / ".cache" / "libort" : std::filesystem::path();
}

bool describes(const ordered_json& found, int threads) {
  return found.is_object() && found.value("schema", "") == "ortool.hardware/1" &&
         found.value("cpu", "") == describe_machine().cpu && found.value("isa", "") == ort::get_isa() &&
         found.value("threads", 0) == threads && found.contains("gflops") && found.contains("bandwidth");
}

std::string now_in_utc() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

void keep(const ordered_json& measured, int threads) {
  const std::filesystem::path path = hardware_cache_path(threads);
  if (path.empty()) return notice("the measurement is not kept: neither XDG_CACHE_HOME nor HOME is set");
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  try {
    write_json(path.string(), measured);
  } catch (const ort::Error& failure) {
    notice(fmt::format("the measurement is not kept: {}", failure.what()));
  }
}

}  // namespace

std::filesystem::path hardware_cache_path(int threads) {
  const std::filesystem::path folder = cache_folder();
  if (folder.empty()) return folder;
  return folder / fmt::format("hardware-{}-{}-{}.json", slug(describe_machine().cpu), ort::get_isa(),
                              threads_of_session(threads));
}

std::optional<ordered_json> cached_hardware(int threads) {
  std::ifstream file(hardware_cache_path(threads));
  if (!file) return std::nullopt;
  try {
    ordered_json found = ordered_json::parse(file);
    if (describes(found, threads_of_session(threads))) return found;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  return std::nullopt;
}

ordered_json measure_hardware(int threads) {
  ordered_json measured =
      hardware_json(describe_machine().cpu, now_in_utc(), ort::measure_machine_rates(threads_of_session(threads)));
  if (!is_disturbed(measured)) keep(measured, threads);
  return measured;
}

ordered_json hardware(int threads) {
  if (auto found = cached_hardware(threads)) return std::move(*found);
  return measure_hardware(threads);
}

}  // namespace ortool
