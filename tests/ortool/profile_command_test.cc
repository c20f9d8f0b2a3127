#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/ortool/ortool_process.h"
#include "tests/support/temporary_folder.h"

namespace ortool::test {
namespace {

const std::string kModel = (std::filesystem::path(ORT_SOURCE_DIR) / "testdata/digits/digits.onnx").string();
const std::string kSeven = (std::filesystem::path(ORT_SOURCE_DIR) / "testdata/digits/digit_7.npy").string();

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class ProfileCommand : public ::testing::Test {
 protected:
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  /// Records the digits model as the file `name`.
  void record(const std::string& name, std::vector<std::string> flags = {}) const {
    flags.insert(flags.begin(), {"profile", kModel, "--input", kSeven, "--runs", "4", "--out", file(name)});
    const ProcessResult result = run_ortool(flags);
    ASSERT_EQ(result.code, 0) << result.err;
  }

  static void expect_failure(const std::vector<std::string>& arguments, int code, const std::string& part) {
    const ProcessResult result = run_ortool(arguments);
    EXPECT_EQ(result.code, code) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
  }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }

  ort::testing::TemporaryFolder folder_;
};

TEST_F(ProfileCommand, RecordsAModel) {
  const ProcessResult result =
      run_ortool({"profile", kModel, "--input", kSeven, "--runs", "3", "--warmup", "1", "--out", file("t.json"),
                  "--json", "-", "--html", file("t.html"), "--csv", file("t.csv")});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto profile = nlohmann::json::parse(result.out);
  EXPECT_EQ(profile.at("schema"), "ortool.profile/1");
  EXPECT_EQ(profile.at("trace"), file("t.json"));
  EXPECT_EQ(profile.at("runs").at("measured"), 3);
  EXPECT_EQ(profile.at("runs").at("warm_up"), 1);
  EXPECT_EQ(profile.at("runs").at("unprofiled"), 3);
  for (const auto& node : profile.at("nodes")) {
    EXPECT_EQ(node.at("calls"), 3);
    EXPECT_EQ(node.at("provider"), "CPUExecutionProvider");
  }
  const auto& nodes = profile.at("nodes");
  EXPECT_TRUE(std::ranges::is_sorted(nodes, std::ranges::greater(),
                                     [](const auto& node) { return node.at("total_us").template get<double>(); }));
  double sum = 0;
  for (const auto& part : profile.at("ledger").at("parts")) sum += part.at("us").get<double>();
  EXPECT_NEAR(sum, profile.at("ledger").at("wall_us").get<double>(), 1e-6);
  EXPECT_TRUE(profile.at("memory").at("peak_bytes").is_number());
  EXPECT_TRUE(nlohmann::json::parse(content(file("t.json"))).is_array());
  EXPECT_NE(content(file("t.html")).find("ortool.profile/1"), std::string::npos);
  EXPECT_TRUE(content(file("t.csv")).starts_with("name,op_type,provider,calls,"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 3);
}

TEST_F(ProfileCommand, MakesInputsUp) {
  const ProcessResult result = run_ortool({"profile", kModel, "--runs", "1", "--out", file("t.json"), "--seed", "7"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.err.find("random values (seed 7)"), std::string::npos) << result.err;
  EXPECT_NE(result.out.find("where the time of a mean run went"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("unattributed"), std::string::npos) << result.out;
}

TEST_F(ProfileCommand, ReadsATraceAgain) {
  record("t.json");
  const ProcessResult nodes = run_ortool({"profile", file("t.json"), "--by", "node", "--top", "1"});
  ASSERT_EQ(nodes.code, 0) << nodes.err;
  EXPECT_NE(nodes.out.find("\nnodes (1 of "), std::string::npos) << nodes.out;
  EXPECT_EQ(nodes.out.find("\noperators"), std::string::npos) << nodes.out;
  const ProcessResult modules = run_ortool({"profile", file("t.json"), "--by", "module"});
  EXPECT_NE(modules.out.find("/conv1"), std::string::npos) << modules.out;
  const ProcessResult fewer = run_ortool({"profile", file("t.json"), "--warmup", "3", "--json", "-"});
  EXPECT_EQ(nlohmann::json::parse(fewer.out).at("runs").at("measured"), 1);
  expect_failure({"profile", file("t.json"), "--warmup", "4"}, 5, "no run is left to report on");
}

TEST_F(ProfileCommand, RoofsOfGivenHardware) {
  record("t.json");
  const std::string hardware = write(
      "hw.json",
      R"({"schema":"ortool.hardware/1","cpu":"x","isa":"y","threads":2,"gflops":{"float":1000},"bandwidth":[{"level":"DRAM","bytes":0,"shared":true,"read_gb_s":100}],"fork_join_us":0.01})");
  const ProcessResult result = run_ortool({"profile", file("t.json"), "--hw", hardware, "--json", "-"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto profile = nlohmann::json::parse(result.out);
  EXPECT_EQ(profile.at("ceilings").at("fork_join_us"), 0.01);
  EXPECT_FALSE(profile.at("roofline").at("points").empty());
  for (const auto& point : profile.at("roofline").at("points")) EXPECT_LE(point.at("share"), 1);
  const ProcessResult text = run_ortool({"profile", file("t.json"), "--hw", hardware});
  EXPECT_NE(text.out.find("what the machine could do"), std::string::npos) << text.out;
  expect_failure({"profile", file("t.json"), "--hw", write("bad.json", "{")}, 5, "is no JSON");
  expect_failure({"profile", file("t.json"), "--hw", write("other.json", "{}")}, 5, "ortool.hardware/1");
  expect_failure({"profile", file("t.json"), "--hw", file("none.json")}, 8, "none.json");
}

TEST_F(ProfileCommand, Assertions) {
  record("t.json");
  const ProcessResult good =
      run_ortool({"profile", file("t.json"), "--assert", "copies==0", "--assert", "provider(MaxPool)==cpu", "--assert",
                  "percent(FusedConv)<=100", "--assert", "wall>0ms", "--json", "-"});
  ASSERT_EQ(good.code, 0) << good.err;
  EXPECT_EQ(nlohmann::json::parse(good.out).at("assertions").size(), 4U);
  const ProcessResult bad = run_ortool({"profile", file("t.json"), "--assert", "nodes<2"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_NE(bad.out.find("FAIL"), std::string::npos) << bad.out;
  expect_failure({"profile", file("t.json"), "--assert", "nonsense<2"}, 2, "nonsense");
}

TEST_F(ProfileCommand, Diff) {
  record("a.json");
  record("b.json", {"--opt", "none"});
  const ProcessResult result =
      run_ortool({"profile", "diff", file("a.json"), file("b.json"), "--threshold", "900%", "--json", "-"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto diff = nlohmann::json::parse(result.out);
  EXPECT_EQ(diff.at("schema"), "ortool.profile-diff/1");
  EXPECT_EQ(diff.at("environment").at(0).at("name"), "optimization");
  EXPECT_TRUE(std::ranges::any_of(diff.at("nodes"), [](const auto& node) { return node.at("match") == "lineage"; }));
  const ProcessResult text = run_ortool({"profile", "diff", file("a.json"), file("a.json"), "--top", "2"});
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_NE(text.out.find("nodes (2 of "), std::string::npos) << text.out;
}

/// A trace of ONNX Runtime in which a run takes `dur` us.
std::string foreign_trace(int dur) {
  std::string text = "[\n";
  for (int run = 0; run < 8; ++run) {
    const std::string ts = std::to_string(1'000'000 * run);
    const std::string time = std::to_string(dur + run % 2);
    for (const std::string& name : {std::string("a_kernel_time"), std::string("model_run")}) {
      const bool is_node = name != "model_run";
      text += R"({"cat" : ")" + std::string(is_node ? "Node" : "Session") + R"(","pid" :1,"tid" :1,"dur" :)" + time +
              R"(,"ts" :)" + ts + R"(,"ph" : "X","name" :")" + name + R"(","args" : {)" +
              (is_node ? R"("op_name" : "Add","provider" : "CPUExecutionProvider")" : "") + "}},\n";
    }
  }
  return text;
}

TEST_F(ProfileCommand, DiffFailsBeyondTheThreshold) {
  const std::string fast = write("fast.json", foreign_trace(1000));
  const std::string slow = write("slow.json", foreign_trace(1100));
  const ProcessResult result = run_ortool({"profile", "diff", fast, slow});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.out.find("slower: a run takes 1.1"), std::string::npos) << result.out;
  EXPECT_NE(result.err.find("beyond --threshold 3%"), std::string::npos) << result.err;
  EXPECT_EQ(run_ortool({"profile", "diff", slow, fast}).code, 0);
  EXPECT_EQ(run_ortool({"profile", "diff", fast, slow, "--threshold", "20%"}).code, 0);
  expect_failure({"profile", "diff", fast, slow, "--threshold", "much"}, 2, "--threshold");
  expect_failure({"profile", "diff", fast, file("none.json")}, 8, "none.json");
  expect_failure({"profile", "diff", fast}, 2, "ortool profile diff --help");
}

TEST_F(ProfileCommand, CutOffTrace) {
  record("t.json");
  const std::string text = content(file("t.json"));
  const ProcessResult result = run_ortool({"profile", write("cut.json", text.substr(0, text.size() - 500))});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.out.find("warning: the trace is cut off"), std::string::npos) << result.out;
}

TEST_F(ProfileCommand, Errors) {
  expect_failure({"profile"}, 2, "MODEL is missing");
  expect_failure({"profile", file("none.onnx")}, 8, "none.onnx");
  expect_failure({"profile", file("none.json")}, 8, "none.json");
  expect_failure({"profile", write("x.json", "hello")}, 5, "'h' stands where");
  expect_failure({"profile", write("r.json", R"({"schema":"ortool.profile/1"})")}, 5, "give the trace that it names");
  expect_failure({"profile", write("e.json", "[]"), "--runs", "3"}, 2, "--runs says how a model is run");
  expect_failure({"profile", file("e.json"), "--threads", "1"}, 2, "--threads");
  expect_failure({"profile", file("e.json"), "--html", "-"}, 2, "--html");
  expect_failure({"profile", file("e.json"), "--json", "-", "--csv", "-"}, 2, "standard output");
  expect_failure({"profile", kModel, "--out", kModel}, 2, "that is the model");
  expect_failure({"profile", kModel, "--out", file("no/t.json")}, 8, "no");
  expect_failure({"profile", kModel, "--input", "none=rand"}, 5, "none");
}

TEST_F(ProfileCommand, InterruptKeepsWhatThereIs) {
  const std::string program = ORT_BINARY_DIR "/apps/ortool/ortool";
  std::vector<std::string> arguments = {program,   "profile", kModel,         "--input", kSeven,        "--runs",
                                        "1000000", "--out",   file("t.json"), "--json",  file("p.json")};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  ASSERT_EQ(posix_spawn(&child, program.c_str(), nullptr, nullptr, argv.data(), environ), 0);
  const auto has_runs = [&] {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (content(entry.path()).find("unprofiled_run") != std::string::npos) return true;
    }
    return false;
  };
  for (int i = 0; i < 3000 && !has_runs(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  kill(child, SIGINT);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_GT(nlohmann::json::parse(content(file("p.json"))).at("runs").at("measured"), 0);
  EXPECT_TRUE(nlohmann::json::parse(content(file("t.json"))).is_array());
}

}  // namespace
}  // namespace ortool::test
