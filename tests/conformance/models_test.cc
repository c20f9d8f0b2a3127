#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/compare.h"
#include "ort/error.h"
#include "ort/session.h"
#include "tests/conformance/model_references.h"
#include "tests/support/test_providers.h"

namespace ort::test {
namespace {

constexpr const char* kNoModels =
    "no reference models: set ORT_SHARED_DATA to the folder that holds models/, or put it beside the checkout as "
    "shared/";

std::vector<ModelExpectation> listed_models() {
  return read_expectations(ORT_SOURCE_DIR "/tests/conformance/models.txt");
}

/// Names of the folders with a refs.json.
std::vector<std::string> models_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (std::filesystem::exists(entry.path() / "refs.json")) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Model : public testing::TestWithParam<ModelExpectation> {};

void expect_outputs_agree(const ModelReference& reference, const ortool::Tolerance& tolerance) {
  const InferenceSession session(reference.model, {}, test_provider_specs());
  std::map<std::string, OrtValue> feed;
  for (const ReferenceValue& input : reference.inputs) feed.emplace(input.name, input.value);
  std::vector<std::string> names;
  for (const ReferenceValue& output : reference.outputs) names.push_back(output.name);
  const std::vector<OrtValue> actual = session.run(names, feed);
  ASSERT_EQ(actual.size(), reference.outputs.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const ReferenceValue& expected = reference.outputs[i];
    const OrtValue compared = expected.stride == 1 ? actual[i] : every_nth(actual[i], expected.stride);
    const ortool::Comparison comparison = ortool::compare(compared, expected.value, tolerance);
    EXPECT_TRUE(comparison.passed) << expected.name << ": " << comparison.reason;
  }
}

TEST_P(Model, AgreesWithOnnxRuntime) {
  const std::filesystem::path models = find_models();
  if (models.empty()) GTEST_SKIP() << kNoModels;
  const ModelReference reference = read_reference(models, GetParam().name);
  try {
    if (GetParam().passes) return expect_outputs_agree(reference, GetParam().tolerance);
    const InferenceSession session(reference.model);
    FAIL() << "it loads: list it as 'pass' in models.txt";
  } catch (const Error& error) {
    const bool is_expected = !GetParam().passes && error.kind() == ErrorKind::kUnsupported;
    EXPECT_TRUE(is_expected) << ortool::printable(error.what(), 1000);
  }
}

std::string name_of(const testing::TestParamInfo<ModelExpectation>& parameter) { return parameter.param.name; }

INSTANTIATE_TEST_SUITE_P(Reference, Model, testing::ValuesIn(listed_models()), name_of);

TEST(ModelList, NamesEveryModelOnce) {
  const std::filesystem::path models = find_models();
  if (models.empty()) GTEST_SKIP() << kNoModels;
  std::vector<std::string> listed;
  for (const ModelExpectation& expectation : listed_models()) listed.push_back(expectation.name);
  std::sort(listed.begin(), listed.end());
  EXPECT_EQ(listed, models_in(models));
}

}  // namespace
}  // namespace ort::test
