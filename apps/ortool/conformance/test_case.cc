#include "apps/ortool/conformance/test_case.h"

#include <fnmatch.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <tuple>

#include "apps/ortool/errors.h"

namespace ortool {
namespace {

using std::filesystem::path;

constexpr std::string_view kDataSetPrefix = "test_data_set_";

bool is_left_out(const path& entry) {
  return std::any_of(entry.begin(), entry.end(),
                     [](const path& part) { return part == "variants" || part == "light"; });
}

/// The folder above the outermost data set on the way to `entry`, if there is one.
std::optional<path> folder_around_data_set(const path& entry) {
  path above;
  for (const path& part : entry) {
    if (is_data_set_name(part.string())) return above;
    above /= part;
  }
  return std::nullopt;
}

std::set<path> folders_with_content(const std::vector<TreeEntry>& entries) {
  std::set<path> folders;
  for (const TreeEntry& entry : entries) folders.insert(entry.path.parent_path());
  return folders;
}

std::set<path> find_test_folders(const std::vector<TreeEntry>& entries) {
  const std::set<path> full = folders_with_content(entries);
  std::set<path> tests;
  for (const TreeEntry& entry : entries) {
    if (is_left_out(entry.path)) continue;
    const std::string name = entry.path.filename().string();
    if (const auto around = folder_around_data_set(entry.is_folder ? entry.path : entry.path.parent_path())) {
      tests.insert(*around);
    } else if (!entry.is_folder && name == "model.onnx") {
      tests.insert(entry.path.parent_path());
    } else if (entry.is_folder && name.starts_with("test_") && !full.contains(entry.path)) {
      tests.insert(entry.path);
    }
  }
  return tests;
}

bool matches_any(const std::vector<std::string>& globs, const TestCase& test) {
  const std::string full_name = test.full_name();
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return fnmatch(glob.c_str(), test.name.c_str(), 0) == 0 || fnmatch(glob.c_str(), full_name.c_str(), 0) == 0;
  });
}

}  // namespace

bool is_data_set_name(const std::string& name) {
  if (!name.starts_with(kDataSetPrefix) || name.size() == kDataSetPrefix.size()) return false;
  return name.find_first_not_of("0123456789", kDataSetPrefix.size()) == std::string::npos;
}

std::vector<TestCase> find_tests(const path& root, const std::vector<TreeEntry>& entries) {
  std::vector<TestCase> tests;
  for (const path& below_root : find_test_folders(entries)) {
    const path folder = below_root.empty() ? root : root / below_root;
    tests.push_back({folder.parent_path().filename().string(), folder.filename().string(), folder});
  }
  std::sort(tests.begin(), tests.end(), [](const TestCase& a, const TestCase& b) {
    return std::tie(a.suite, a.name, a.folder) < std::tie(b.suite, b.name, b.folder);
  });
  return tests;
}

std::vector<TreeEntry> list_folder(const path& root) {
  std::vector<TreeEntry> entries;
  std::error_code error;
  for (auto it = std::filesystem::recursive_directory_iterator(root, error);
       !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
    std::error_code unreadable;
    entries.push_back({it->path().lexically_relative(root), it->is_directory(unreadable)});
  }
  if (error) throw file_error("list", root, error.value());
  return entries;
}

bool TestSelection::takes(const TestCase& test) const {
  if (!suites.empty() && std::find(suites.begin(), suites.end(), test.suite) == suites.end()) return false;
  if (!filters.empty() && !matches_any(filters, test)) return false;
  return !matches_any(excludes, test);
}

}  // namespace ortool
