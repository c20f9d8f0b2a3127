#include "libort/trace/trace_file.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "libort/trace/trace_event.h"
#include "ort/error.h"

namespace ort {
namespace {

class TraceFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char folder[] = "/tmp/trace_file_test_XXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name = "trace.json") const { return (folder_ / name).string(); }

  static std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  static std::string event(int64_t start_ns, int64_t end_ns, const std::string& filler = "") {
    std::string text;
    append_event(text, {"Node", 1, start_ns, end_ns, 'X', "\"n\"", "\"filler\" : \"" + filler + "\""});
    return text;
  }

  static void post(TraceFile& file, const std::string& event) {
    file.post([event](TraceFile::Events& events) { events.add(event); });
  }

  std::filesystem::path folder_;
};

TEST_F(TraceFileTest, WithoutEventsIsAnEmptyList) {
  TraceFile(path()).close();
  EXPECT_EQ(nlohmann::json::parse(text_of(path())), nlohmann::json::array());
}

TEST_F(TraceFileTest, HasOneEventOnALineBetweenTheBrackets) {
  TraceFile file(path());
  for (int i = 0; i < 100; ++i) post(file, event(i * 1000, i * 1000 + 500));
  file.close();
  std::istringstream lines(text_of(path()));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "[");
  for (int i = 0; i < 100; ++i) {
    std::getline(lines, line);
    if (i < 99) {
      EXPECT_EQ(line.back(), ',');
      line.pop_back();
    }
    EXPECT_EQ(nlohmann::json::parse(line).at("ts"), i);
  }
  std::getline(lines, line);
  EXPECT_EQ(line, "]");
}

TEST_F(TraceFileTest, IsSortedByStartAndThenTheLongerFirst) {
  TraceFile file(path());
  post(file, event(7000, 9000));
  post(file, event(1000, 2000));
  post(file, event(1000, 9000));
  post(file, event(3000, 4000));
  file.close();
  std::vector<std::pair<int, int>> order;
  const auto events = nlohmann::json::parse(text_of(path()));
  for (const auto& read : events) order.emplace_back(read.at("ts"), read.at("dur"));
  EXPECT_EQ(order, (std::vector<std::pair<int, int>>{{1, 8}, {1, 1}, {3, 1}, {7, 2}}));
}

TEST_F(TraceFileTest, HoldsEventsLongerThanAPage) {
  TraceFile file(path());
  for (int i = 0; i < 5; ++i) {
    post(file, event(i * 1000, i * 1000, std::string(10'000, 'a')));
    post(file, event(i * 1000, i * 1000, std::string(4000, 'b')));
  }
  file.close();
  const auto events = nlohmann::json::parse(text_of(path()));
  ASSERT_EQ(events.size(), 10u);
  EXPECT_EQ(events[0].at("args").at("filler").get<std::string>().size(), 10'000u);
}

TEST_F(TraceFileTest, LacksOnlyItsBracketWhenTheProcessIsKilled) {
  for (int round = 0; round < 10; ++round) {
    const std::string trace = path(std::to_string(round));
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      TraceFile file(trace);
      for (int i = 0;; ++i) post(file, event(i * 1000, i * 1000, std::string(static_cast<std::size_t>(i % 1500), 'x')));
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    std::error_code missing;
    while (std::filesystem::file_size(trace, missing) < 200'000u || missing) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
      usleep(1000);
    }
    usleep(static_cast<useconds_t>(1000 * round));
    kill(child, SIGKILL);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    const auto events = nlohmann::json::parse(text_of(trace) + "]", nullptr, false);
    ASSERT_FALSE(events.is_discarded()) << "round " << round;
    EXPECT_GT(events.size(), 100u);
  }
}

TEST_F(TraceFileTest, IsCompletedByItsDestructor) {
  { post(*std::make_unique<TraceFile>(path()), event(1000, 2000)); }
  EXPECT_EQ(nlohmann::json::parse(text_of(path())).size(), 1u);
}

TEST_F(TraceFileTest, TakesNothingAfterItsEnd) {
  TraceFile file(path());
  file.close();
  post(file, event(0, 0));
  file.close();
  EXPECT_EQ(nlohmann::json::parse(text_of(path())).size(), 0u);
}

TEST_F(TraceFileTest, NeverReplacesAFile) {
  std::ofstream(path()) << "mine";
  EXPECT_THROW(TraceFile file(path()), Error);
  EXPECT_EQ(text_of(path()), "mine");
}

TEST_F(TraceFileTest, NamesTheFolderThatIsMissing) {
  try {
    TraceFile file(path("nowhere/trace.json"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFile);
    EXPECT_NE(std::string(error.what()).find("nowhere/trace.json"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace ort
