#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/ortool/ortool_process.h"

namespace ortool::test {
namespace {

const std::string kDigits = ORT_SOURCE_DIR "/testdata/digits";
constexpr const char* kNowhere = "/nonexistent/libort_cuda.so";

std::vector<std::string> digits_on(const std::string& providers) {
  return {"run", kDigits + "/digits.onnx", "--test-data", kDigits, "--providers", providers};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Which file stands for the CUDA provider.
class CudaModule : public ::testing::Test {
 protected:
  static void use(const char* path) { setenv("ORT_CUDA_MODULE", path, 1); }
  void TearDown() override { unsetenv("ORT_CUDA_MODULE"); }
};

TEST_F(CudaModule, WithoutItTheCpuPredictsAndAWarningSaysWhereItWasLookedFor) {
  use(kNowhere);
  const ProcessResult result = run_ortool(digits_on("cuda,cpu"));
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, "PASS 'scores'")) << result.out;
  EXPECT_TRUE(contains(result.err, "CUDAExecutionProvider was asked for")) << result.err;
  EXPECT_TRUE(contains(result.err, kNowhere)) << result.err;
}

TEST_F(CudaModule, WithoutItStrictEndsWithCode9) {
  use(kNowhere);
  std::vector<std::string> arguments = digits_on("cuda,cpu");
  arguments.emplace_back("--strict");
  const ProcessResult result = run_ortool(arguments);
  EXPECT_EQ(result.code, 9);
  EXPECT_TRUE(contains(result.err, kNowhere)) << result.err;
}

TEST_F(CudaModule, AFileThatIsNoModuleIsSaidToBeNone) {
  use(ORT_SOURCE_DIR "/README.md");
  const ProcessResult result = run_ortool(digits_on("cuda,cpu"));
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "its library cannot be loaded")) << result.err;
}

TEST_F(CudaModule, TheOneOfThisBuildRunsOrSaysWhatIsMissing) {
  const ProcessResult result = run_ortool(digits_on("cuda,cpu"));
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, "PASS 'scores'")) << result.out;
  const bool on_device = contains(result.out, "on CUDAExecutionProvider");
  EXPECT_TRUE(on_device || contains(result.err, "cannot be used")) << result.out << result.err;
}

TEST_F(CudaModule, OptionsReachTheProvider) {
  use(ORT_CUDA_HOST_MODULE);
  std::vector<std::string> arguments = digits_on("cuda:{use_tf32=0,enable_cuda_graph=1},cpu");
  arguments.emplace_back("--strict");
  const ProcessResult result = run_ortool(arguments);
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, "on CUDAExecutionProvider, CPUExecutionProvider")) << result.out;
  EXPECT_EQ(result.err, "");
}

TEST_F(CudaModule, AnUnknownOptionIsAUsageError) {
  use(ORT_CUDA_HOST_MODULE);
  const ProcessResult result = run_ortool(digits_on("cuda:{use_tf23=0},cpu"));
  EXPECT_EQ(result.code, 2);
  EXPECT_TRUE(contains(result.err, "Unknown provider option: \"use_tf23\". Did you mean \"use_tf32\"?")) << result.err;
}

TEST_F(CudaModule, CheckBackendListsDevicesOrTheReason) {
  const auto cuda = [] {
    const ProcessResult result = run_ortool({"check-backend", "--json", "-"});
    EXPECT_EQ(result.code, 0) << result.err;
    const nlohmann::json report = nlohmann::json::parse(result.out);
    const auto& providers = report.at("providers");
    const auto found = std::find_if(providers.begin(), providers.end(), [](const nlohmann::json& provider) {
      return provider.at("name") == "CUDAExecutionProvider";
    });
    return found == providers.end() ? nlohmann::json() : *found;
  };
  use(ORT_CUDA_HOST_MODULE);
  const nlohmann::json present = cuda();
  EXPECT_TRUE(present.at("available").get<bool>());
  ASSERT_EQ(present.at("devices").size(), 1U);
  EXPECT_EQ(present.at("devices")[0].at("type"), "cuda");
  use(kNowhere);
  const nlohmann::json missing = cuda();
  EXPECT_FALSE(missing.at("available").get<bool>());
  EXPECT_TRUE(contains(missing.at("reason").get<std::string>(), kNowhere));
}

TEST_F(CudaModule, CheckBackendPlacesNodesAndListsOperators) {
  use(ORT_CUDA_HOST_MODULE);
  const ProcessResult model =
      run_ortool({"check-backend", kDigits + "/digits.onnx", "--providers", "cuda", "--json", "-"});
  EXPECT_EQ(model.code, 0) << model.err;
  const nlohmann::json report = nlohmann::json::parse(model.out);
  for (const auto& node : report.at("nodes")) {
    EXPECT_EQ(node.at("provider"), "CUDAExecutionProvider") << node.dump();
  }
  const ProcessResult operators = run_ortool({"check-backend", "--ops", "--providers", "cuda"});
  EXPECT_EQ(operators.code, 0) << operators.err;
  EXPECT_TRUE(contains(operators.out, "CUDAExecutionProvider")) << operators.out;
  use(kNowhere);
  EXPECT_EQ(run_ortool({"check-backend", "--ops", "--providers", "cuda"}).code, 9);
}

}  // namespace
}  // namespace ortool::test
