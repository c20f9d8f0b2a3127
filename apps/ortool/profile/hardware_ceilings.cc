#include "apps/ortool/profile/hardware_ceilings.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

}  // namespace ortool
