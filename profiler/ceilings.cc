#include "profiler/ceilings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "ort/error.h"

namespace ort::profiler {
namespace {

using nlohmann::ordered_json;

constexpr double kMicrosecondsPerSecond = 1e6;
constexpr double kGiga = 1e9;

[[noreturn]] void fail(std::string_view source, std::string_view what) {
  throw Error(ErrorCode::kInvalidArgument, ErrorKind::kInput,
              fmt::format("{}: {}; 'ortool check-backend --hw --json FILE' writes such an object", source, what));
}

/// A number above 0, or nothing where `object` has no such member.
std::optional<double> positive(const ordered_json& object, const char* key) {
  const auto member = object.find(key);
  if (member == object.end() || !member->is_number()) return std::nullopt;
  const auto value = member->get<double>();
  return value > 0 ? std::optional(value) : std::nullopt;
}

Ceilings::Level read_level(const ordered_json& level, int threads, std::string_view source) {
  if (!level.is_object()) fail(source, "a level of \"bandwidth\" is no object");
  const auto name = level.find("level");
  if (name == level.end() || !name->is_string()) fail(source, "a level of \"bandwidth\" has no \"level\"");
  const auto read = positive(level, "read_gb_s");
  if (!read) fail(source, "a level of \"bandwidth\" has no \"read_gb_s\" above 0");
  const auto shared = level.find("shared");
  const bool is_shared = shared == level.end() || shared->is_null() || *shared == true;
  return {name->get<std::string>(), positive(level, "bytes").value_or(0) * (is_shared ? 1 : threads),
          std::max(*read, positive(level, "copy_gb_s").value_or(0))};
}

}  // namespace

Ceilings Ceilings::from_json(const ordered_json& hardware, std::string_view source) {
  if (!hardware.is_object() || hardware.value("schema", ordered_json()) != "ortool.hardware/1") {
    fail(source, "no object with \"schema\" \"ortool.hardware/1\"");
  }
  const auto text = [&](const char* key) {
    const auto member = hardware.find(key);
    return member != hardware.end() && member->is_string() ? member->get<std::string>() : std::string();
  };
  Ceilings ceilings;
  ceilings.cpu_ = text("cpu");
  ceilings.isa_ = text("isa");
  ceilings.threads_ = static_cast<int>(std::clamp(positive(hardware, "threads").value_or(1), 1.0, 65536.0));
  const auto peaks = hardware.find("gflops");
  if (peaks == hardware.end() || !peaks->is_object() || !positive(*peaks, "float")) {
    fail(source, "\"gflops\" has no \"float\" above 0");
  }
  ceilings.peak_float_ = *positive(*peaks, "float");
  ceilings.peak_double_ = positive(*peaks, "double").value_or(0);
  const auto levels = hardware.find("bandwidth");
  if (levels == hardware.end() || !levels->is_array() || levels->empty()) fail(source, "\"bandwidth\" is no list");
  for (const ordered_json& level : *levels) {
    ceilings.levels_.push_back(read_level(level, ceilings.threads_, source));
  }
  const auto size = [](const Level& level) { return level.bytes > 0 ? level.bytes : 1e300; };
  std::ranges::stable_sort(ceilings.levels_, {}, size);
  ceilings.fork_join_us_ = positive(hardware, "fork_join_us").value_or(0);
  return ceilings;
}

std::optional<double> Ceilings::peak_gflops(std::string_view type) const {
  constexpr std::array<std::string_view, 3> kByFloat = {"float", "float16", "bfloat16"};
  if (std::ranges::find(kByFloat, type) != kByFloat.end()) return peak_float_;
  if (type == "double" && peak_double_ > 0) return peak_double_;
  return std::nullopt;
}

std::optional<double> Ceilings::compute_us(double operations, std::string_view type) const {
  const std::optional<double> peak = peak_gflops(type);
  if (!peak) return std::nullopt;
  return operations / (*peak * kGiga) * kMicrosecondsPerSecond;
}

const Ceilings::Level& Ceilings::level_for(double bytes) const {
  const auto holds = [&](const Level& level) { return level.bytes == 0 || bytes <= level.bytes; };
  const auto level = std::ranges::find_if(levels_, holds);
  return level == levels_.end() ? levels_.back() : *level;
}

}  // namespace ort::profiler
