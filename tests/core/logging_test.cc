#include "libort/core/logging.h"

#include <gtest/gtest.h>

#include <cctype>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ort {
namespace {

/// Takes the messages of a test and puts everything back at its end.
class CapturedLog {
 public:
  CapturedLog() {
    set_log_sink([this](LoggingLevel level, std::string_view logid, std::string_view message) {
      const std::lock_guard lock(mutex_);
      lines_.push_back(std::to_string(static_cast<int>(level)) + " " + std::string(logid) + " " + std::string(message));
    });
  }
  ~CapturedLog() {
    set_log_sink({});
    set_log_level(LoggingLevel::kWarning);
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

TEST(Logging, FollowsTheProcessLevel) {
  const CapturedLog log;
  const Logger logger("session");
  logger.info("quiet");
  logger.warning("first");
  set_log_level(LoggingLevel::kInfo);
  logger.info("second");
  set_log_level(LoggingLevel::kFatal);
  logger.log(LoggingLevel::kError, "quiet");
  EXPECT_EQ(log.lines(), (std::vector<std::string>{"2 session first", "1 session second"}));
}

TEST(Logging, ALoggerMayHaveItsOwnLevel) {
  const CapturedLog log;
  const Logger loud("loud", 0);
  EXPECT_TRUE(loud.enabled(LoggingLevel::kVerbose));
  EXPECT_FALSE(Logger("quiet", 4).enabled(LoggingLevel::kError));
  loud.log(LoggingLevel::kVerbose, "detail");
  EXPECT_EQ(log.lines(), std::vector<std::string>{"0 loud detail"});
}

TEST(Logging, WritesALineToStandardError) {
  ::testing::internal::CaptureStderr();
  Logger().warning("careful");
  Logger("run").log(LoggingLevel::kError, "broken");
  std::string text = ::testing::internal::GetCapturedStderr();
  for (char& character : text) character = std::isdigit(static_cast<unsigned char>(character)) ? '0' : character;
  EXPECT_EQ(text,
            "0000-00-00T00:00:00.000Z [W:ort:Default] careful\n"
            "0000-00-00T00:00:00.000Z [E:ort:run] broken\n");
}

TEST(Logging, ManyThreadsWhileTheSinkChanges) {
  ::testing::internal::CaptureStderr();
  {
    const CapturedLog log;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([] {
        for (int message = 0; message < 200; ++message) Logger().warning("message");
      });
    }
    for (int change = 0; change < 50; ++change) set_log_sink([](LoggingLevel, std::string_view, std::string_view) {});
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace ort
