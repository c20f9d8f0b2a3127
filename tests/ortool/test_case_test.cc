#include "apps/ortool/conformance/test_case.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "apps/ortool/conformance/test_totals.h"
#include "apps/ortool/junit_document.h"

namespace ortool {
namespace {

std::vector<std::string> names(const std::vector<TestCase>& tests) {
  std::vector<std::string> list;
  for (const TestCase& test : tests) list.push_back(test.full_name());
  return list;
}

TEST(FindTests, TakesFoldersWithAModelOrDataSets) {
  const std::vector<TreeEntry> entries = {{"node/test_b/model.onnx"},
                                          {"node/test_b/test_data_set_0/input_0.pb"},
                                          {"node/test_b/test_data_set_10/output_0.pb"},
                                          {"node/test_a/test_data_set_0", true},
                                          {"deep/real/test_c/model.onnx"},
                                          {"node/test_empty", true},
                                          {"node/README.md"},
                                          {"node/other", true}};
  EXPECT_EQ(names(find_tests("/data/suite", entries)),
            (std::vector<std::string>{"node/test_a", "node/test_b", "node/test_empty", "real/test_c"}));
}

TEST(FindTests, LeavesOutVariantsAndLight) {
  const std::vector<TreeEntry> entries = {{"light/light_vgg19.onnx"},
                                          {"light/test_x/model.onnx"},
                                          {"variants/node-numpy1.24/test_dft/test_data_set_0/output_0.pb"}};
  EXPECT_TRUE(find_tests("/data", entries).empty());
}

TEST(FindTests, TheRootMayBeATestOrASuite) {
  const auto test = find_tests("/data/node/test_a", {{"model.onnx"}});
  EXPECT_EQ(names(test), std::vector<std::string>{"node/test_a"});
  EXPECT_EQ(test.front().folder, "/data/node/test_a");
  EXPECT_EQ(names(find_tests("/data/node", {{"test_a/model.onnx"}})), std::vector<std::string>{"node/test_a"});
}

TEST(TestSelection, SuitesFiltersAndExcludes) {
  const TestCase test{"node", "test_conv_2d", "/x"};
  EXPECT_TRUE(TestSelection{}.takes(test));
  EXPECT_TRUE((TestSelection{{"real", "node"}, {"*conv*"}, {"*3d"}}).takes(test));
  EXPECT_TRUE((TestSelection{{}, {"node/test_*"}, {}}).takes(test));
  EXPECT_FALSE((TestSelection{{"real"}, {}, {}}).takes(test));
  EXPECT_FALSE((TestSelection{{}, {"conv"}, {}}).takes(test));
  EXPECT_FALSE((TestSelection{{}, {}, {"node/*2d"}}).takes(test));
}

TEST(TestTotals, CountsBySuiteAndOperator) {
  CaseResult passed{CaseStatus::kPassed, 1, "", {"Add", "Conv"}, {}};
  CaseResult missing{CaseStatus::kUnsupported, 1, "why", {"Conv", "Foo"}, {"Foo"}};
  const TestTotals totals = count_tests({{{"node", "a", ""}, passed}, {{"real", "b", ""}, missing}});
  EXPECT_EQ(totals.all.total, 2);
  EXPECT_EQ(totals.all.passed, 1);
  EXPECT_EQ(totals.all.unsupported, 1);
  EXPECT_EQ(totals.all.broken(), 0);
  EXPECT_EQ(totals.suites.at("real").passed, 0);
  EXPECT_EQ(totals.operators.at("Conv").passed, 1);
  EXPECT_EQ(totals.operators.at("Conv").total, 2);
  EXPECT_EQ(totals.missing.at("Foo"), 1);
}

TEST(JunitReport, EscapesWhatXmlCannotHold) {
  EXPECT_EQ(xml_text("a<b>&\"\x01\x1b[0m\xff"), "a&lt;b&gt;&amp;&quot;\\x01\\x1b[0m\\xff");
}

}  // namespace
}  // namespace ortool
