#include "profiler/profile_html.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "ort/error.h"
#include "profiler/html/page.h"

namespace ort::profiler {
namespace {

constexpr std::string_view kSchema = "ortool.profile/1";

void check_schema(const nlohmann::ordered_json& profile) {
  if (profile.is_object()) {
    const auto schema = profile.find("schema");
    if (schema != profile.end() && *schema == kSchema) {
      return;
    }
  }
  throw Error(ErrorCode::kInvalidArgument, ErrorKind::kInput,
              "the HTML report takes a profile, a JSON object whose `schema` is \"" + std::string(kSchema) +
                  "\"; `ortool profile --json` writes one");
}

/// JSON that stands as it is inside a script element: neither end tags nor comments, nor line ends of JavaScript.
std::string embeddable(std::string_view json) {
  constexpr std::string_view kLineSeparators = "\xE2\x80";
  std::string text;
  text.reserve(json.size() + json.size() / 16);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    const bool separator =
        json.substr(i, 2) == kLineSeparators && i + 2 < json.size() && (json[i + 2] == '\xA8' || json[i + 2] == '\xA9');
    if (c == '<') {
      text += "\\u003c";
    } else if (separator) {
      text += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string profile_html(const nlohmann::ordered_json& profile) {
  check_schema(profile);
  const std::string json = embeddable(profile.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  const std::array<std::pair<std::string_view, std::string_view>, 3> parts{{
      {"{{style}}", kPageStyle},
      {"{{profile}}", json},
      {"{{script}}", kPageScript},
  }};
  std::string page;
  std::string_view rest = kPageFrame;
  for (const auto& [mark, text] : parts) {
    const std::size_t at = rest.find(mark);
    page.append(rest.substr(0, at)).append(text);
    rest.remove_prefix(at + mark.size());
  }
  return page.append(rest);
}

}  // namespace ort::profiler
