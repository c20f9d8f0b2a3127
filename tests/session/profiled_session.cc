#include "tests/session/profiled_session.h"

#include <stdlib.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/session/model_bytes.h"

namespace ort::test {

using nlohmann::json;

void Profiling::SetUp() {
  char folder[] = "/tmp/profiling_test_XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  folder_ = folder;
  options_.enable_profiling = true;
  options_.profile_file_prefix = prefix();
}

void Profiling::TearDown() { std::filesystem::remove_all(folder_); }

std::string Profiling::prefix() const { return (folder_ / "profile").string(); }

std::vector<std::filesystem::path> Profiling::files() const {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) found.push_back(entry.path());
  return found;
}

std::string Profiling::text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

json Profiling::events_of(const std::filesystem::path& path) { return json::parse(text_of(path)); }

json Profiling::events_named(const json& events, const std::string& name) {
  json found = json::array();
  for (const json& event : events) {
    if (event.at("name") == name) found.push_back(event);
  }
  return found;
}

json Profiling::nodes_of(const json& events) {
  json found = json::array();
  for (const json& event : events) {
    if (event.at("cat") == "Node") found.push_back(event);
  }
  return found;
}

json Profiling::digits_events(int runs) {
  InferenceSession session(digits_path(), options_);
  for (int i = 0; i < runs; ++i) session.run({}, {{"image", digit_picture(4)}});
  return events_of(session.end_profiling());
}

}  // namespace ort::test
