#include <gtest/gtest.h>

#include "tests/session/model_bytes.h"
#include "tests/support/far_provider.h"
#include "tests/support/throws_error.h"

namespace ort::test {
namespace {

class SecondDevice : public ::testing::Test {
 protected:
  SecondDevice() { options_.add_provider(far_); }

  InferenceSession session(const std::string& graph) {
    return InferenceSession(model_bytes(graph), options_, {{"FarExecutionProvider", {}}});
  }

  std::shared_ptr<FarProvider> far_ = std::make_shared<FarProvider>();
  SessionOptions options_;
};

std::vector<float> to_vector(const OrtValue& value) {
  const auto data = value.data<float>();
  return {data.begin(), data.end()};
}

TEST_F(SecondDevice, RunsAChainWithOneCopyInAndOneOut) {
  const auto model = session("g (float[4] x) => (float[4] y) { a = Add(x, x) b = Relu(a) y = Add(b, a) }");
  const auto y = model.run({}, {{"x", floats({1, -2, 3, -4}, {4})}});
  EXPECT_EQ(to_vector(y[0]), (std::vector<float>{4, -4, 12, -8}));
  EXPECT_EQ(y[0].device_name(), "cpu");
  EXPECT_EQ(far_->counts().to_device, 1);
  EXPECT_EQ(far_->counts().to_host, 1);
  EXPECT_EQ(far_->counts().launches, 3);
}

TEST_F(SecondDevice, FallsBackToTheCpuNodeByNodeAndSaysWhy) {
  const auto model = session("g (float[4] x) => (float[4] y) { a = Relu(x) b = Sqrt(a) y = Add(b, a) }");
  const auto& placements = model.get_placements();
  ASSERT_EQ(placements.size(), 3U);
  EXPECT_EQ(placements[0].provider, "FarExecutionProvider");
  EXPECT_EQ(placements[1].provider, "CPUExecutionProvider");
  EXPECT_NE(placements[1].reason.find("FarExecutionProvider: it has no kernel for Sqrt"), std::string::npos);
  EXPECT_EQ(placements[2].provider, "FarExecutionProvider");
  const auto y = model.run({}, {{"x", floats({4, -2, 9, 16}, {4})}});
  EXPECT_EQ(to_vector(y[0]), (std::vector<float>{6, 0, 12, 20}));
}

TEST_F(SecondDevice, KeepsTypesItDoesNotKnowOnTheCpu) {
  const auto model = session("g (double[2] x) => (double[2] y) { y = Relu(x) }");
  EXPECT_EQ(model.get_placements()[0].provider, "CPUExecutionProvider");
  EXPECT_NE(model.get_placements()[0].reason.find("tensor(double)"), std::string::npos);
}

TEST_F(SecondDevice, ReadsShapesOnTheCpuWhileTheDataStays) {
  const auto model = session("g (float[N, 2] x, int64[1] shape) => (float[M] y) { a = Relu(x) y = Reshape(a, shape) }");
  const auto y = model.run({}, {{"x", floats({1, -2, 3, 4}, {2, 2})},
                                {"shape", OrtValue::from_vector<int64_t>({-1}, std::vector<int64_t>{1})}});
  EXPECT_EQ(to_vector(y[0]), (std::vector<float>{1, 0, 3, 4}));
  EXPECT_EQ(y[0].shape(), (std::vector<int64_t>{4}));
  EXPECT_EQ(far_->counts().to_device, 1);
}

TEST_F(SecondDevice, CopiesConstantsAndFeedsBothSides) {
  const auto model = session(
      "g (float[2] x) => (float[2] y, float[2] z) { c = Constant <value = float[2] {10, 20}> () y = Add(x, c) z = "
      "Mul(y, c) }");
  const auto results = model.run({}, {{"x", floats({1, 2}, {2})}});
  EXPECT_EQ(to_vector(results[0]), (std::vector<float>{11, 22}));
  EXPECT_EQ(to_vector(results[1]), (std::vector<float>{110, 440}));
}

TEST_F(SecondDevice, SteadyRunsAndOtherShapesGiveTheSameAnswers) {
  const auto model = session("g (float[N] x) => (float[N] y) { a = Relu(x) b = Neg(a) y = Add(b, x) }");
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, -2}, {2})}})[0]), (std::vector<float>{0, -2}));
    EXPECT_EQ(to_vector(model.run({}, {{"x", floats({-1, 5, 7}, {3})}})[0]), (std::vector<float>{-1, 0, 0}));
  }
}

TEST_F(SecondDevice, FailuresNameTheNodeAndTheProvider) {
  const auto model = session("g (float[N] x, float[M] w) => (float[K] y) { y = Add(x, w) }");
  EXPECT_TRUE(testing::throws_error(
      [&] {
        model.run({}, {{"x", floats({1, 2}, {2})}, {"w", floats({1}, {1})}});
      },
      ErrorCode::kFail, ErrorKind::kNode, "FarExecutionProvider"));
  EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, 2}, {2})}, {"w", floats({3, 4}, {2})}})[0]),
            (std::vector<float>{4, 6}));
}

TEST_F(SecondDevice, OutOfDeviceMemoryLeavesTheSessionUsable) {
  far_ = std::make_shared<FarProvider>(4096);
  SessionOptions options;
  options.add_provider(far_);
  const InferenceSession model(model_bytes("g (float[N] x) => (float[N] y) { a = Relu(x) b = Exp(a) y = Add(b, a) }"),
                               options, {{"FarExecutionProvider", {}}});
  const std::vector<float> many(4000, 1.0f);
  EXPECT_TRUE(testing::throws_error(
      [&] {
        model.run({}, {{"x", floats(many, {4000})}});
      },
      ErrorCode::kFail, ErrorKind::kLimit, "far memory"));
  EXPECT_EQ(to_vector(model.run({}, {{"x", floats({0}, {1})}})[0]), (std::vector<float>{1}));
}

TEST_F(SecondDevice, GivesItsMemoryBack) {
  {
    const auto model = session("g (float[4] x) => (float[4] y) { y = Relu(x) }");
    model.run({}, {{"x", floats({1, -2, 3, -4}, {4})}});
    EXPECT_GT(far_->memory().live_allocations(), 0U);
  }
  EXPECT_EQ(far_->memory().live_allocations(), 0U);
}

TEST_F(SecondDevice, WithoutFallbackNodesOnTheCpuAreAnError) {
  options_.add_session_config_entry("session.disable_cpu_ep_fallback", "1");
  EXPECT_TRUE(testing::throws_error([&] { session("g (float[4] x) => (float[4] y) { y = Sqrt(x) }"); },
                                    ErrorCode::kFail, ErrorKind::kProvider, "Sqrt"));
  EXPECT_NO_THROW(session("g (float[4] x) => (float[4] y) { y = Relu(x) }"));
}

}  // namespace
}  // namespace ort::test
