#include "tests/cuda/cuda_double.h"

#include <cstdlib>

#include "tests/session/model_bytes.h"

namespace ort::test {

CudaDouble::CudaDouble() { setenv("ORT_CUDA_MODULE", ORT_CUDA_HOST_MODULE, 1); }

InferenceSession CudaDouble::session(const std::string& graph,
                                     const std::map<std::string, std::string>& provider_options) {
  return InferenceSession(model_bytes(graph), options_, {{"cuda", provider_options}, {"cpu", {}}});
}

std::vector<float> to_vector(const OrtValue& value) {
  const auto data = value.data<float>();
  return {data.begin(), data.end()};
}

}  // namespace ort::test
