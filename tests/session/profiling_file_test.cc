#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/session/model_bytes.h"
#include "tests/session/profiled_session.h"

namespace ort::test {
namespace {

using nlohmann::json;

TEST_F(Profiling, NamesTheFileAfterPrefixAndLocalTime) {
  InferenceSession session(digits_path(), options_);
  const std::string path = session.end_profiling();
  const std::string tail = path.substr(prefix().size());
  EXPECT_TRUE(path.starts_with(prefix())) << path;
  ASSERT_EQ(tail.size(), std::string("_2026-08-03_13-46-44_786.json").size()) << tail;
  EXPECT_EQ(tail[0], '_');
  EXPECT_EQ(tail[11], '_');
  EXPECT_TRUE(tail.ends_with(".json"));
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(Profiling, TwoSessionsAtOnceHaveFilesOfTheirOwn) {
  InferenceSession first(digits_path(), options_);
  InferenceSession second(digits_path(), options_);
  EXPECT_NE(first.end_profiling(), second.end_profiling());
}

// ONNX Runtime's own test of its file: brackets alone, the load first, these words in every line between.
TEST_F(Profiling, LinesAreThoseOfOnnxRuntime) {
  InferenceSession session(digits_path(), options_);
  session.run({}, {{"image", digit_picture(4)}});
  std::istringstream text(text_of(session.end_profiling()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  ASSERT_GT(lines.size(), 5u);
  EXPECT_EQ(lines.front(), "[");
  EXPECT_NE(lines[1].find("model_loading_uri"), std::string::npos) << lines[1];
  EXPECT_EQ(lines.back(), "]");
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    for (const char* word : {"pid", "dur", "ts", "ph", "X", "name", "args"})
      EXPECT_NE(lines[i].find(word), std::string::npos) << word << " in " << lines[i];
  }
  EXPECT_TRUE(lines[1].starts_with("{\"cat\" : \"Session\",\"pid\" :")) << lines[1];
  EXPECT_NE(lines[1].find(",\"tid\" :"), std::string::npos);
  EXPECT_NE(lines[1].find(",\"ts\" :0,\"ph\" : \"X\",\"name\" :\"model_loading_uri\",\"args\" : {}}"),
            std::string::npos)
      << lines[1];
}

TEST_F(Profiling, EveryEventHasCategoryNameAndWholeTimes) {
  for (const json& event : digits_events()) {
    EXPECT_TRUE(event.at("cat").is_string());
    EXPECT_FALSE(event.at("name").get<std::string>().empty());
    for (const char* key : {"ts", "dur", "pid", "tid"}) {
      ASSERT_TRUE(event.at(key).is_number_integer()) << key << " of " << event;
      EXPECT_GE(event.at(key), 0);
    }
    EXPECT_EQ(event.at("pid"), getpid());
  }
}

TEST_F(Profiling, EventsAreSortedByStartAndThenTheLongerFirst) {
  const json events = digits_events();
  for (std::size_t i = 1; i < events.size(); ++i) {
    const auto key = [&](std::size_t at) {
      return std::pair(events[at].at("ts").get<int64_t>(), -events[at].at("dur").get<int64_t>());
    };
    EXPECT_LE(key(i - 1), key(i)) << i;
  }
}

TEST_F(Profiling, EventsOfAThreadNest) {
  std::map<int64_t, std::vector<int64_t>> open_ends;
  for (const json& event : digits_events(20)) {
    if (event.at("ph") != "X") continue;
    const int64_t start = event.at("ts");
    const int64_t end = start + event.at("dur").get<int64_t>();
    std::vector<int64_t>& open = open_ends[event.at("tid")];
    while (!open.empty() && open.back() <= start) open.pop_back();
    if (!open.empty()) {
      EXPECT_LE(end, open.back()) << event;
    }
    open.push_back(end);
  }
}

TEST_F(Profiling, HostileNamesAreEscaped) {
  std::vector<std::byte> model = model_bytes("g (float[N] x) => (float[N] y) { hostile = Relu(x) y = Relu(hostile) }");
  const std::string_view replacement = "\"\\\n\x01/<\xff";
  for (std::size_t i = 0; i + replacement.size() <= model.size(); ++i) {
    if (std::memcmp(&model[i], "hostile", replacement.size()) == 0)
      std::memcpy(&model[i], replacement.data(), replacement.size());
  }
  InferenceSession session(model, options_);
  session.run({}, {{"x", floats({1}, {1})}});
  const json nodes = nodes_of(events_of(session.end_profiling()));
  ASSERT_EQ(nodes.size(), 2u);
  EXPECT_EQ(nodes[0].at("args").at("output_names")[0], "\"\\\n\x01/<\uFFFD");
}

TEST_F(Profiling, ASessionThatJustGoesCompletesItsTrace) {
  {
    const InferenceSession session(digits_path(), options_);
    session.run({}, {{"image", digit_picture(4)}});
  }
  ASSERT_EQ(files().size(), 1u);
  EXPECT_EQ(events_named(events_of(files()[0]), "model_run").size(), 1u);
}

TEST_F(Profiling, AKilledProcessLeavesAListThatLacksItsBracket) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const InferenceSession session(digits_path(), options_);
    while (true) session.run({}, {{"image", digit_picture(4)}});
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  const auto size = [&] {
    const auto found = files();
    return found.empty() ? 0 : std::filesystem::file_size(found[0]);
  };
  while (size() < 300'000) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    usleep(2000);
  }
  kill(child, SIGKILL);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  const json events = json::parse(text_of(files()[0]) + "]", nullptr, false);
  ASSERT_FALSE(events.is_discarded());
  EXPECT_GT(events_named(events, "model_run").size(), 10u);
}

TEST_F(Profiling, ASessionThatCannotBeMadeLeavesNoTrace) {
  EXPECT_THROW(InferenceSession(folder_ / "missing.onnx", options_), Error);
  EXPECT_TRUE(files().empty());
}

TEST_F(Profiling, AFolderThatIsMissingIsAnError) {
  options_.profile_file_prefix = (folder_ / "missing" / "profile").string();
  try {
    const InferenceSession session(digits_path(), options_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFile);
  }
}

}  // namespace
}  // namespace ort::test
