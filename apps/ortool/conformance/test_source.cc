#include "apps/ortool/conformance/test_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <system_error>

#include "apps/ortool/conformance/test_archive.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

using std::filesystem::path;

/// The name of an archive without its endings: the suite of a test that lies at its top.
std::string archive_stem(const path& archive) {
  const std::string name = archive.filename().string();
  const std::size_t ending = name.rfind(".tar");
  return ending == std::string::npos || ending == 0 ? archive.stem().string() : name.substr(0, ending);
}

path canonical_path(const path& given) {
  std::error_code error;
  path resolved = std::filesystem::canonical(given, error);
  if (error) throw file_error("open", given, error.value());
  return resolved;
}

std::string suite_names(const std::vector<TestCase>& tests) {
  std::set<std::string> suites;
  for (const TestCase& test : tests) suites.insert(printable(test.suite));
  return fmt::format("{}", fmt::join(suites, ", "));
}

}  // namespace

TestSource::TestSource(const path& given, const TestSelection& selection, const StopSignals& stop)
    : path_(canonical_path(given)) {
  std::vector<TestCase> all;
  if (std::filesystem::is_directory(path_)) {
    all = find_tests(path_, list_folder(path_));
  } else {
    temporary_.emplace();
    root_ = temporary_->path() / path_.parent_path().filename() / archive_stem(path_);
    all = find_tests(root_, list_archive(path_, stop));
  }
  if (all.empty()) {
    throw usage_error(fmt::format("'{}' holds no test: no folder with model.onnx and test_data_set_0", given.string()));
  }
  std::copy_if(all.begin(), all.end(), std::back_inserter(tests_),
               [&](const TestCase& test) { return selection.takes(test); });
  if (tests_.empty()) {
    throw usage_error(
        fmt::format("none of the {} tests in '{}' is chosen by --suite, --filter and --exclude; suites: {}", all.size(),
                    given.string(), suite_names(all)));
  }
}

void TestSource::unpack(const StopSignals& stop) {
  if (!temporary_) return;
  std::vector<path> folders;
  for (const TestCase& test : tests_) {
    const path below_root = test.folder.lexically_relative(root_);
    folders.push_back(below_root == "." ? path() : below_root);
  }
  extract_archive(path_, folders, root_, stop);
}

}  // namespace ortool
