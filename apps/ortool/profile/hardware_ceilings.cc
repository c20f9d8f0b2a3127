#include "apps/ortool/profile/hardware_ceilings.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "apps/ortool/capability/hardware_cache.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/file_bytes.h"

namespace ortool {

nlohmann::ordered_json read_hardware(const std::string& path) {
  const std::vector<std::byte> bytes = read_file(path);
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  try {
    return nlohmann::ordered_json::parse(text, text + bytes.size());
  } catch (const nlohmann::json::parse_error& error) {
    throw input_error(fmt::format("--hw '{}' is no JSON: wrong at byte {}", path, error.byte));
  }
}

std::optional<nlohmann::ordered_json> known_hardware(const ort::profiler::TracedSession& session, bool is_from_here) {
  if (!session.threads) return std::nullopt;
  std::optional<nlohmann::ordered_json> known = cached_hardware(static_cast<int>(*session.threads));
  if (!known || is_from_here) return known;
  const bool is_same =
      !session.cpu.empty() && known->value("cpu", "") == session.cpu && known->value("isa", "") == session.isa;
  return is_same ? known : std::nullopt;
}

}  // namespace ortool
