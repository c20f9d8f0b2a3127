#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/ortool/capability/hardware_cache.h"
#include "apps/ortool/capability/hardware_report.h"
#include "tests/ortool/ortool_process.h"
#include "tests/support/temporary_folder.h"

namespace ortool::test {
namespace {

const std::string kDigits = ORT_SOURCE_DIR "/testdata/digits/digits.onnx";

nlohmann::json report(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"check-backend"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  all.insert(all.end(), {"--json", "-"});
  const ProcessResult result = run_ortool(all);
  EXPECT_EQ(result.code, 0) << result.err;
  return nlohmann::json::parse(result.out);
}

TEST(CheckBackend, ModelReportHasTheDocumentedKeys) {
  const nlohmann::json found = report({kDigits});
  EXPECT_EQ(found.at("schema"), "ortool.check-backend/1");
  EXPECT_EQ(found.at("supported"), true);
  const nlohmann::json image = {{"name", "image"}, {"type", "tensor(float)"}, {"shape", {"batch", 1, 8, 8}}};
  EXPECT_EQ(found.at("inputs"), nlohmann::json::array({image}));
  EXPECT_EQ(found.at("outputs").at(0).at("name"), "scores");
  EXPECT_TRUE(found.at("overridable_initializers").is_array());
  for (const char* key : {"producer_name", "graph_name", "domain", "description", "graph_description"}) {
    EXPECT_TRUE(found.at("metadata").at(key).is_string()) << key;
  }
  EXPECT_TRUE(found.at("metadata").at("version").is_number_integer());
  EXPECT_TRUE(found.at("metadata").at("custom").is_object());
  EXPECT_EQ(found.at("opsets").at("ai.onnx"), 17);
  ASSERT_EQ(found.at("nodes").size(), 11U);
  const nlohmann::json& conv = found.at("nodes").at(0);
  EXPECT_EQ(conv.at("op_type"), "Conv");
  EXPECT_EQ(conv.at("domain"), "");
  EXPECT_EQ(conv.at("since_version"), 11);
  EXPECT_EQ(conv.at("provider"), "CPUExecutionProvider");
  EXPECT_TRUE(conv.at("name").is_string());
  EXPECT_TRUE(conv.at("reason").is_string());
}

TEST(CheckBackend, TextNamesOperatorsAndProviders) {
  const ProcessResult result = run_ortool({"check-backend", kDigits});
  EXPECT_EQ(result.code, 0) << result.err;
  for (const char* text : {"image", "scores", "Conv (2)", "CPUExecutionProvider (11)", "supported    yes"}) {
    EXPECT_NE(result.out.find(text), std::string::npos) << text << "\n" << result.out;
  }
}

TEST(CheckBackend, MachineReport) {
  const nlohmann::json found = report({});
  EXPECT_GE(found.at("machine").at("usable_cpus"), 1);
  EXPECT_GT(found.at("machine").at("memory_bytes"), 0);
  EXPECT_GE(found.at("machine").at("online_cpus"), found.at("machine").at("usable_cpus"));
  EXPECT_TRUE(found.at("machine").at("caches").is_array());
  EXPECT_TRUE(found.at("machine").at("numa_nodes").is_array());
  EXPECT_EQ(found.at("providers").back().at("name"), "CPUExecutionProvider");
  EXPECT_EQ(found.at("providers").back().at("available"), true);
  const ProcessResult text = run_ortool({"check-backend"});
  EXPECT_EQ(text.code, 0);
  EXPECT_NE(text.out.find("CPUExecutionProvider"), std::string::npos) << text.out;
}

TEST(CheckBackend, OperatorsComeFromTheRegistry) {
  const nlohmann::json operators = report({"--ops"}).at("operators");
  ASSERT_FALSE(operators.empty());
  bool has_conv = false;
  for (const auto& op : operators) {
    EXPECT_TRUE(op.at("domain").is_string());
    EXPECT_FALSE(op.at("versions").empty()) << op;
    EXPECT_TRUE(op.at("types").is_object());
    has_conv = has_conv || (op.at("name") == "Conv" && op.at("provider") == "CPUExecutionProvider");
  }
  EXPECT_TRUE(has_conv);
  EXPECT_NE(run_ortool({"check-backend", "--ops"}).out.find("Conv"), std::string::npos);
}

TEST(CheckBackend, TellsCostsParametersAndActivations) {
  const nlohmann::json open = report({kDigits});
  EXPECT_EQ(open.at("assumed_dims"), (nlohmann::json{{"batch", 1}}));
  EXPECT_EQ(open.at("nodes_without_cost"), 0);
  EXPECT_EQ(open.at("parameters").at(0).at("type"), "float");
  EXPECT_EQ(open.at("external_files"), nlohmann::json::array());
  const nlohmann::json eight = report({kDigits, "--dim", "batch=8"});
  EXPECT_EQ(eight.at("assumed_dims"), nlohmann::json::object());
  EXPECT_GT(eight.at("operations").get<double>(), 7 * open.at("operations").get<double>());
  EXPECT_GT(eight.at("activations").at("peak_bytes"), open.at("activations").at("peak_bytes"));
  EXPECT_TRUE(open.at("activations").at("peak_node").is_string());
  // 3 x 3 products and sums for 8 channels of 8 x 8 elements, and the bias.
  const nlohmann::json& conv = open.at("nodes").at(0);
  EXPECT_EQ(conv.at("operations").get<double>(), 8 * 8 * 16 * (2 * 9 + 1));
}

TEST(CheckBackend, TellsWhatTheOptimizerDid) {
  const nlohmann::json optimizer = report({kDigits}).at("optimizer");
  const nlohmann::json& passes = optimizer.at("passes");
  ASSERT_FALSE(passes.empty());
  EXPECT_EQ(passes.at(0).at("name"), "constant_folding");
  for (const char* key : {"milliseconds", "rewrites", "nodes_before", "nodes_after", "near_misses"}) {
    EXPECT_TRUE(passes.at(0).contains(key)) << key;
  }
  EXPECT_EQ(optimizer.at("nodes").at(0).at("op_type"), "FusedConv");
  EXPECT_EQ(optimizer.at("nodes").at(0).at("lineage").size(), 3U);
  EXPECT_TRUE(report({kDigits, "--opt", "none"}).at("optimizer").at("passes").empty());
}

TEST(CheckBackend, NodesAreListedOnRequest) {
  EXPECT_EQ(run_ortool({"check-backend", kDigits}).out.find("/relu2/Relu"), std::string::npos);
  const std::string nodes = run_ortool({"check-backend", kDigits, "--nodes"}).out;
  EXPECT_NE(nodes.find("from /conv2/Conv, /norm2/BatchNormalization, /relu2/Relu"), std::string::npos) << nodes;
}

/// The digits classifier with an operator at its end that nobody knows.
std::filesystem::path damaged_digits(const ort::testing::TemporaryFolder& folder) {
  std::ifstream file(kDigits, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const std::string op_type = "\x22\x07Softmax";
  const std::size_t at = bytes.find(op_type);
  EXPECT_NE(at, std::string::npos);
  bytes.replace(at, op_type.size(), "\x22\x07Softnix");
  return folder.write("softnix.onnx", bytes);
}

TEST(CheckBackend, UnsupportedNodesAreSavedAsModels) {
  const ort::testing::TemporaryFolder folder;
  const std::string model = damaged_digits(folder).string();
  const std::string saved = (folder.path() / "new" / "saved").string();
  const ProcessResult result = run_ortool({"check-backend", model, "--save-unsupported", saved, "--json", "-"});
  EXPECT_EQ(result.code, 4);
  EXPECT_NE(result.err.find("1 of 11 nodes have no provider: Softnix (1)"), std::string::npos) << result.err;
  const nlohmann::json found = nlohmann::json::parse(result.out);
  EXPECT_EQ(found.at("supported"), false);
  ASSERT_EQ(found.at("saved").size(), 1U);
  const std::string file = found.at("saved").at(0).at("file");
  EXPECT_EQ(file, saved + "/Softnix-17-1.onnx");
  const ProcessResult again = run_ortool({"check-backend", file});
  EXPECT_EQ(again.code, 4) << again.err;
  EXPECT_NE(again.out.find("Softnix"), std::string::npos);
  EXPECT_EQ(run_ortool({"check-backend", model, "--save-unsupported", kDigits + "/folder"}).code, 8);
}

TEST(CheckBackend, NothingToSave) {
  const ort::testing::TemporaryFolder folder;
  const ProcessResult result = run_ortool({"check-backend", kDigits, "--save-unsupported", folder.path().string()});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(CheckBackend, HardwareIsMeasuredOnceAndKeptUnlessDisturbed) {
  const ort::testing::TemporaryFolder folder;
  ::setenv("XDG_CACHE_HOME", folder.path().c_str(), 1);
  const nlohmann::json first = report({"--hw", "--threads", "1"});
  EXPECT_EQ(first.at("schema"), "ortool.hardware/1");
  EXPECT_EQ(first.at("threads"), 1);
  EXPECT_GT(first.at("gflops").at("float"), 0);
  EXPECT_GT(first.at("gflops").at("double"), 0);
  EXPECT_GT(first.at("fork_join_us"), 0);
  ASSERT_FALSE(first.at("bandwidth").empty());
  EXPECT_EQ(first.at("bandwidth").back().at("level"), "DRAM");
  for (const auto& level : first.at("bandwidth")) {
    for (const char* key : {"read_gb_s", "write_gb_s", "copy_gb_s"}) {
      EXPECT_GT(level.at(key), 0) << level;
      EXPECT_GT(level.at("one_thread").at(key), 0) << level;
    }
  }
  const std::filesystem::path file = hardware_cache_path(1);
  EXPECT_EQ(std::filesystem::exists(file), !is_disturbed(first));
  nlohmann::json kept = first;
  kept["measured_at"] = "2026-01-31T12:00:00Z";
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << kept;
  EXPECT_EQ(report({"--hw", "--threads", "1"}), kept);
  std::ofstream(file) << "{\"schema\": ";
  EXPECT_EQ(report({"--hw", "--threads", "1"}).at("schema"), "ortool.hardware/1");
  EXPECT_NE(run_ortool({"check-backend", "--hw", "--threads", "1"}).out.find("DRAM"), std::string::npos);
  ::unsetenv("XDG_CACHE_HOME");
}

TEST(CheckBackend, Errors) {
  EXPECT_EQ(run_ortool({"check-backend", "/absent.onnx"}).code, 8);
  EXPECT_EQ(run_ortool({"check-backend", ORT_SOURCE_DIR "/LICENSE"}).code, 3);
  EXPECT_EQ(run_ortool({"check-backend", kDigits, "--ops"}).code, 2);
  EXPECT_EQ(run_ortool({"check-backend", kDigits, "--hw"}).code, 2);
  EXPECT_EQ(run_ortool({"check-backend", "--hw=sometimes"}).code, 2);
  EXPECT_EQ(run_ortool({"check-backend", "--threads", "2"}).code, 2);
  EXPECT_EQ(run_ortool({"check-backend", "--nodes"}).code, 2);
  EXPECT_EQ(run_ortool({"check-backend", "--save-unsupported", "/tmp"}).code, 2);
  EXPECT_EQ(run_ortool({"check-backend", kDigits, "--dim", "bach=2"}).code, 2);
  const ProcessResult unknown = run_ortool({"check-backend", kDigits, "--providers", "nonsense"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("CPUExecutionProvider"), std::string::npos) << unknown.err;
}

}  // namespace
}  // namespace ortool::test
