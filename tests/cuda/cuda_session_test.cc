#include <sys/wait.h>
#include <unistd.h>

#include "providers/cuda/host/faults.h"
#include "providers/cuda/host/memory.h"
#include "tests/cuda/cuda_double.h"
#include "tests/session/model_bytes.h"
#include "tests/support/throws_error.h"

namespace ort::test {
namespace {

using cuda::host::DeviceMemory;
using cuda::host::faults;
using ort::testing::throws_error;

constexpr const char* kChain = "g (float[N] x) => (float[N] y) { a = Add(x, x) b = Relu(a) y = Mul(b, x) }";

OrtValue ints(const std::vector<int64_t>& elements, const std::vector<int64_t>& shape) {
  return OrtValue::from_vector(elements, shape);
}

TEST_F(CudaDouble, RunsNodesOnTheDevice) {
  const auto model = session(kChain);
  for (const NodePlacement& node : model.get_placements()) EXPECT_EQ(node.provider, "CUDAExecutionProvider");
  EXPECT_EQ(model.get_providers(), (std::vector<std::string>{"CUDAExecutionProvider", "CPUExecutionProvider"}));
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, -2, 3}, {3})}})[0]), (std::vector<float>{2, 0, 18}));
  }
}

TEST_F(CudaDouble, CopiesInAStreamOfTheirOwnKeepTheOrder) {
  const auto model = session(kChain, {{"do_copy_in_default_stream", "0"}});
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, -2, 3}, {3})}})[0]), (std::vector<float>{2, 0, 18}));
  }
}

TEST_F(CudaDouble, LargeTensorsGoThroughTheRingOfPinnedPieces) {
  const auto model = session(kChain);
  std::vector<float> x(5'000'003);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 1000);
  const auto y = model.run({}, {{"x", floats(x, {static_cast<int64_t>(x.size())})}});
  const auto results = y[0].data<float>();
  for (std::size_t i = 0; i < x.size(); i += 997) ASSERT_EQ(results[i], 2 * x[i] * x[i]);
  ASSERT_EQ(results[x.size() - 1], 2 * x.back() * x.back());
}

TEST_F(CudaDouble, IsNamedAmongTheDevicesAndProviders) {
  EXPECT_EQ(get_device(), "GPU");
  EXPECT_EQ(get_available_providers(), (std::vector<std::string>{"CUDAExecutionProvider", "CPUExecutionProvider"}));
}

TEST_F(CudaDouble, EchoesItsOptions) {
  const auto model = session(kChain, {{"use_tf32", "0"}, {"gpu_mem_limit", "100000000"}});
  const auto options = model.get_provider_options().at("CUDAExecutionProvider");
  EXPECT_EQ(options.at("use_tf32"), "0");
  EXPECT_EQ(options.at("gpu_mem_limit"), "100000000");
  EXPECT_EQ(options.at("device_id"), "0");
}

TEST_F(CudaDouble, RefusesDevicesAndOptionsThatDoNotExist) {
  const auto fails = [&](const std::map<std::string, std::string>& given, std::string_view part) {
    return throws_error([&] { session(kChain, given); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage, part);
  };
  EXPECT_TRUE(fails({{"device_id", "-1"}}, "Invalid device ID: -1, must be between 0 (inclusive) and 1 (exclusive)."));
  EXPECT_TRUE(fails({{"device_id", "7"}}, "Invalid device ID: 7"));
  EXPECT_TRUE(fails({{"no_such_option", "1"}}, "Unknown provider option: \"no_such_option\"."));
}

TEST_F(CudaDouble, AnOptionWithoutEffectIsAWarning) {
  std::vector<std::string> warnings;
  set_logger([&](LoggingLevel, std::string_view, std::string_view text) { warnings.emplace_back(text); });
  session(kChain, {{"tunable_op_enable", "1"}});
  set_logger({});
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("tunable_op_enable has no effect"), std::string::npos);
}

TEST_F(CudaDouble, WithoutADeviceTheCpuRunsAndAWarningSaysWhy) {
  faults().devices = 0;
  std::vector<std::string> warnings;
  set_logger([&](LoggingLevel, std::string_view, std::string_view text) { warnings.emplace_back(text); });
  const auto model = session(kChain);
  set_logger({});
  EXPECT_EQ(model.get_providers(), (std::vector<std::string>{"CPUExecutionProvider"}));
  EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, -2, 3}, {3})}})[0]), (std::vector<float>{2, 0, 18}));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("no CUDA device"), std::string::npos);

  options_.add_session_config_entry("session.disable_cpu_ep_fallback", "1");
  EXPECT_TRUE(throws_error(
      [&] {
        InferenceSession(model_bytes(kChain), options_, {{"cuda", {}}});
      },
      ErrorCode::kEpFail, ErrorKind::kProvider, "no CUDA device"));
  faults().devices = 1;
}

TEST_F(CudaDouble, TheMemoryLimitNamesItsSizesAndTheSessionStaysUsable) {
  const auto model = session(kChain, {{"gpu_mem_limit", "1000000"}});
  const std::vector<float> large(400'000, 1.0f);
  EXPECT_TRUE(throws_error(
      [&] {
        model.run({}, {{"x", floats(large, {400'000})}});
      },
      ErrorCode::kFail, ErrorKind::kLimit, "is smaller than requested bytes"));
  EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, -2, 3}, {3})}})[0]), (std::vector<float>{2, 0, 18}));
}

TEST_F(CudaDouble, AnArenaWithoutRoomNamesTheNodeThatNeedsItsEnd) {
  const auto model =
      session("g (float[N] x) => (float[N] y) { a = Relu(x) y = Add(a, x) }", {{"gpu_mem_limit", "1000000"}});
  EXPECT_TRUE(throws_error(
      [&] {
        model.run({}, {{"x", floats(std::vector<float>(400'000, 1.0f), {400'000})}});
      },
      ErrorCode::kFail, ErrorKind::kLimit, "bytes on cuda:0, the last of them for Relu node 'Relu_0'"));
}

TEST_F(CudaDouble, OutOfMemorySaysHowMuchWasFreeAndTheSessionStaysUsable) {
  const auto model = session(kChain);
  model.run({}, {{"x", floats({1, -2, 3}, {3})}});
  DeviceMemory& memory = DeviceMemory::instance();
  const std::size_t capacity = memory.capacity();
  memory.set_capacity(memory.in_use() + 100'000);
  EXPECT_TRUE(throws_error(
      [&] {
        model.run({}, {{"x", floats(std::vector<float>(2'000'000, 1.0f), {2'000'000})}});
      },
      ErrorCode::kFail, ErrorKind::kLimit, "bytes are free"));
  memory.set_capacity(capacity);
  EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, -2, 3}, {3})}})[0]), (std::vector<float>{2, 0, 18}));
}

TEST_F(CudaDouble, AFailedAllocationAtAnyPlaceIsAnErrorAndNoMemoryIsLost) {
  const std::size_t before = DeviceMemory::instance().allocations();
  {
    const auto model = session(kChain);
    bool succeeded = false;
    for (int place = 0; place < 20 && !succeeded; ++place) {
      faults().allocations_until_failure = place;
      try {
        EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, -2, 3}, {3})}})[0]), (std::vector<float>{2, 0, 18}));
        succeeded = true;
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::kLimit) << error.what();
      }
    }
    faults().allocations_until_failure = -1;
    EXPECT_TRUE(succeeded);
  }
  EXPECT_EQ(DeviceMemory::instance().allocations(), before);
}

TEST_F(CudaDouble, DataErrorsNameTheirNodeAndTheSessionStaysUsable) {
  const auto model = session("g (int64[N] a, int64[N] b) => (int64[N] c) { d = Add(a, a) c = Div(d, b) }");
  const auto divide = [&](int64_t divisor) {
    return model.run({}, {{"a", ints({6, 8}, {2})}, {"b", ints({3, divisor}, {2})}})[0].data<int64_t>()[1];
  };
  EXPECT_TRUE(throws_error([&] { divide(0); }, ErrorCode::kFail, ErrorKind::kNode, "running Div node"));
  EXPECT_TRUE(throws_error([&] { divide(0); }, ErrorCode::kFail, ErrorKind::kNode, "element 1 of input B is 0"));
  EXPECT_EQ(divide(4), 4);
}

TEST_F(CudaDouble, ALostDeviceFailsFastForTheRestOfTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto lose = [&] {
    const auto model = session(kChain);
    faults().fail_next_work = true;
    const auto run = [&] { model.run({}, {{"x", floats({1, -2, 3}, {3})}}); };
    const bool first =
        static_cast<bool>(throws_error(run, ErrorCode::kFail, ErrorKind::kNode, "illegal memory access"));
    const bool second = static_cast<bool>(throws_error(run, ErrorCode::kEpFail, ErrorKind::kProvider, "was lost"));
    std::exit(first && second ? 0 : 1);
  };
  EXPECT_EXIT(lose(), ::testing::ExitedWithCode(0), "");
}

TEST_F(CudaDouble, AForkAfterTheDeviceWasUsedIsRefused) {
  const auto model = session(kChain);
  options_.add_session_config_entry("session.disable_cpu_ep_fallback", "1");
  const auto on_cuda_alone = [&] { InferenceSession(model_bytes(kChain), options_, {{"cuda", {}}}); };
  EXPECT_NO_THROW(on_cuda_alone());
  const pid_t child = fork();
  if (child == 0) {
    const bool refused =
        static_cast<bool>(throws_error(on_cuda_alone, ErrorCode::kEpFail, ErrorKind::kProvider, "forked"));
    _exit(refused ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(CudaDouble, ShapeArithmeticStaysOnTheCpuWithoutCopies) {
  const auto model = session(
      "g (float[N, 4] x) => (float[M] y) { s = Shape(x) n = ReduceProd <keepdims = 1> (s) a = Relu(x) y = Reshape(a, "
      "n) }");
  const std::string plan = model.plan_text({{"x", {2, 4}}});
  EXPECT_EQ(plan.find("Shape("), std::string::npos) << plan;
  const auto y = model.run({}, {{"x", floats({1, -2, 3, 4, 5, 6, 7, 8}, {2, 4})}});
  EXPECT_EQ(to_vector(y[0]), (std::vector<float>{1, 0, 3, 4, 5, 6, 7, 8}));
}

TEST_F(CudaDouble, ArithmeticOnShapesIsPlacedOnTheCpuWithAReason) {
  const auto model = session(
      "g (float[N, 4] x) => (float[N, 4] y, float[2] h) { s = Shape(x) two = Constant <value = int64[1] {2}> () d = "
      "Mul(s, two) f = Cast <to = 1> (d) h = Relu(f) y = Relu(x) }");
  for (const NodePlacement& node : model.get_placements()) {
    const bool on_device = node.op_type == "Relu" && node.provider == "CUDAExecutionProvider";
    EXPECT_TRUE(on_device || node.provider == "CPUExecutionProvider") << node.name << " " << node.provider;
    if (node.op_type == "Mul") {
      EXPECT_NE(node.reason.find("computes with shapes"), std::string::npos) << node.reason;
    }
  }
  const auto results = model.run({}, {{"x", floats({1, -2, 3, 4}, {1, 4})}});
  EXPECT_EQ(to_vector(results[1]), (std::vector<float>{2, 8}));
}

TEST_F(CudaDouble, PlansMadeWhileRunningKeepTheirTablesUntilTheDeviceIsDone) {
  const auto model =
      session("g (float[N] x, int64[2] a, int64[2] b) => (float[M] y, float[L] z) { y = Pad(x, a) z = Pad(x, b) }");
  const auto pads = [](int64_t begin, int64_t end) {
    return OrtValue::from_vector<int64_t>({begin, end}, std::vector<int64_t>{2});
  };
  const auto results = model.run({}, {{"x", floats({1, 2}, {2})}, {"a", pads(2, 0)}, {"b", pads(0, 2)}});
  EXPECT_EQ(to_vector(results[0]), (std::vector<float>{0, 0, 1, 2}));
  EXPECT_EQ(to_vector(results[1]), (std::vector<float>{1, 2, 0, 0}));
}

TEST_F(CudaDouble, CopiesSayWhoReadsThem) {
  const auto model = session("g (float[4] x) => (float[4] y) { a = Relu(x) y = Relu(a) }");
  const std::string plan = model.plan_text({});
  EXPECT_NE(plan.find("x: cpu to cuda, for "), std::string::npos) << plan;
  EXPECT_NE(plan.find("y: cuda to cpu, for the caller"), std::string::npos) << plan;
}

}  // namespace
}  // namespace ort::test
