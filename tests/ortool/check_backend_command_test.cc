#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/ortool/ortool_process.h"

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

TEST(CheckBackend, Errors) {
  EXPECT_EQ(run_ortool({"check-backend", "/absent.onnx"}).code, 8);
  EXPECT_EQ(run_ortool({"check-backend", ORT_SOURCE_DIR "/LICENSE"}).code, 3);
  EXPECT_EQ(run_ortool({"check-backend", kDigits, "--ops"}).code, 2);
  const ProcessResult unknown = run_ortool({"check-backend", kDigits, "--providers", "nonsense"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("CPUExecutionProvider"), std::string::npos) << unknown.err;
}

}  // namespace
}  // namespace ortool::test
