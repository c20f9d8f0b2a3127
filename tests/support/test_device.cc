#include "tests/support/test_device.h"

#include "tests/session/model_bytes.h"
#include "tests/support/test_cuda_module.h"

namespace ort::test {

void OnDevice::SetUp() {
  if (GetParam() == "cuda") {
    if (!tests_run_on_cuda()) GTEST_SKIP() << "ORT_TEST_CUDA_MODULE names no module";
    providers_ = {{"CUDAExecutionProvider", {}}};
  } else if (GetParam() == "far") {
    far_ = std::make_shared<FarProvider>();
    far_access_ = std::make_shared<FarAccess>(std::static_pointer_cast<FarMemory>(far_->allocator()));
    register_device_access(far_access_);
    options_.add_provider(far_);
    providers_ = {{"FarExecutionProvider", {}}};
  }
  device_ = OrtDevice::make(GetParam(), 0);
}

InferenceSession OnDevice::session(const std::string& graph) const {
  return InferenceSession(model_bytes(graph), options_, providers_);
}

OrtValue OnDevice::on_device(const std::vector<float>& elements, const std::vector<int64_t>& shape) const {
  return OrtValue::from_vector(elements, shape, device_);
}

OrtValue OnDevice::empty_on_device(const std::vector<int64_t>& shape) const {
  return OrtValue::from_shape_and_type(shape, DataType::kFloat, device_);
}

std::vector<float> elements_of(const OrtValue& value) {
  const OrtValue here = value.copy_to(OrtDevice());
  const std::span<float> elements = here.data<float>();
  return {elements.begin(), elements.end()};
}

}  // namespace ort::test
