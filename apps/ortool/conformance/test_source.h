#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "apps/ortool/conformance/stop_signals.h"
#include "apps/ortool/conformance/temporary_folder.h"
#include "apps/ortool/conformance/test_case.h"

namespace ortool {

/// The tests that the user chose, from a folder or from an archive that is unpacked for as long as the object lives.
class TestSource {
 public:
  /// Looks into `path` without unpacking anything. Throws ort::Error: file, those of `list_archive`, and usage when
  /// nothing is a test or `selection` takes none.
  TestSource(const std::filesystem::path& path, const TestSelection& selection, const StopSignals& stop);

  /// Their folders exist after `unpack` only.
  const std::vector<TestCase>& tests() const { return tests_; }

  /// Unpacks the folders of the chosen tests; does nothing for a folder. Throws as `extract_archive`.
  void unpack(const StopSignals& stop);

 private:
  std::filesystem::path path_;
  std::optional<TemporaryFolder> temporary_;
  std::filesystem::path root_;  ///< where the entries of the archive go
  std::vector<TestCase> tests_;
};

}  // namespace ortool
