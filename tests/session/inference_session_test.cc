#include <gtest/gtest.h>

#include <thread>

#include "ort/environment.h"
#include "tests/session/model_bytes.h"
#include "tests/support/throws_error.h"

namespace ort::test {
namespace {

using testing::throws_error;

constexpr const char* kTwoInputs =
    "g (float[N, 2] a, float[N, 2] b) => (float[N, 2] sum, float[N, 2] product) { sum = Add(a, b) product = Mul(a, b) "
    "}";

std::map<std::string, OrtValue> pair_of(const OrtValue& a, const OrtValue& b) { return {{"a", a}, {"b", b}}; }

TEST(Session, RunsTheDigitsModel) {
  const InferenceSession session(digits_path());
  for (int digit = 0; digit < 10; ++digit) {
    const auto scores = session.run({}, {{"image", digit_picture(digit)}});
    const auto row = scores[0].data<float>();
    EXPECT_EQ(std::max_element(row.begin(), row.end()) - row.begin(), digit);
  }
}

TEST(Session, ReturnsTheNamedOutputsInTheOrderAsked) {
  const InferenceSession session(model_bytes(kTwoInputs));
  const auto feed = pair_of(floats({1, 2}, {1, 2}), floats({3, 4}, {1, 2}));
  const auto results = session.run({"product", "sum", "product"}, feed);
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].data<float>()[1], 8);
  EXPECT_EQ(results[1].data<float>()[1], 6);
  EXPECT_EQ(results[2].data<float>()[0], 3);
}

TEST(Session, DescribesItsInterface) {
  const InferenceSession session(model_bytes(kTwoInputs));
  ASSERT_EQ(session.get_inputs().size(), 2U);
  EXPECT_EQ(session.get_inputs()[0].to_string(), "NodeArg(name='a', type='tensor(float)', shape=['N', 2])");
  EXPECT_EQ(session.get_outputs()[1].name, "product");
  EXPECT_EQ(session.get_providers(), std::vector<std::string>{"CPUExecutionProvider"});
  EXPECT_EQ(session.get_opsets().at("ai.onnx"), 17);
}

TEST(Session, SaysWhatIsWrongWithInputs) {
  const InferenceSession session(model_bytes(kTwoInputs));
  const OrtValue good = floats({1, 2}, {1, 2});
  const auto fails = [&](const std::map<std::string, OrtValue>& feed, const char* part) {
    return throws_error([&] { session.run({}, feed); }, ErrorCode::kInvalidArgument, ErrorKind::kInput, part);
  };
  EXPECT_TRUE(fails({{"a", good}}, "Required inputs (['b']) are missing from input feed (['a'])."));
  EXPECT_TRUE(fails({{"a", good}, {"B", good}}, "Invalid input name: B"));
  EXPECT_TRUE(fails(pair_of(good, OrtValue::from_vector<double>({1, 2}, std::vector<int64_t>{1, 2})),
                    "Unexpected input data type. Actual: (tensor(double)) , expected: (tensor(float))"));
  EXPECT_TRUE(fails(pair_of(good, floats({1, 2}, {2})), "Invalid rank for input: b Got: 1 Expected: 2"));
  EXPECT_TRUE(fails(pair_of(good, floats({1, 2, 3}, {1, 3})), "index: 1 Got: 3 Expected: 2"));
  EXPECT_TRUE(fails(pair_of(good, floats({1, 2, 3, 4}, {2, 2})),
                    "dimension 'N' is 1 in input 'a' (index 0) but 2 in input 'b'"));
  EXPECT_TRUE(throws_error([&] { session.run({"summ"}, pair_of(good, good)); }, ErrorCode::kInvalidArgument,
                           ErrorKind::kInput, "Invalid output name:summ (did you mean 'sum'?)"));
}

TEST(Session, NamesTheNodeThatFails) {
  const InferenceSession session(model_bytes("g (float[N] a, float[M] b) => (float[K] y) { y = Add(a, b) }"));
  EXPECT_TRUE(throws_error(
      [&] {
        session.run({}, pair_of(floats({1, 2}, {2}), floats({1, 2, 3}, {3})));
      },
      ErrorCode::kFail, ErrorKind::kNode, "Non-zero status code returned while running Add node. Name:'"));
  EXPECT_EQ(session.run({}, pair_of(floats({1, 2}, {2}), floats({1}, {1})))[0].data<float>()[1], 3);
}

TEST(Session, ListsAllUnknownOperatorsAtOnce) {
  EXPECT_TRUE(throws_error(
      [] { InferenceSession(model_bytes("g (float[N] x) => (float[N] y) { a = NoSuchA(x) y = NoSuchB(a) }")); },
      ErrorCode::kFail, ErrorKind::kUnsupported, "NoSuchA"));
  EXPECT_TRUE(throws_error(
      [] { InferenceSession(model_bytes("g (float[N] x) => (float[N] y) { a = NoSuchA(x) y = NoSuchB(a) }")); },
      ErrorCode::kFail, ErrorKind::kUnsupported, "NoSuchB"));
}

TEST(Session, KnowsProvidersByName) {
  EXPECT_TRUE(throws_error(
      [] {
        InferenceSession(digits_path(), {}, {{"nonsense", {}}});
      },
      ErrorCode::kInvalidArgument, ErrorKind::kUsage, "Unknown Provider Type: nonsense"));
  SessionOptions strict;
  strict.add_session_config_entry("session.disable_cpu_ep_fallback", "1");
  EXPECT_TRUE(throws_error(
      [&] {
        InferenceSession(digits_path(), strict, {{"rocm", {}}});
      },
      ErrorCode::kEpFail, ErrorKind::kProvider, "ROCMExecutionProvider was asked for"));
  EXPECT_TRUE(throws_error(
      [] {
        InferenceSession(digits_path(), {}, {{"cpu", {{"device_id", "1"}}}});
      },
      ErrorCode::kInvalidArgument, ErrorKind::kUsage, "Unknown provider option: \"device_id\"."));
}

TEST(Session, WritesIntoMemoryOfTheCaller) {
  const InferenceSession session(model_bytes(kTwoInputs));
  std::vector<float> memory(2, 0.0f);
  const std::vector<int64_t> shape{1, 2};
  const std::vector<std::string> names{"a", "b"};
  const std::vector<OrtValue> values{floats({1, 2}, shape), floats({3, 4}, shape)};
  const std::vector<std::string> wanted{"sum"};
  std::vector<OrtValue> outputs{OrtValue::from_memory(memory.data(), 8, shape, DataType::kFloat)};
  session.run_into(wanted, outputs, names, values);
  EXPECT_EQ(memory, (std::vector<float>{4, 6}));
  outputs = {floats({0, 0, 0}, {3})};
  EXPECT_TRUE(throws_error([&] { session.run_into(wanted, outputs, names, values); }, ErrorCode::kInvalidArgument,
                           ErrorKind::kInput,
                           "OrtValue shape verification failed. Current shape:{3} Requested shape:{1,2}"));
}

TEST(Session, FetchesTensorsInside) {
  SessionOptions options;
  options.add_fetch("inner*");
  const InferenceSession session(
      model_bytes("g (float[N] x) => (float[N] y) { inner_a = Relu(x) inner_b = Neg(inner_a) y = Relu(inner_b) }"),
      options);
  EXPECT_EQ(session.fetchable(), (std::vector<std::string>{"y", "inner_a", "inner_b"}));
  EXPECT_EQ(session.run({"inner_b"}, {{"x", floats({3}, {1})}})[0].data<float>()[0], -3);
  SessionOptions misspelt;
  misspelt.add_fetch("innner_a");
  EXPECT_TRUE(throws_error(
      [&] {
        InferenceSession(model_bytes("g (float[N] x) => (float[N] y) { inner_a = Relu(x) y = Neg(inner_a) }"),
                         misspelt);
      },
      ErrorCode::kInvalidArgument, ErrorKind::kUsage, "did you mean 'inner_a'?"));
}

TEST(Session, FixesFreeDimensions) {
  SessionOptions options;
  options.add_free_dimension_override_by_name("N", 3);
  const InferenceSession session(model_bytes(kTwoInputs), options);
  EXPECT_EQ(std::get<int64_t>(session.get_inputs()[0].shape[0]), 3);
  EXPECT_TRUE(throws_error(
      [&] {
        session.run({}, pair_of(floats({1, 2}, {1, 2}), floats({1, 2}, {1, 2})));
      },
      ErrorCode::kInvalidArgument, ErrorKind::kInput, "index: 0 Got: 1 Expected: 3"));
}

TEST(Session, EndsWhenToldTo) {
  const InferenceSession session(digits_path());
  RunOptions options;
  options.terminate = true;
  const auto run = [&] { session.run({}, {{"image", digit_picture(1)}}, &options); };
  EXPECT_TRUE(
      throws_error(run, ErrorCode::kFail, ErrorKind::kTimeout, "Exiting due to terminate flag being set to true."));
  options.terminate = false;
  EXPECT_NO_THROW(run());
}

class Recorder final : public RunObserver {
 public:
  void on_run_begin(std::size_t count) override { announced = count; }
  void on_node_end(const NodeRecord& node, std::span<const OrtValue> inputs,
                   std::span<const OrtValue> outputs) override {
    seen.push_back(node.op_type + std::to_string(inputs.size()) + std::to_string(outputs.size()));
    last = outputs[0].is_tensor() ? outputs[0].data<float>()[0] : 0;
  }
  std::size_t announced = 0;
  std::vector<std::string> seen;
  float last = 0;
};

TEST(Session, ShowsEveryNodeToTheObserver) {
  const InferenceSession session(model_bytes("g (float[N] x) => (float[N] y) { a = Relu(x) y = Add(a, x) }"));
  Recorder recorder;
  RunOptions options;
  options.observer = &recorder;
  session.run({}, {{"x", floats({2}, {1})}}, &options);
  EXPECT_EQ(recorder.announced, 2U);
  EXPECT_EQ(recorder.seen, (std::vector<std::string>{"Relu11", "Add21"}));
  EXPECT_EQ(recorder.last, 4);
}

TEST(Session, ServesManyThreadsAtOnce) {
  SessionOptions options;
  options.intra_op_num_threads = 2;
  const InferenceSession session(digits_path(), options);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int round = 0; round < 20; ++round) {
        const int digit = (thread + round) % 10;
        const auto scores = session.run({}, {{"image", digit_picture(digit)}});
        const auto row = scores[0].data<float>();
        if (std::max_element(row.begin(), row.end()) - row.begin() != digit) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Session, KeepsToItsMemoryLimit) {
  SessionOptions options;
  options.memory_limit = 1 << 20;
  const InferenceSession session(model_bytes("g (float[N] x) => (float[N, N] y) { c = Constant <value = int64[2] {-1, "
                                             "1}> () a = Reshape(x, c) y = Mul(a, x) }"),
                                 options);
  EXPECT_TRUE(throws_error(
      [&] {
        session.run({}, {{"x", floats(std::vector<float>(2000, 1.0f), {2000})}});
      },
      ErrorCode::kFail, ErrorKind::kLimit, "for output 'y'"));
  EXPECT_EQ(session.run({}, {{"x", floats({2, 3}, {2})}})[0].data<float>()[3], 9);
}

TEST(Session, PromisedShapesMayBeWrongAtTheOutputsOnly) {
  SessionOptions quiet;
  quiet.log_severity_level = 4;
  const InferenceSession session(model_bytes("g (float[2] x) => (float[1, 7] y) { y = Relu(x) }"), quiet);
  EXPECT_EQ(session.run({}, {{"x", floats({-1, 2}, {2})}})[0].shape(), (std::vector<int64_t>{2}));
  EXPECT_TRUE(throws_error(
      [&] {
        InferenceSession(model_bytes("g (float[2] x) => (float[N] y) <float[3] a> { a = Relu(x) y = Neg(a) }"), quiet);
      },
      ErrorCode::kInvalidGraph, ErrorKind::kModel, "The declared shape [3] of 'a' contradicts the inferred shape [2]"));
}

TEST(Session, LeavesOutWhatNobodyAsksFor) {
  const InferenceSession session(model_bytes(kTwoInputs));
  Recorder recorder;
  RunOptions options;
  options.observer = &recorder;
  options.only_execute_path_to_fetches = true;
  const auto results = session.run({"product"}, pair_of(floats({1, 2}, {1, 2}), floats({3, 4}, {1, 2})), &options);
  EXPECT_EQ(results[0].data<float>()[1], 8);
  EXPECT_EQ(recorder.seen, std::vector<std::string>{"Mul21"});
}

TEST(Environment, TellsWhatThisBuildIs) {
  EXPECT_EQ(get_available_providers().back(), "CPUExecutionProvider");
  EXPECT_EQ(get_all_providers().back(), "CPUExecutionProvider");
  EXPECT_EQ(provider_full_name("cuda"), "CUDAExecutionProvider");
  EXPECT_EQ(provider_full_name("nonsense"), "");
  EXPECT_NE(get_build_info().find("ORT Build Info: git-branch="), std::string::npos);
  EXPECT_TRUE(throws_error([] { set_default_logger_severity(7); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage,
                           "Invalid logging severity."));
  EXPECT_TRUE(throws_error([] { set_isa("mmx"); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage, "mmx"));
  EXPECT_GE(get_supported_operators().size(), 71U);
}

}  // namespace
}  // namespace ort::test
