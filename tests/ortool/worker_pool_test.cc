#include "apps/ortool/conformance/worker_pool.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <map>
#include <stdexcept>
#include <string>

#include "apps/ortool/interruption.h"

namespace ortool {
namespace {

using Results = std::map<std::size_t, CaseResult>;

CaseResult passed_in_this_process() {
  CaseResult result;
  result.status = CaseStatus::kPassed;
  result.detail = std::to_string(getpid());
  return result;
}

Results run_all(std::size_t count, const WorkerPoolOptions& options,
                const std::function<CaseResult(std::size_t)>& run_test) {
  const StopSignals stop;
  Results results;
  run_in_workers(
      count, options, run_test,
      [&](std::size_t test, const CaseResult& result) { EXPECT_TRUE(results.emplace(test, result).second); }, stop);
  return results;
}

TEST(WorkerPool, RunsEveryTestOnceInOtherProcesses) {
  const Results results = run_all(40, {.workers = 3}, [](std::size_t) { return passed_in_this_process(); });
  ASSERT_EQ(results.size(), 40U);
  for (const auto& [test, result] : results) {
    EXPECT_EQ(result.status, CaseStatus::kPassed) << test;
    EXPECT_NE(result.detail, std::to_string(getpid()));
  }
}

TEST(WorkerPool, NoTests) {
  EXPECT_TRUE(run_all(0, {}, [](std::size_t) { return CaseResult(); }).empty());
}

TEST(WorkerPool, CarriesTheWholeResult) {
  const Results results = run_all(1, {}, [](std::size_t) {
    CaseResult result;
    result.status = CaseStatus::kUnsupported;
    result.seconds = 1.5;
    result.detail = "quote \" line \n end \xff";
    result.operators = {"Conv", "ai.onnx.ml::Scaler"};
    result.missing = {"Conv"};
    return result;
  });
  const CaseResult& result = results.at(0);
  EXPECT_EQ(result.status, CaseStatus::kUnsupported);
  EXPECT_EQ(result.seconds, 1.5);
  EXPECT_TRUE(result.detail.starts_with("quote \" line \n end "));
  EXPECT_EQ(result.operators, (std::vector<std::string>{"Conv", "ai.onnx.ml::Scaler"}));
  EXPECT_EQ(result.missing, std::vector<std::string>{"Conv"});
}

TEST(WorkerPool, ACrashCostsOneTestOnly) {
  const Results results = run_all(20, {.workers = 2}, [](std::size_t test) {
    if (test == 3) std::raise(SIGKILL);
    if (test == 4) _exit(7);
    if (test == 19) throw std::runtime_error("escapes");
    return passed_in_this_process();
  });
  ASSERT_EQ(results.size(), 20U);
  for (const auto& [test, result] : results) {
    const bool crashes = test == 3 || test == 4 || test == 19;
    EXPECT_EQ(result.status, crashes ? CaseStatus::kCrashed : CaseStatus::kPassed) << test << ": " << result.detail;
  }
  EXPECT_NE(results.at(3).detail.find("SIGKILL"), std::string::npos) << results.at(3).detail;
  EXPECT_NE(results.at(4).detail.find("exit code 7"), std::string::npos) << results.at(4).detail;
  EXPECT_NE(results.at(19).detail.find("SIGABRT"), std::string::npos) << results.at(19).detail;
}

TEST(WorkerPool, ATestOverTimeIsEnded) {
  const auto start = std::chrono::steady_clock::now();
  const Results results =
      run_all(6, {.workers = 2, .time_limit = std::chrono::duration<double>(0.3)}, [](std::size_t test) {
        if (test == 1) pause();
        return passed_in_this_process();
      });
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  ASSERT_EQ(results.size(), 6U);
  for (const auto& [test, result] : results) {
    EXPECT_EQ(result.status, test == 1 ? CaseStatus::kTimeout : CaseStatus::kPassed) << test;
  }
}

TEST(WorkerPool, ASignalEndsTheRun) {
  const StopSignals stop;
  std::size_t finished = 0;
  const auto run = [&] {
    run_in_workers(
        100, {.workers = 2}, [](std::size_t) { return passed_in_this_process(); },
        [&](std::size_t, const CaseResult&) {
          if (++finished == 5) raise(SIGTERM);
        },
        stop);
  };
  EXPECT_THROW(run(), Interrupted);
  EXPECT_LT(finished, 100U);
}

}  // namespace
}  // namespace ortool
