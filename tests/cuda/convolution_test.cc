#include <numeric>

#include "ort/io_binding.h"
#include "tests/cuda/cuda_double.h"
#include "tests/session/model_bytes.h"

namespace ort::test {
namespace {

/// -2, -1.5, ... 2, -2, ...
std::vector<float> steps(const std::vector<int64_t>& shape) {
  std::vector<float> elements(
      static_cast<std::size_t>(std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>())));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<float>(i * 5 % 9) * 0.5f - 2.0f;
  return elements;
}

/// Convolutions by the library, and by the provider itself where the library has no engine.
class CudaConvolution : public CudaDouble {
 protected:
  /// The plan names `variant`, and the results are the CPU provider's.
  void expect(const std::string& graph, const std::string& variant,
              const std::map<std::string, std::vector<int64_t>>& shapes) {
    const InferenceSession on_cuda = session(graph);
    const InferenceSession on_cpu(model_bytes(graph), options_);
    std::map<std::string, OrtValue> feed;
    for (const auto& [name, shape] : shapes) feed.emplace(name, floats(steps(shape), shape));
    EXPECT_NE(on_cuda.plan_text(shapes).find("." + variant + "("), std::string::npos) << on_cuda.plan_text(shapes);
    const OrtValue expected = on_cpu.run({}, feed)[0];
    const OrtValue actual = on_cuda.run({}, feed)[0];
    ASSERT_EQ(actual.shape(), expected.shape());
    const std::vector<float> numbers = to_vector(actual);
    const std::vector<float> wanted = to_vector(expected);
    for (std::size_t i = 0; i < wanted.size(); ++i) ASSERT_NEAR(numbers[i], wanted[i], 1e-4) << "element " << i;
  }
};

TEST_F(CudaConvolution, TheLibraryAddsTheBias) {
  expect(
      "g (float[N,4,7,6] x, float[6,2,3,3] w, float[6] b) => (float[N,M,H,W] y) "
      "{ y = Conv <group = 2, pads = [1,1,1,1], strides = [2,1]> (x, w, b) }",
      "cudnn", {{"x", {2, 4, 7, 6}}, {"w", {6, 2, 3, 3}}, {"b", {6}}});
}

TEST_F(CudaConvolution, UnequalPadsComeBeforeTheLibrary) {
  expect(
      "g (float[1,2,5,5] x, float[3,2,3,2] w, float[3] b) => (float[N,M,H,W] y) "
      "{ y = Conv <auto_pad = \"SAME_UPPER\", strides = [2,2]> (x, w, b) }",
      "padded, cudnn", {{"x", {1, 2, 5, 5}}, {"w", {3, 2, 3, 2}}, {"b", {3}}});
  expect("g (float[1,2,9] x, float[3,2,3] w) => (float[N,M,L] y) { y = Conv <pads = [0,2]> (x, w) }", "padded, cudnn",
         {{"x", {1, 2, 9}}, {"w", {3, 2, 3}}});
}

TEST_F(CudaConvolution, TheProviderEndsWhatTheLibraryCannot) {
  expect(
      "g (float[1,2,5,5] x, float[3,2,3,3] w, float[3] b) => (float[N,M,H,W] y) "
      "{ xd = Cast <to = 11> (x) wd = Cast <to = 11> (w) bd = Cast <to = 11> (b) "
      "yd = Conv <pads = [1,0,1,0]> (xd, wd, bd) y = Cast <to = 1> (yd) }",
      "cudnn, then the rest", {{"x", {1, 2, 5, 5}}, {"w", {3, 2, 3, 3}}, {"b", {3}}});
}

TEST_F(CudaConvolution, TheProviderComputesWhatTheLibraryDoesNotKnow) {
  expect(
      "g (float[1,4,3,4,3,5] x, float[4,2,2,3,2,3] w, float[4] b) => (float[N,M,A,B,C,D] y) "
      "{ y = Conv <group = 2, pads = [0,1,0,1,1,0,1,0], strides = [1,2,1,2], dilations = [2,1,1,1]> (x, w, b) }",
      "direct", {{"x", {1, 4, 3, 4, 3, 5}}, {"w", {4, 2, 2, 3, 2, 3}}, {"b", {4}}});
}

TEST_F(CudaConvolution, ATransposedConvolutionIsAGradientWhereItCanBe) {
  const std::map<std::string, std::vector<int64_t>> shapes = {{"x", {2, 4, 3, 4}}, {"w", {4, 2, 3, 3}}, {"b", {4}}};
  const std::string inputs = "g (float[2,4,3,4] x, float[4,2,3,3] w, float[4] b) => (float[N,M,H,W] y) ";
  expect(
      inputs + "{ y = ConvTranspose <group = 2, pads = [1,1,1,1], strides = [2,2], output_padding = [1,0]> (x, w, b) }",
      "cudnn", shapes);
  expect(inputs + "{ y = ConvTranspose <group = 2, pads = [1,0,0,1], strides = [2,3], dilations = [2,1]> (x, w, b) }",
         "direct", shapes);
  expect(inputs + "{ y = ConvTranspose <group = 2, strides = [3,3], output_shape = [11,14]> (x, w, b) }", "direct",
         shapes);
}

TEST_F(CudaConvolution, AddressesThatTheLibraryDoesNotTakeAreServed) {
  const InferenceSession model =
      session("g (float[1,1,3,3] x, float[1,1,2,2] w) => (float[1,1,2,2] y) { y = Conv (x, w) }");
  const OrtDevice device = OrtDevice::make("cuda", 0);
  OrtValue memory = OrtValue::from_shape_and_type(std::vector<int64_t>{10}, DataType::kFloat, device);
  memory.update_inplace(floats({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {10}));
  IOBinding binding = model.io_binding();
  binding.bind_input("x", device, DataType::kFloat, std::vector<int64_t>{1, 1, 3, 3},
                     static_cast<std::byte*>(memory.data_ptr()) + sizeof(float));
  binding.bind_cpu_input("w", floats({1, 0, 0, 1}, {1, 1, 2, 2}));
  binding.bind_output("y");
  model.run_with_iobinding(binding);
  EXPECT_EQ(to_vector(binding.copy_outputs_to_cpu()[0]), (std::vector<float>{6, 8, 12, 14}));
}

}  // namespace
}  // namespace ort::test
