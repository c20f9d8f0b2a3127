#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace ort::testing {

/// One test of the official suite: its files by the path inside of its folder, such as "test_data_set_0/input_0.pb".
struct OfficialTest {
  std::string name;
  std::map<std::string, std::string> files;
};

/// The archive with the official conformance data below $ORT_SHARED_DATA, or in shared/ beside the checkout; empty when
/// there is none.
std::filesystem::path official_archive();

/// Calls `visit` with each test in the archive. Throws std::runtime_error when it cannot be read.
void for_each_official_test(const std::filesystem::path& archive,
                            const std::function<void(const OfficialTest&)>& visit);

}  // namespace ort::testing
