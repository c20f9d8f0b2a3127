#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "ort/ort.h"

namespace ort::test {

/// Sessions on the double of the CUDA provider.
class CudaDouble : public ::testing::Test {
 protected:
  CudaDouble();

  /// A session on cuda and cpu for a graph in ONNX's text form.
  InferenceSession session(const std::string& graph, const std::map<std::string, std::string>& provider_options = {});

  SessionOptions options_;
};

std::vector<float> to_vector(const OrtValue& value);

}  // namespace ort::test
