#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/ortool/conformance/temporary_folder.h"
#include "tests/ortool/archive_maker.h"
#include "tests/ortool/ortool_process.h"

namespace ortool::test {
namespace {

using std::filesystem::path;

const path kDigits = path(ORT_SOURCE_DIR) / "testdata/digits";

std::string read_text(const path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_text(const path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

/// A tree of tests made of the digits model, and the command run on it.
class BackendTest : public testing::Test {
 protected:
  path tree() const { return folder_.path() / "tree"; }

  /// A test that passes: its folder.
  path add_test(const std::string& suite, const std::string& name) const {
    const path test = tree() / suite / name;
    std::filesystem::create_directories(test);
    std::filesystem::copy(kDigits / "digits.onnx", test / "model.onnx");
    std::filesystem::copy(kDigits / "test_data_set_0", test / "test_data_set_0");
    return test;
  }

  ProcessResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"backend-test", tree().string()});
    return run_ortool(arguments);
  }

  /// The report of a run that must end with `code`.
  nlohmann::json report(int code, std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.end(), {"--json", "-"});
    const ProcessResult result = run(arguments);
    EXPECT_EQ(result.code, code) << result.err;
    return nlohmann::json::parse(result.out);
  }

  /// The detail of the only test, which must fail.
  std::string failure() const {
    const nlohmann::json found = report(1);
    EXPECT_EQ(found.at("failed"), 1) << found;
    EXPECT_EQ(found.at("tests").at(0).at("status"), "failed");
    return found.at("tests").at(0).at("detail");
  }

  TemporaryFolder folder_;
};

std::vector<std::string> names(const nlohmann::json& report) {
  std::vector<std::string> list;
  for (const auto& test : report.at("tests")) list.push_back(test.at("name"));
  return list;
}

TEST_F(BackendTest, PassingTreeGivesTheDocumentedReport) {
  add_test("node", "test_b");
  add_test("node", "test_a");
  add_test("real", "test_c");
  const nlohmann::json found = report(0);
  EXPECT_EQ(found.at("schema"), "ortool.backend-test/1");
  EXPECT_EQ(found.at("total"), 3);
  EXPECT_EQ(found.at("passed"), 3);
  for (const char* key : {"failed", "unsupported", "crashed", "property_checked"}) EXPECT_EQ(found.at(key), 0) << key;
  EXPECT_EQ(names(found), (std::vector<std::string>{"test_a", "test_b", "test_c"}));
  const nlohmann::json& test = found.at("tests").at(2);
  EXPECT_EQ(test.at("suite"), "real");
  EXPECT_EQ(test.at("status"), "passed");
  EXPECT_EQ(test.at("detail"), "");
  EXPECT_GT(test.at("seconds").get<double>(), 0);
  EXPECT_EQ(found.at("suites").at("node").at("passed"), 2);
  EXPECT_EQ(found.at("operators").at("Conv").at("total"), 3);
}

TEST_F(BackendTest, TextNamesTotalsAndFailures) {
  add_test("node", "test_good");
  std::filesystem::remove(add_test("node", "test_bad") / "model.onnx");
  const ProcessResult result = run({});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.out.find("node/test_bad: model.onnx is missing"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("1 of 2 tests passed, 1 failed"), std::string::npos) << result.out;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

TEST_F(BackendTest, AWrongExpectationFailsWithTheOutput) {
  const path expected = add_test("node", "test_a") / "test_data_set_0/output_0.pb";
  std::string bytes = read_text(expected);
  bytes[bytes.size() - 1] = static_cast<char>(bytes.back() ^ 0x40);
  write_text(expected, bytes);
  EXPECT_NE(failure().find("scores"), std::string::npos) << failure();
}

TEST_F(BackendTest, EveryDataSetCounts) {
  const path test = add_test("node", "test_a");
  std::filesystem::copy(test / "test_data_set_0", test / "test_data_set_1");
  EXPECT_EQ(report(0).at("passed"), 1);
  std::filesystem::copy_file(test / "test_data_set_1/input_0.pb", test / "test_data_set_1/output_0.pb",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_NE(failure().find("test_data_set_1"), std::string::npos) << failure();
}

TEST_F(BackendTest, MissingAndSurplusFilesFail) {
  const path test = add_test("node", "test_a");
  const path data = test / "test_data_set_0";
  std::filesystem::copy(data / "output_0.pb", data / "output_1.pb");
  EXPECT_NE(failure().find("output_1.pb"), std::string::npos) << failure();
  std::filesystem::remove(data / "output_1.pb");
  std::filesystem::copy(data / "input_0.pb", data / "input_1.pb");
  EXPECT_NE(failure().find("input_1.pb"), std::string::npos) << failure();
  std::filesystem::remove(data / "input_1.pb");
  std::filesystem::remove(data / "output_0.pb");
  EXPECT_NE(failure().find("output_0.pb"), std::string::npos) << failure();
  std::filesystem::remove(data / "input_0.pb");
  EXPECT_NE(failure().find("input_0.pb is missing"), std::string::npos) << failure();
  std::filesystem::remove_all(data);
  EXPECT_NE(failure().find("test_data_set_0"), std::string::npos) << failure();
}

TEST_F(BackendTest, DamagedFilesFail) {
  const path test = add_test("node", "test_a");
  write_text(test / "test_data_set_0/input_0.pb", "\xff\xff\xff");
  EXPECT_NE(failure().find("input_0.pb"), std::string::npos) << failure();
  write_text(test / "model.onnx", "\xff\xff\xff");
  EXPECT_FALSE(failure().empty());
}

TEST_F(BackendTest, DataJsonSetsTheTolerance) {
  const path test = add_test("node", "test_a");
  std::filesystem::copy_file(test / "test_data_set_0/output_0.pb", folder_.path() / "expected.pb");
  std::string bytes = read_text(test / "test_data_set_0/output_0.pb");
  bytes[bytes.size() - 2] = static_cast<char>(bytes[bytes.size() - 2] ^ 0x40);
  write_text(test / "test_data_set_0/output_0.pb", bytes);
  EXPECT_FALSE(failure().empty());
  write_text(test / "data.json", R"({"rtol": 0.5, "atol": 10})");
  EXPECT_EQ(report(0).at("passed"), 1);
  write_text(test / "data.json", "{");
  EXPECT_NE(failure().find("data.json"), std::string::npos) << failure();
}

TEST_F(BackendTest, AnUnknownOperatorIsUnsupportedAndNamed) {
  const path model = add_test("node", "test_a") / "model.onnx";
  std::string bytes = read_text(model);
  for (std::size_t at = bytes.find("Softmax"); at != std::string::npos; at = bytes.find("Softmax")) bytes[at + 5] = 'i';
  write_text(model, bytes);
  const nlohmann::json found = report(0);
  EXPECT_EQ(found.at("unsupported"), 1) << found;
  EXPECT_EQ(found.at("missing_operators").at("Softmix"), 1);
  EXPECT_NE(found.at("tests").at(0).at("detail").get<std::string>().find("Softmix"), std::string::npos) << found;
  const ProcessResult checked = run_ortool({"check-backend", model.string(), "--json", "-"});
  EXPECT_EQ(checked.code, 4) << checked.err;
  const nlohmann::json support = nlohmann::json::parse(checked.out);
  EXPECT_EQ(support.at("supported"), false);
  EXPECT_EQ(support.at("nodes").back().at("provider"), nullptr);
  EXPECT_NE(checked.err.find("Softmix"), std::string::npos) << checked.err;
}

TEST_F(BackendTest, SuitesFiltersAndExcludesChoose) {
  for (const char* name : {"test_add", "test_conv", "test_conv_pad"}) add_test("node", name);
  add_test("real", "test_conv");
  EXPECT_EQ(report(0, {"--suite", "real"}).at("total"), 1);
  EXPECT_EQ(report(0, {"--filter", "*conv*"}).at("total"), 3);
  EXPECT_EQ(report(0, {"--filter", "node/*conv*", "--exclude", "*pad"}).at("total"), 1);
  const ProcessResult list = run({"--filter", "*conv*", "--list"});
  EXPECT_EQ(list.code, 0);
  EXPECT_EQ(list.out, "node/test_conv\nnode/test_conv_pad\nreal/test_conv\n");
  const ProcessResult none = run({"--suite", "nod"});
  EXPECT_EQ(none.code, 2);
  EXPECT_NE(none.err.find("node, real"), std::string::npos) << none.err;
}

TEST_F(BackendTest, WorkersShareTheTests) {
  for (int i = 0; i < 7; ++i) add_test("node", "test_" + std::to_string(i));
  const nlohmann::json found = report(0, {"-j", "2"});
  EXPECT_EQ(found.at("passed"), 7);
  EXPECT_EQ(names(found).front(), "test_0");
  EXPECT_EQ(names(found).back(), "test_6");
}

TEST_F(BackendTest, NoTestIsAUsageErrorAndNoPathAFileError) {
  std::filesystem::create_directories(tree() / "node");
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run_ortool({"backend-test", (folder_.path() / "absent").string()}).code, 8);
  EXPECT_EQ(run_ortool({"backend-test"}).code, 2);
}

TEST_F(BackendTest, EmptyTestFolderFails) {
  std::filesystem::create_directories(tree() / "node/test_empty");
  EXPECT_NE(failure().find("model.onnx"), std::string::npos) << failure();
}

TEST_F(BackendTest, ArchivesOfEveryForm) {
  add_test("node", "test_a");
  add_test("light", "test_no");
  const std::vector<ArchiveEntry> entries = entries_of_folder(folder_.path());
  for (const char* name : {"t.tar", "t.tar.gz", "t.tar.xz", "t.zip", "t.whl"}) {
    const path archive = folder_.path() / name;
    make_archive(archive, entries);
    const ProcessResult result = run_ortool({"backend-test", archive.string(), "--json", "-"});
    ASSERT_EQ(result.code, 0) << name << ": " << result.err;
    EXPECT_EQ(nlohmann::json::parse(result.out).at("passed"), 1) << name;
    std::filesystem::remove(archive);
  }
}

TEST_F(BackendTest, HostileArchivesAreBadInput) {
  const path archive = folder_.path() / "hostile.tar";
  make_archive(archive, {{"node/test_a/model.onnx", "x"}, {"../../escaped", "x"}});
  EXPECT_EQ(run_ortool({"backend-test", archive.string()}).code, 5);
  write_text(archive, "no archive");
  EXPECT_EQ(run_ortool({"backend-test", archive.string()}).code, 5);
}

TEST_F(BackendTest, JunitFileIsWellFormed) {
  add_test("node", "test_good");
  std::filesystem::remove(add_test("node", "test_\x01<&\">") / "model.onnx");
  const path junit = folder_.path() / "junit.xml";
  EXPECT_EQ(run({"--junit", junit.string()}).code, 1);
  const std::string xml = read_text(junit);
  EXPECT_NE(xml.find("<testsuite name=\"node\" tests=\"2\" failures=\"1\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("name=\"test_\\x01&lt;&amp;&quot;&gt;\""), std::string::npos) << xml;
  EXPECT_EQ(
      std::system(
          ("/usr/bin/python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' " + junit.string()).c_str()),
      0);
}

TEST_F(BackendTest, BadFlagsAreUsageErrors) {
  add_test("node", "test_a");
  EXPECT_EQ(run({"-j", "-1"}).code, 2);
  EXPECT_EQ(run({"--timeout", "0"}).code, 2);
  EXPECT_EQ(run({"--providers", "nonsense"}).code, 2);
  EXPECT_EQ(run({"--json", "/absent/report.json"}).code, 8);
}

}  // namespace
}  // namespace ortool::test
