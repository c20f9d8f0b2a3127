#include "providers/cuda/host/counts.h"
#include "tests/cuda/cuda_double.h"
#include "tests/session/model_bytes.h"
#include "tests/support/throws_error.h"

namespace ort::test {
namespace {

using ort::testing::throws_error;

const std::map<std::string, std::string> kWithGraphs = {{"enable_cuda_graph", "1"}};

TEST_F(CudaDouble, CapturedWorkIsReplayedForEachSetOfShapes) {
  const auto model = session("g (float[N] x) => (float[N] y) { a = Add(x, x) b = Relu(a) y = Mul(b, x) }", kWithGraphs);
  EXPECT_NE(model.plan_text({{"x", {3}}}).find("captured from here"), std::string::npos);
  const int before = cuda::host::counts().graph_launches;
  for (int round = 0; round < 5; ++round) {
    const float value = static_cast<float>(round);
    EXPECT_EQ(to_vector(model.run({}, {{"x", floats({value, -2}, {2})}})[0]),
              (std::vector<float>{2 * value * value, 0}));
    EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, value, 3}, {3})}})[0]),
              (std::vector<float>{2, 2 * value * value, 18}));
  }
  EXPECT_EQ(cuda::host::counts().graph_launches - before, 2 * 4) << "all but the first run of each shape replay";
}

TEST_F(CudaDouble, CpuNodesBeforeAndAfterTheDevicesWorkDoNotBlockACapture) {
  const auto model =
      session("g (float[2] x, string[1] s) => (float[2] y, string[1] t) { a = Relu(x) y = Add(a, a) t = Identity(s) }",
              kWithGraphs);
  const std::string plan = model.plan_text({});
  EXPECT_NE(plan.find("captured from here"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("not captured"), std::string::npos) << plan;
}

TEST_F(CudaDouble, WhatIsInTheWayIsSaid) {
  const auto late =
      session("g (float[N] x, int64[2] shape) => (float[M, L] y) { a = Reshape(x, shape) y = Relu(a) }", kWithGraphs);
  const std::string plan = late.plan_text({{"x", {3}}});
  EXPECT_NE(plan.find("(Relu): its sizes hang on values"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("captured from here"), std::string::npos) << plan;
}

TEST_F(CudaDouble, ARunMayDoWithoutReplays) {
  const auto model = session("g (float[N] x) => (float[N] y) { y = Relu(x) }", kWithGraphs);
  RunOptions plain;
  plain.add_run_config_entry("gpu_graph_id", "-1");
  const int before = cuda::host::counts().graph_launches;
  for (int round = 0; round < 4; ++round) {
    EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, -2}, {2})}}, round % 2 == 0 ? &plain : nullptr)[0]),
              (std::vector<float>{1, 0}));
  }
  EXPECT_EQ(cuda::host::counts().graph_launches - before, 1) << "of the two runs that may, the second replays";
  RunOptions wrong;
  wrong.add_run_config_entry("gpu_graph_id", "first");
  EXPECT_TRUE(throws_error(
      [&] {
        model.run({}, {{"x", floats({1}, {1})}}, &wrong);
      },
      ErrorCode::kInvalidArgument, ErrorKind::kUsage, "Failed to parse the cuda graph annotation id: first"));
}

TEST_F(CudaDouble, AWarningSaysWhyNothingIsCaptured) {
  std::vector<std::string> warnings;
  const auto model =
      session("g (float[N] x, int64[2] shape) => (float[M, L] y) { a = Reshape(x, shape) y = Relu(a) }", kWithGraphs);
  set_logger([&](LoggingLevel, std::string_view, std::string_view text) { warnings.emplace_back(text); });
  for (int round = 0; round < 2; ++round) {
    model.run(
        {}, {{"x", floats({1, -2}, {2})}, {"shape", OrtValue::from_vector<int64_t>({1, 2}, std::vector<int64_t>{2})}});
  }
  set_logger({});
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("is not captured as a graph"), std::string::npos) << warnings[0];
}

TEST_F(CudaDouble, DataErrorsOfAReplayNameTheirNode) {
  const auto model = session("g (int64[N] a, int64[N] b) => (int64[N] c) { c = Div(a, b) }", kWithGraphs);
  const auto divide = [&](int64_t divisor) {
    const auto value = [](int64_t number) { return OrtValue::from_vector<int64_t>({number}, std::vector<int64_t>{1}); };
    return model.run({}, {{"a", value(12)}, {"b", value(divisor)}})[0].data<int64_t>()[0];
  };
  for (int round = 0; round < 4; ++round) {
    EXPECT_EQ(divide(3), 4);
    try {
      divide(0);
      FAIL() << "a division by zero passed";
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("running Div node"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace ort::test
