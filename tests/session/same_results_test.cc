#include <gtest/gtest.h>

#include <cstring>

#include "ort/environment.h"
#include "tests/session/model_bytes.h"

namespace ort::test {
namespace {

/// A small network with dynamic batch: convolutions, pooling, products, normalisation, shape arithmetic.
constexpr const char* kNetwork =
    R"(g (float[N, 3, 13, 17] x, float[8, 3, 3, 3] w, float[40, 24] m) => (float[N, K] y, float[L] z) {
  c = Conv <pads = [1, 1, 1, 1], strides = [2, 2]> (x, w)
  r = Relu(c)
  p = MaxPool <kernel_shape = [2, 2], strides = [1, 1]> (r)
  s = Shape(p)
  zero = Constant <value = int64[1] {0}> ()
  n = Gather <axis = 0> (s, zero)
  rest = Constant <value = int64[2] {-1, 40}> ()
  f = Flatten(p)
  target = Concat <axis = 0> (rest)
  q = Transpose(f)
  cut = Constant <value = int64[1] {40}> ()
  head = Slice(q, zero, cut, zero)
  t = Transpose(head)
  y0 = MatMul(t, m)
  y = Softmax(y0)
  z = ReduceMean <axes = [1], keepdims = 0> (y0)
})";

std::map<std::string, OrtValue> feed(int64_t batch) {
  const auto filled = [](const std::vector<int64_t>& shape, int seed) {
    int64_t count = 1;
    for (const int64_t dim : shape) count *= dim;
    std::vector<float> elements(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < elements.size(); ++i)
      elements[i] = static_cast<float>((i * 7919 + static_cast<std::size_t>(seed)) % 2003) / 1000.0f - 1.0f;
    return floats(elements, shape);
  };
  return {{"x", filled({batch, 3, 13, 17}, 1)}, {"w", filled({8, 3, 3, 3}, 2)}, {"m", filled({40, 24}, 3)}};
}

void expect_same(const std::vector<OrtValue>& a, const std::vector<OrtValue>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].shape(), b[i].shape());
    ASSERT_EQ(std::memcmp(a[i].data_ptr(), b[i].data_ptr(), a[i].bytes().size()), 0) << "output " << i;
  }
}

std::vector<OrtValue> results(const SessionOptions& options, int64_t batch) {
  return InferenceSession(model_bytes(kNetwork), options).run({}, feed(batch));
}

TEST(SameResults, ForAnyNumberOfThreads) {
  SessionOptions options;
  options.intra_op_num_threads = 1;
  const auto expected = results(options, 5);
  for (const int threads : {2, 3, 5}) {
    options.intra_op_num_threads = threads;
    expect_same(results(options, 5), expected);
  }
}

TEST(SameResults, OnEveryRunAndWithPoisonedMemory) {
  SessionOptions options;
  options.add_session_config_entry("session.poison_memory", "1");
  const InferenceSession session(model_bytes(kNetwork), options);
  const auto expected = results({}, 4);
  for (int round = 0; round < 3; ++round) {
    expect_same(session.run({}, feed(4)), expected);
    session.run({}, feed(1 + round));
  }
}

TEST(SameResults, WithEveryMemorySetting) {
  const auto expected = results({}, 3);
  SessionOptions no_reuse;
  no_reuse.enable_mem_reuse = false;
  expect_same(results(no_reuse, 3), expected);
  SessionOptions no_arena;
  no_arena.enable_cpu_mem_arena = false;
  expect_same(results(no_arena, 3), expected);
  SessionOptions no_pattern;
  no_pattern.enable_mem_pattern = false;
  expect_same(results(no_pattern, 3), expected);
  SessionOptions priority;
  priority.execution_order = ExecutionOrder::PRIORITY_BASED;
  expect_same(results(priority, 3), expected);
}

TEST(SameResults, WithAndWithoutPasses) {
  SessionOptions off;
  off.graph_optimization_level = GraphOptimizationLevel::ORT_DISABLE_ALL;
  const auto plain = results(off, 2);
  const auto optimized = results({}, 2);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto a = plain[i].data<float>();
    const auto b = optimized[i].data<float>();
    for (std::size_t j = 0; j < a.size(); ++j) EXPECT_NEAR(a[j], b[j], 1e-6 + 1e-5 * std::abs(a[j]));
  }
  const InferenceSession digits_plain(digits_path(), off);
  const InferenceSession digits_optimized(digits_path());
  EXPECT_LT(digits_optimized.get_placements().size(), digits_plain.get_placements().size());
  const auto a = digits_plain.run({}, {{"image", digit_picture(8)}})[0];
  const auto b = digits_optimized.run({}, {{"image", digit_picture(8)}})[0];
  for (std::size_t j = 0; j < 10; ++j) EXPECT_NEAR(a.data<float>()[j], b.data<float>()[j], 1e-6);
}

TEST(SameResults, EachPassAloneOrSwitchedOff) {
  const auto expected = InferenceSession(digits_path()).run({}, {{"image", digit_picture(3)}})[0];
  for (const std::string& pass : optimizer_pass_names()) {
    SessionOptions options;
    options.disabled_optimizers = {pass};
    const auto scores = InferenceSession(digits_path(), options).run({}, {{"image", digit_picture(3)}})[0];
    for (std::size_t j = 0; j < 10; ++j) EXPECT_NEAR(scores.data<float>()[j], expected.data<float>()[j], 1e-6) << pass;
  }
}

}  // namespace
}  // namespace ort::test
