#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "tests/ortool/ortool_process.h"
#include "tests/support/temporary_folder.h"

namespace ortool::test {
namespace {

using nlohmann::json;

const std::filesystem::path kDigits = std::filesystem::path(ORT_SOURCE_DIR) / "testdata/digits";
const std::string kModel = (kDigits / "digits.onnx").string();
const std::string kSeven = (kDigits / "digit_7.npy").string();

/// `ortool bench` on the digits model, for a short time.
ProcessResult bench(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {"bench", kModel, "--input", kSeven, "--min-time", "20ms", "--warmup", "3", "--stability", "0"});
  return run_ortool(arguments);
}

json bench_json(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--json", "-"});
  const ProcessResult result = bench(arguments);
  EXPECT_EQ(result.code, 0) << result.err;
  return json::parse(result.out);
}

void expect_failure(const std::vector<std::string>& arguments, int code, const std::string& part) {
  const ProcessResult result = bench(arguments);
  EXPECT_EQ(result.code, code) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class BenchCommand : public ::testing::Test {
 protected:
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  ort::testing::TemporaryFolder folder_;
};

TEST_F(BenchCommand, JsonHasTheKeysOfTheContract) {
  const json report = bench_json({"--threads", "1", "--percentiles", "25,99.9"});
  EXPECT_EQ(report.at("schema"), "ortool.bench/1");
  EXPECT_EQ(report.at("model"), kModel);
  EXPECT_EQ(report.at("providers"), (std::vector<std::string>{"CPUExecutionProvider"}));
  EXPECT_EQ(report.at("threads"), 1);
  EXPECT_GT(report.at("load_ms"), 0);
  EXPECT_GT(report.at("first_run_ms"), 0);
  EXPECT_GE(report.at("iterations"), 10);
  const json& latency = report.at("latency_ms");
  const std::vector<std::string> ascending = {"min", "p25", "p50", "p90", "p95", "p99", "p99.9", "max"};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    EXPECT_LE(latency.at(ascending[i - 1]).get<double>(), latency.at(ascending[i]).get<double>()) << ascending[i];
  }
  EXPECT_EQ(latency.at("median"), latency.at("p50"));
  EXPECT_LE(latency.at("median_interval").at(0), latency.at("median"));
  EXPECT_GE(latency.at("median_interval").at(1), latency.at("median"));
  EXPECT_GE(latency.at("stddev"), 0);
  EXPECT_GE(latency.at("mean"), latency.at("min"));
  EXPECT_GT(report.at("throughput_per_s"), 0);
  EXPECT_GT(report.at("peak_rss_bytes"), 1 << 20);
  for (const char* key : {"cpu", "isa", "cores", "governor", "version"}) {
    EXPECT_TRUE(report.at("environment").contains(key)) << key;
  }
  EXPECT_EQ(report.at("inputs").at(0).at("shape"), (std::vector<int>{1, 1, 8, 8}));
  EXPECT_FALSE(report.at("inputs").at(0).contains("made_up"));
}

TEST_F(BenchCommand, TextStatesHowItWasMeasured) {
  const ProcessResult result = bench({"--threads", "2"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  for (const char* part : {"latency      median ", "95 % interval", "p95 ", "threads      2 (as asked)",
                           "io           host", "peak memory", "first run", "runs per second", "steady_clock"}) {
    EXPECT_NE(result.out.find(part), std::string::npos) << part << " in " << result.out;
  }
}

TEST_F(BenchCommand, MissingInputsAreMadeUp) {
  const ProcessResult result =
      run_ortool({"bench", kModel, "--dim", "batch=4", "--max-time", "20ms", "--seed", "7", "--json", "-"});
  ASSERT_EQ(result.code, 0) << result.err;
  const json input = json::parse(result.out).at("inputs").at(0);
  EXPECT_EQ(input.at("made_up"), true);
  EXPECT_EQ(input.at("shape"), (std::vector<int>{4, 1, 8, 8}));
}

TEST_F(BenchCommand, ModesOfMeasuring) {
  EXPECT_EQ(bench_json({"--io", "device"}).at("io"), "device");
  const json concurrent = bench_json({"--concurrency", "3"});
  EXPECT_EQ(concurrent.at("concurrency"), 3);
  EXPECT_EQ(bench_json({"--phase", "load"}).at("phase"), "load");
  const json rate = bench_json({"--rate", "500", "--arrival", "poisson", "--seed", "3"});
  EXPECT_EQ(rate.at("arrivals").at("process"), "poisson");
  EXPECT_TRUE(rate.at("waiting_ms").at("max").is_number());
  EXPECT_EQ(bench_json({"--sleep", "1ms", "--min-iters", "12", "--max-time", "1s"}).at("schema"), "ortool.bench/1");
  EXPECT_GE(bench_json({"--min-iters", "500", "--max-time", "60s"}).at("iterations"), 500);
  EXPECT_EQ(bench_json({}).at("warm_up").at("iterations"), 3);
}

TEST_F(BenchCommand, PinnedMemoryNeedsADevice) { expect_failure({"--io", "pinned"}, 9, "--io pinned"); }

/// On the double of the CUDA provider.
TEST_F(BenchCommand, PlacesOfInputsAndOutputs) {
  setenv("ORT_CUDA_MODULE", ORT_CUDA_HOST_MODULE, 1);
  for (const std::string io : {"host", "pinned", "device"}) {
    const json report = bench_json({"--providers", "cuda", "--io", io, "--max-time", "100ms"});
    EXPECT_EQ(report.at("io"), io);
    EXPECT_EQ(report.at("providers").at(0), "CUDAExecutionProvider");
    EXPECT_EQ(report.at("outputs_reused"), true);
  }
  unsetenv("ORT_CUDA_MODULE");
}

TEST_F(BenchCommand, OutputsAreVerifiedFirst) {
  const ProcessResult result = run_ortool(
      {"bench", kModel, "--test-data", kDigits.string(), "--warmup", "30ms", "--max-time", "20ms", "--json", "-"});
  ASSERT_EQ(result.code, 0) << result.err;
  const json report = json::parse(result.out);
  EXPECT_GE(report.at("warm_up").at("iterations"), 1);
  EXPECT_EQ(report.at("verification").at("expect").at(0).at("passed"), true);
  expect_failure({"--expect", "scores=1x10xf32=0.5"}, 1, "not as expected");
}

TEST_F(BenchCommand, ComparisonsHaveAVerdict) {
  const json report = bench_json({"--compare", "delay=300%", "--compare", "threads=1,opt=none", "--min-iters", "60"});
  ASSERT_EQ(report.at("comparisons").size(), 2U);
  const json& delayed = report.at("comparisons").at(0);
  EXPECT_EQ(delayed.at("side"), "delay=300%");
  EXPECT_EQ(delayed.at("against"), "digits.onnx");
  EXPECT_GT(delayed.at("ratio"), 2);
  EXPECT_EQ(delayed.at("verdict"), "slower");
  ASSERT_EQ(report.at("sides").size(), 3U);
  EXPECT_EQ(report.at("sides").at(2).at("threads"), 1);
  EXPECT_EQ(report.at("sides").at(2).at("optimization"), "none");
}

TEST_F(BenchCommand, ModelsAreCompared) {
  const ProcessResult result = run_ortool({"bench", kModel, kModel, "--max-time", "200ms", "--dim", "batch=1"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.out.find("digits.onnx (2) against digits.onnx: "), std::string::npos) << result.out;
}

TEST_F(BenchCommand, Sweep) {
  const json report = bench_json({"--sweep", "threads=1,2;opt=none,all"});
  ASSERT_EQ(report.at("cells").size(), 4U);
  EXPECT_EQ(report.at("cells").at(1).at("label"), "threads=1,opt=all");
  const ProcessResult text = bench({"--sweep", "threads=1,2"});
  EXPECT_NE(text.out.find("lowest median: threads="), std::string::npos) << text.out;
  const ProcessResult csv = bench({"--sweep", "threads=1,2", "--csv", "-"});
  EXPECT_EQ(csv.out.find("settings,iterations,median_ms"), 0U) << csv.out;
  EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n'), 3);
}

TEST_F(BenchCommand, Tables) {
  const ProcessResult result = bench({"--csv", file("s.csv"), "--markdown", file("t.md")});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(content_of(file("s.csv")).find("side,iteration,latency_ms\ndigits.onnx,0,"), 0U);
  EXPECT_NE(content_of(file("t.md")).find("| digits.onnx | "), std::string::npos);
}

TEST_F(BenchCommand, Gates) {
  const std::vector<std::string> passing = {"--assert",        "p95<60s",  "--assert",      "p99.9<60s", "--assert",
                                            "throughput>0.01", "--assert", "peak_mem<100G", "--junit",   file("j.xml")};
  const ProcessResult result = bench(passing);
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.out.find("PASS p95<60s: "), std::string::npos) << result.out;
  EXPECT_NE(content_of(file("j.xml")).find("tests=\"4\" failures=\"0\""), std::string::npos);
  const ProcessResult failing = bench({"--assert", "median<1ns", "--assert", "cov<1000000%"});
  EXPECT_EQ(failing.code, 1);
  EXPECT_NE(failing.out.find("FAIL median<1ns: "), std::string::npos);
  EXPECT_NE(failing.err.find("1 of 2 assertions"), std::string::npos) << failing.err;
  expect_failure({"--assert", "medain<1ns"}, 2, "did you mean 'median'?");
}

/// Stores the report `name`, its latencies multiplied by `factor`, and gives its path.
std::string stored_baseline(const std::string& path, double factor) {
  json report = bench_json({});
  json& latency = report.at("latency_ms");
  latency["median"] = latency.at("median").get<double>() * factor;
  for (json& end : latency.at("median_interval")) end = end.get<double>() * factor;
  std::ofstream(path) << report.dump();
  return path;
}

TEST_F(BenchCommand, Baseline) {
  const std::string slow = stored_baseline(file("slow.json"), 1000);
  EXPECT_EQ(bench({"--baseline", slow}).code, 0);
  EXPECT_EQ(bench_json({"--baseline", slow}).at("baseline").at("regression"), false);
  const std::string fast = stored_baseline(file("fast.json"), 0.001);
  const ProcessResult regression = bench({"--baseline", fast, "--fail-on-regression", "5%"});
  EXPECT_EQ(regression.code, 1);
  EXPECT_NE(regression.err.find("slower than the baseline"), std::string::npos) << regression.err;
  EXPECT_NE(regression.out.find("a regression"), std::string::npos) << regression.out;
}

TEST_F(BenchCommand, BaselinesOfOtherSettingsAreRefused) {
  const std::string baseline = stored_baseline(file("b.json"), 1000);
  expect_failure({"--baseline", baseline, "--opt", "none"}, 2, "optimization: \"none\", was \"all\"");
  const ProcessResult allowed = bench({"--baseline", baseline, "--opt", "none", "--allow-different"});
  EXPECT_EQ(allowed.code, 0) << allowed.err;
  EXPECT_NE(allowed.out.find("differs from the baseline"), std::string::npos);
  expect_failure({"--baseline", file("none.json")}, 8, "none.json");
  std::ofstream(file("text.json")) << "not json";
  expect_failure({"--baseline", file("text.json")}, 5, "no report of ortool bench");
  std::ofstream(file("other.json")) << "{\"schema\":\"ortool.run/1\"}";
  expect_failure({"--baseline", file("other.json")}, 5, "no report of ortool bench");
}

TEST_F(BenchCommand, UsageErrors) {
  expect_failure({"--compare", "threads=2", "--sweep", "opt=all"}, 2, "--sweep");
  expect_failure({"--compare", "thread=2"}, 2, "did you mean 'threads'?");
  expect_failure({"--rate", "fast"}, 2, "--rate");
  expect_failure({"--arrival", "poisson"}, 2, "--arrival");
  expect_failure({"--percentiles", "50,101"}, 2, "--percentiles");
  expect_failure({"--min-time", "soon"}, 2, "--min-time");
  expect_failure({"--max-time", "1ms"}, 2, "--max-time");
  expect_failure({"--fail-on-regression", "3%"}, 2, "--baseline");
  expect_failure({"--json", "-", "--csv", "-"}, 2, "standard output");
  expect_failure({"--json", "/nonexistent/x.json"}, 8, "/nonexistent");
  expect_failure({"--equivalence", "0"}, 2, "--equivalence");
  expect_failure({"--phase", "load", "--concurrency", "2"}, 2, "--phase load");
  expect_failure({"--add-delay", "3"}, 2, "--add-delay");
  expect_failure({"--input", "nothing=zeros"}, 5, "nothing");
}

TEST_F(BenchCommand, AnInterruptionPrintsWhatThereIs) {
  std::vector<std::string> words = {ORT_BINARY_DIR "/apps/ortool/ortool",
                                    "bench",
                                    kModel,
                                    "--input",
                                    kSeven,
                                    "--min-time",
                                    "100s",
                                    "--json",
                                    file("r.json")};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = -1;
  ASSERT_EQ(posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  std::this_thread::sleep_for(std::chrono::seconds(2));
  kill(child, SIGINT);
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  const json report = json::parse(content_of(file("r.json")));
  EXPECT_EQ(report.at("interrupted"), true);
}

TEST_F(BenchCommand, TimeLimit) {
  const ProcessResult result =
      run_ortool({"bench", kModel, "--input", kSeven, "--min-time", "100s", "--timeout", "0.3"});
  EXPECT_EQ(result.code, 124) << result.err;
  EXPECT_NE(result.err.find("--timeout"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace ortool::test
