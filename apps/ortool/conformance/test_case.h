#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ortool {

/// A test of ONNX's backend suite: a folder with `model.onnx` and folders `test_data_set_K`.
struct TestCase {
  std::string suite;  ///< name of the folder around the test's folder
  std::string name;   ///< name of the test's folder
  std::filesystem::path folder;

  /// "suite/name"
  std::string full_name() const { return suite + "/" + name; }
};

/// A file or folder of a tree or an archive, by its path below the root, without "." and "..".
struct TreeEntry {
  std::filesystem::path path;
  bool is_folder = false;
};

/// The tests that the entries make up, sorted by suite and name; `TestCase::folder` is `root` and the path below it.
///
/// A folder that holds `model.onnx` or a `test_data_set_K` is a test, so is an empty folder named `test_*`: one that
/// lacks something is found here and fails when it runs. Nothing below a folder named `variants` or `light` counts.
std::vector<TestCase> find_tests(const std::filesystem::path& root, const std::vector<TreeEntry>& entries);

/// Everything below the folder `root`; symbolic links to folders are not followed. Throws ort::Error (file).
std::vector<TreeEntry> list_folder(const std::filesystem::path& root);

/// True for "test_data_set_0", "test_data_set_12", ...
bool is_data_set_name(const std::string& name);

/// Which tests the user wants. Globs match the name of a test or its full name; an empty list takes all.
struct TestSelection {
  std::vector<std::string> suites;
  std::vector<std::string> filters;
  std::vector<std::string> excludes;

  bool takes(const TestCase& test) const;
};

}  // namespace ortool
