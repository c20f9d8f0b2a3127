#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "apps/ortool/values/npz.h"
#include "tests/ortool/ortool_process.h"
#include "tests/support/temporary_folder.h"

namespace ortool::test {
namespace {

const std::filesystem::path kDigits = std::filesystem::path(ORT_SOURCE_DIR) / "testdata/digits";
const std::string kModel = (kDigits / "digits.onnx").string();
const std::string kSeven = (kDigits / "digit_7.npy").string();

/// `ortool run` on the digits model.
ProcessResult run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"run", kModel});
  return run_ortool(arguments);
}

/// The command must end with `code`, leave nothing on standard output, and one line on standard error that holds
/// `part`.
void expect_failure(const std::vector<std::string>& arguments, int code, const std::string& part) {
  const ProcessResult result = run(arguments);
  EXPECT_EQ(result.code, code) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

class RunCommand : public ::testing::Test {
 protected:
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  ort::testing::TemporaryFolder folder_;
};

TEST_F(RunCommand, ShowsTheBestScores) {
  const ProcessResult result = run({"--input", kSeven});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.out.find("input 'image': tensor(float) [1,1,8,8]"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("top 5: [7] "), std::string::npos) << result.out;
}

TEST_F(RunCommand, JsonIsAllOfStandardOutput) {
  const ProcessResult result = run({"--input", "image=" + kSeven, "--json", "-"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto report = nlohmann::json::parse(result.out);
  EXPECT_EQ(report.at("schema"), "ortool.run/1");
  EXPECT_EQ(report.at("model"), kModel);
  EXPECT_EQ(report.at("providers"), (std::vector<std::string>{"CPUExecutionProvider"}));
  EXPECT_TRUE(report.at("load_ms").is_number() && report.at("run_ms").is_number());
  EXPECT_EQ(report.at("inputs").at(0),
            (nlohmann::json{{"name", "image"}, {"type", "tensor(float)"}, {"shape", {1, 1, 8, 8}}}));
  EXPECT_EQ(report.at("outputs").at(0).at("shape"), (std::vector<int>{1, 10}));
  EXPECT_FALSE(report.contains("expect"));
}

TEST_F(RunCommand, OutputsCanBeExpectedLater) {
  const std::string archive = file("o.npz");
  ASSERT_EQ(run({"--input", kSeven, "--output", archive}).code, 0);
  EXPECT_EQ(read_npz(archive).arrays.at("scores").element_count(), 10);
  EXPECT_EQ(run({"--input", kSeven, "--expect", archive, "--rtol", "0", "--atol", "0"}).code, 0);
  ASSERT_EQ(run({"--input", kSeven, "--output", file("folder/")}).code, 0);
  EXPECT_EQ(run({"--input", kSeven, "--expect", "scores=" + file("folder/output_0.pb")}).code, 0);
  ASSERT_EQ(run({"--input", kSeven, "--output", file("folder")}).code, 0);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path() / "folder"), {}), 1);
}

TEST_F(RunCommand, TestDataIsFedAndCompared) {
  const ProcessResult result = run({"--test-data", kDigits.string(), "--json", "-"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto outcome = nlohmann::json::parse(result.out).at("expect").at(0);
  EXPECT_EQ(outcome.at("name"), "scores");
  EXPECT_EQ(outcome.at("passed"), true);
  EXPECT_EQ(outcome.at("mismatches"), 0);
  EXPECT_TRUE(outcome.at("max_abs").is_number() && outcome.at("max_rel").is_number());
  EXPECT_EQ(outcome.at("worst_index").size(), 2U);
  EXPECT_EQ(run({"--test-data", kDigits.string() + ":0"}).code, 0);
  EXPECT_EQ(run({"--test-data", (kDigits / "test_data_set_0").string()}).code, 0);
}

TEST_F(RunCommand, FailedComparison) {
  const ProcessResult result = run({"--input", kSeven, "--expect", "scores=1x10xf32=0.5", "--json", "-"});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err.find("error[check]"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("10 of 10 elements differ; worst at [0,"), std::string::npos) << result.err;
  EXPECT_EQ(nlohmann::json::parse(result.out).at("expect").at(0).at("passed"), false);
  EXPECT_EQ(run({"--input", kSeven, "--expect", "scores=1x10xf32=0.5", "--atol", "scores=1"}).code, 0);
  EXPECT_EQ(run({"--input", kSeven, "--expect", "scores=1x5x2xf32=0.5", "--atol", "9"}).code, 1);
}

TEST_F(RunCommand, Gates) {
  const std::string junit = file("j.xml");
  const ProcessResult passing =
      run({"--test-data", kDigits.string(), "--assert", "maxrel(scores)<1e-2", "--assert", "run_ms<60s", "--assert",
           "finite==1", "--assert", "elements(scores)==160", "--assert", "peak_mem<100G", "--junit", junit});
  EXPECT_EQ(passing.code, 0) << passing.err;
  EXPECT_NE(passing.out.find("PASS finite==1: 1\n"), std::string::npos) << passing.out;
  EXPECT_TRUE(std::filesystem::exists(junit));
  const ProcessResult failing = run({"--input", kSeven, "--assert", "load_ms<1ns", "--json", "-"});
  EXPECT_EQ(failing.code, 1);
  EXPECT_NE(failing.err.find("load_ms<1ns"), std::string::npos) << failing.err;
  EXPECT_EQ(nlohmann::json::parse(failing.out).at("assertions").at(0).at("passed"), false);
  expect_failure({"--input", kSeven, "--assert", "run_msec<3"}, 2, "did you mean 'run_ms'?");
  expect_failure({"--input", kSeven, "--assert", "maxrel(scores)<3"}, 2, "there is no metric 'maxrel(scores)'");
}

TEST_F(RunCommand, FetchGivesTensorsOfTheGraph) {
  const ProcessResult result = run({"--input", kSeven, "--fetch", "*", "--json", "-"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto outputs = nlohmann::json::parse(result.out).at("outputs");
  EXPECT_EQ(outputs.at(0).at("name"), "scores");
  EXPECT_GT(outputs.size(), 5U);
  expect_failure({"--input", kSeven, "--fetch", "nothing*"}, 2, "no tensor of the model matches 'nothing*'");
}

TEST_F(RunCommand, SettingsChangeNothing) {
  const std::string archive = file("o.npz");
  const std::string batch = (kDigits / "batch.npy").string();
  ASSERT_EQ(run({"--input", batch, "--output", archive}).code, 0);
  for (const std::vector<std::string>& flags :
       std::vector<std::vector<std::string>>{{"--opt", "none"},
                                             {"--opt", "basic"},
                                             {"--threads", "1"},
                                             {"--threads", "0"},
                                             {"--isa", "generic"},
                                             {"--providers", "cpu"},
                                             {"--providers", "CPUExecutionProvider", "--strict"},
                                             {"--check"},
                                             {"--timeout", "100"},
                                             {"--dim", "batch=16"},
                                             {"--memory-limit", "1G"}}) {
    std::vector<std::string> arguments = {"--input", batch, "--expect", archive, "--rtol", "1e-4", "--atol", "1e-6"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const ProcessResult result = run(arguments);
    EXPECT_EQ(result.code, 0) << flags.front() << ": " << result.err;
  }
}

TEST_F(RunCommand, MadeUpInputs) {
  const ProcessResult result = run({"--input", "rand:0..1:42", "--dim", "batch=3"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_NE(result.out.find("[3,10]"), std::string::npos) << result.out;
  const ProcessResult noted = run({"--input", "zeros"});
  EXPECT_EQ(noted.code, 0);
  EXPECT_NE(noted.err.find("free dimensions (batch) are taken as 1"), std::string::npos) << noted.err;
}

TEST_F(RunCommand, NonFiniteValuesAreFound) {
  const ProcessResult result = run({"--input", "1x1x8x8xf32=nan", "--check"});
  EXPECT_EQ(result.code, 1) << result.err;
  EXPECT_NE(result.err.find("is nan; so is its input"), std::string::npos) << result.err;
  EXPECT_NE(result.out.find("NaN"), std::string::npos) << result.out;
}

TEST_F(RunCommand, UsageErrors) {
  expect_failure({"--input", kSeven, "--inpt", "x"}, 2, "unknown flag '--inpt'; did you mean '--input'?");
  expect_failure({"--threads", "-1"}, 2, "--threads");
  expect_failure({"--threads", "100000"}, 2, "--threads");
  expect_failure({"--threads", "abc"}, 2, "--threads");
  expect_failure({"--opt", "some"}, 2, "--opt");
  expect_failure({"--timeout", "0"}, 2, "--timeout");
  expect_failure({"--timeout", "soon"}, 2, "--timeout");
  expect_failure({"--providers", "cpv"}, 2, "nobody knows 'cpv'; did you mean 'cpu'?");
  expect_failure({"--providers", "cpu:{a=1"}, 2, "character 9: a '}' is missing");
  expect_failure({"--memory-limit", "lots"}, 2, "--memory-limit");
  expect_failure({"--dim", "batch"}, 2, "NAME=N");
  expect_failure({"--dim", "bacth=2", "--input", "ones"}, 2, "did you mean 'batch'?");
  expect_failure({"--rtol", "-1", "--input", kSeven}, 2, "--rtol");
  expect_failure({"--rtol", "score=1", "--input", kSeven}, 2, "did you mean 'scores'?");
  expect_failure({"--output", file("o.txt")}, 2, ".npz");
  expect_failure({"--input", "1x=2"}, 2, "character 3");
  EXPECT_EQ(run_ortool({}).code, 2);
  EXPECT_EQ(run_ortool({"run"}).code, 2);
  EXPECT_NE(run_ortool({"rnu", kModel}).err.find("unknown subcommand 'rnu'; did you mean 'run'?"), std::string::npos);
}

TEST_F(RunCommand, OutputMustNotReplaceAnInput) {
  const std::string archive = file("x.npz");
  ASSERT_EQ(run({"--input", kSeven, "--output", archive}).code, 0);
  std::filesystem::create_hard_link(archive, file("link.npz"));
  expect_failure({"--input", archive, "--output", file("link.npz")}, 2, "which is read");
}

TEST_F(RunCommand, InputErrors) {
  expect_failure({}, 5, "no value for input 'image' (tensor(float))");
  expect_failure({"--input", "imgae=" + kSeven}, 5, "did you mean 'image'?");
  expect_failure({"--input", kSeven, "--input", kSeven}, 5, "one value too many");
  expect_failure({"--input", "1x1x8x8xi64=1"}, 5, "image");
  expect_failure({"--input", "1x1x8x9xf32=1"}, 5, "image");
  expect_failure({"--input", folder_.write("bad.npy", "no array").string()}, 5, "bad.npy");
  expect_failure({"--input", folder_.write("bad.npz", "no archive").string()}, 5, "bad.npz");
  expect_failure({"--input", folder_.write("bad.pb", "\x0A\xFF").string()}, 5, "bad.pb");
  expect_failure({"--input", kSeven, "--expect", "score=ones"}, 5, "did you mean 'scores'?");
}

TEST_F(RunCommand, FileErrors) {
  const auto missing = run_ortool({"run", file("none.onnx")});
  EXPECT_EQ(missing.code, 8);
  EXPECT_NE(missing.err.find("none.onnx"), std::string::npos);
  EXPECT_EQ(run_ortool({"run", folder_.path().string()}).code, 8);
  expect_failure({"--input", file("none.npy")}, 8, "none.npy");
  expect_failure({"--input", kSeven, "--output", file("none/o.npz")}, 8, "none/o.npz");
  expect_failure({"--input", kSeven, "--json", file("none/o.json")}, 8, "none/o.json");
  expect_failure({"--test-data", file("none")}, 8, "none");
  expect_failure({"--test-data", kDigits.string() + ":9"}, 8, "test_data_set_9");
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(RunCommand, ModelErrors) {
  const auto code_of = [&](const std::string& content) {
    return run_ortool({"run", folder_.write("m.onnx", content).string()}).code;
  };
  EXPECT_EQ(code_of(""), 3);
  EXPECT_EQ(code_of("<html>not found</html>"), 3);
}

TEST_F(RunCommand, MissingProvider) {
  expect_failure({"--providers", "dml,cpu", "--strict", "--input", kSeven}, 9, "Dml");
  const auto fallback = run({"--providers", "dml,cpu", "--input", kSeven});
  EXPECT_EQ(fallback.code, 0);
  EXPECT_NE(fallback.err.find("DmlExecutionProvider was asked for"), std::string::npos) << fallback.err;
}

TEST_F(RunCommand, FullDisk) {
  const ProcessResult result = run({"--input", kSeven, "--json", "/dev/full"});
  EXPECT_EQ(result.code, 8);
  EXPECT_NE(result.err.find("No space left"), std::string::npos) << result.err;
}

TEST(Ortool, HelpAndVersion) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{{"--help"},
                                                                                         {"--version"},
                                                                                         {"run", "--help"},
                                                                                         {"help", "run"},
                                                                                         {"help", "exit-codes"},
                                                                                         {"help", "input-syntax"}}) {
    const ProcessResult result = run_ortool(arguments);
    EXPECT_EQ(result.code, 0);
    EXPECT_NE(result.out, "");
    EXPECT_EQ(result.err, "");
  }
  EXPECT_NE(run_ortool({"run", "--help"}).out.find("Examples:"), std::string::npos);
  const ProcessResult brief = run_ortool({"run", "-h"});
  EXPECT_EQ(brief.code, 0) << brief.err;
  EXPECT_EQ(brief.out.find("Examples:"), std::string::npos);
  EXPECT_NE(brief.out.find("Usage: ortool run "), std::string::npos) << brief.out;
  EXPECT_NE(brief.out.find("--threads"), std::string::npos);
  EXPECT_NE(run_ortool({"profile", "diff", "-h"}).out.find("Usage: ortool profile diff "), std::string::npos);
  EXPECT_NE(run_ortool({"help", "exit-code"}).err.find("did you mean 'exit-codes'?"), std::string::npos);
}

/// A run of the program that waits for the model on a standard input which never ends.
class WaitingRun {
 public:
  explicit WaitingRun(const std::vector<std::string>& flags) {
    EXPECT_EQ(pipe(input_), 0);
    std::vector<std::string> words = {ORT_BINARY_DIR "/apps/ortool/ortool", "run", "-"};
    words.insert(words.end(), flags.begin(), flags.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input_[0], STDIN_FILENO);
    posix_spawn_file_actions_addclose(&actions, input_[1]);
    EXPECT_EQ(posix_spawn(&process_, argv[0], &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
  }

  ~WaitingRun() {
    close(input_[0]);
    close(input_[1]);
  }

  void send(int signal) const {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    kill(process_, signal);
  }

  int exit_code() const {
    int status = 0;
    waitpid(process_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  int input_[2] = {-1, -1};
  pid_t process_ = -1;
};

TEST(Ortool, EndsOnSignalsAndTimeLimit) {
  const WaitingRun interrupted({});
  interrupted.send(SIGINT);
  EXPECT_EQ(interrupted.exit_code(), 130);
  const WaitingRun terminated({});
  terminated.send(SIGTERM);
  EXPECT_EQ(terminated.exit_code(), 143);
  EXPECT_EQ(WaitingRun({"--timeout", "0.2"}).exit_code(), 124);
}

}  // namespace
}  // namespace ortool::test
