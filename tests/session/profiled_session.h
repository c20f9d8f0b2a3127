#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "ort/ort.h"

namespace ort::test {

inline constexpr const char* kChain = "g (float[N] x) => (float[N] y) { a = Add(x, x) b = Relu(a) y = Mul(b, x) }";

/// Profiled sessions whose traces lie in a folder of the test's own.
class Profiling : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  std::string prefix() const;
  /// Names of everything in the folder.
  std::vector<std::filesystem::path> files() const;

  static std::string text_of(const std::filesystem::path& path);
  static nlohmann::json events_of(const std::filesystem::path& path);
  static nlohmann::json events_named(const nlohmann::json& events, const std::string& name);
  static nlohmann::json nodes_of(const nlohmann::json& events);

  /// The trace of the digits model, run `runs` times on a picture.
  nlohmann::json digits_events(int runs = 2);

  std::filesystem::path folder_;
  SessionOptions options_;
};

}  // namespace ort::test
