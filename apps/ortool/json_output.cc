#include "apps/ortool/json_output.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "apps/ortool/atomic_file.h"

namespace ortool {

void write_json(const std::string& target, const nlohmann::ordered_json& document) {
  constexpr int kIndent = 2;
  const std::string text = document.dump(kIndent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  if (target == "-") {
    fmt::print("{}", text);
  } else {
    write_file(target, text);
  }
}

}  // namespace ortool
