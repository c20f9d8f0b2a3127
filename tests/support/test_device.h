#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ort/session.h"
#include "tests/support/far_access.h"
#include "tests/support/far_provider.h"

namespace ort::test {

/// A device that tests of values and bindings run on, by name: "cpu", "far", or "cuda" where the environment variable
/// ORT_TEST_CUDA_MODULE names a module (a real one or its double; the tests are skipped elsewhere).
class OnDevice : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;

  /// From ONNX's textual syntax, on the device's provider.
  InferenceSession session(const std::string& graph) const;

  /// A float tensor on the device.
  OrtValue on_device(const std::vector<float>& elements, const std::vector<int64_t>& shape) const;
  OrtValue empty_on_device(const std::vector<int64_t>& shape) const;

  bool is_cpu() const { return GetParam() == "cpu"; }

  OrtDevice device_;
  SessionOptions options_;
  std::vector<ProviderSpec> providers_;
  std::shared_ptr<FarProvider> far_;       ///< on "far" only
  std::shared_ptr<FarAccess> far_access_;  ///< on "far" only
};

/// Elements of a float tensor, wherever it lies.
std::vector<float> elements_of(const OrtValue& value);

/// For INSTANTIATE_TEST_SUITE_P.
inline auto test_devices() { return ::testing::Values("cpu", "far", "cuda"); }
inline std::string test_device_name(const ::testing::TestParamInfo<std::string>& info) { return info.param; }

}  // namespace ort::test
