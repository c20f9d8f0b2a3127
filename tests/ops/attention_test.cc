#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/naive_attention.h"
#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Shape layout(const AttentionCase& p, int64_t heads, int64_t rows, int64_t size) {
  return p.flat ? Shape({p.batch, rows, heads * size}) : Shape({p.batch, heads, rows, size});
}

AttentionInputs random_inputs(const AttentionCase& p, std::mt19937& generator) {
  AttentionInputs inputs{.q = random_tensor(p.dtype, layout(p, p.q_heads, p.queries, p.head_size), generator),
                         .k = random_tensor(p.dtype, layout(p, p.kv_heads, p.keys, p.head_size), generator),
                         .v = random_tensor(p.dtype, layout(p, p.kv_heads, p.keys, p.v_head_size), generator),
                         .past_key = {},
                         .past_value = {}};
  if (p.past > 0) {
    inputs.past_key = random_tensor(p.dtype, {p.batch, p.kv_heads, p.past, p.head_size}, generator);
    inputs.past_value = random_tensor(p.dtype, {p.batch, p.kv_heads, p.past, p.v_head_size}, generator);
  }
  return inputs;
}

NodeCase attention_node(const AttentionCase& p, const AttentionInputs& inputs) {
  const auto optional = [](const std::optional<Tensor>& tensor) {
    return tensor ? std::optional<RuntimeValue>(*tensor) : std::nullopt;
  };
  NodeCase node{
      .op_type = "Attention",
      .opset = p.opset,
      .inputs = {inputs.q, inputs.k, inputs.v, optional(p.mask), optional(inputs.past_key),
                 optional(inputs.past_value)},
      .attributes = {{"is_causal", p.causal ? 1 : 0}, {"softcap", p.softcap}, {"qk_matmul_output_mode", p.mode}}};
  if (p.opset >= 24 && p.nonpad) node.inputs.push_back(*p.nonpad);
  if (p.opset >= 25) {
    node.attributes.insert_or_assign("left_window_size", p.left);
    node.attributes.insert_or_assign("right_window_size", p.right);
  }
  if (p.flat) {
    node.attributes.insert_or_assign("q_num_heads", p.q_heads);
    node.attributes.insert_or_assign("kv_num_heads", p.kv_heads);
  }
  if (p.scale != 0) node.attributes.insert_or_assign("scale", p.scale);
  if (p.precision) node.attributes.insert_or_assign("softmax_precision", static_cast<int64_t>(*p.precision));
  return node;
}

/// The elements of Y as [batch, heads, queries, size].
std::vector<double> by_heads(const AttentionCase& p, const Tensor& y) {
  const std::vector<double> elements = to_doubles(y);
  const Shape shape({p.batch, p.q_heads, p.queries, p.v_head_size});
  std::vector<double> result;
  for (int64_t i = 0; i < shape.elements(); ++i) {
    const Coordinates at = coordinates_of(i, shape);
    result.push_back(element(y, elements, p.flat, p.v_head_size, at[0], at[1], at[2], at[3]));
  }
  return result;
}

void expect_close(const std::vector<double>& actual, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (actual[i] == expected[i]) continue;
    ASSERT_NEAR(actual[i], expected[i], tolerance * (1 + std::abs(expected[i]))) << "element " << i;
  }
}

/// Y alone, whose blocks leave out keys that nobody attends, and Y with the scores.
void check(const AttentionCase& p, std::mt19937& generator, double tolerance = 1e-5) {
  const AttentionInputs inputs = random_inputs(p, generator);
  const ExpectedAttention expected = naive_attention(p, inputs);
  NodeCase node = attention_node(p, inputs);
  const Tensor alone = run_node_tensor(node);
  expect_shape(alone, layout(p, p.q_heads, p.queries, p.v_head_size));
  expect_close(by_heads(p, alone), expected.y, tolerance);
  if (p.nonpad) return;
  node.outputs = 4;
  node.threads = 3;
  const std::vector<RuntimeValue> all = run_node(node);
  expect_close(by_heads(p, all[0].tensor()), expected.y, tolerance);
  expect_shape(all[1].tensor(), {p.batch, p.kv_heads, p.total(), p.head_size});
  expect_shape(all[2].tensor(), {p.batch, p.kv_heads, p.total(), p.v_head_size});
  expect_shape(all[3].tensor(), {p.batch, p.q_heads, p.queries, p.total()});
  expect_close(to_doubles(all[3].tensor()), expected.scores, tolerance);
}

TEST(Attention, LayoutsHeadsAndPast) {
  std::mt19937 generator(1);
  for (const bool flat : {false, true}) {
    for (const auto& [q_heads, kv_heads] : {std::pair{3, 3}, {6, 2}, {4, 1}}) {
      for (const int64_t past : {0, 4}) {
        for (int mode = 0; mode < 4; ++mode) {
          AttentionCase p;
          p.flat = flat;
          p.q_heads = q_heads;
          p.kv_heads = kv_heads;
          p.past = past;
          p.mode = mode;
          p.softcap = mode == 1 ? 0.7f : 0;
          p.scale = mode == 2 ? 0.3f : 0;
          p.opset = 23 + mode % 3;
          SCOPED_TRACE(testing::Message() << flat << " heads " << q_heads << " past " << past << " mode " << mode);
          check(p, generator);
        }
      }
    }
  }
}

TEST(Attention, PresentKeysAndValuesFollowThePast) {
  std::mt19937 generator(2);
  AttentionCase p;
  p.flat = true;
  p.past = 3;
  const AttentionInputs inputs = random_inputs(p, generator);
  NodeCase node = attention_node(p, inputs);
  node.outputs = 3;
  const std::vector<RuntimeValue> outputs = run_node(node);
  for (const bool key : {true, false}) {
    const Tensor& present = outputs[key ? 1 : 2].tensor();
    const Tensor& past = key ? *inputs.past_key : *inputs.past_value;
    const Tensor& rows = key ? inputs.k : inputs.v;
    const int64_t size = key ? p.head_size : p.v_head_size;
    const std::vector<double> old = to_doubles(past), added = to_doubles(rows), actual = to_doubles(present);
    for (int64_t i = 0; i < present.elements(); ++i) {
      const Coordinates at = coordinates_of(i, present.shape());
      const double expected = at[2] < p.past ? element(past, old, false, size, at[0], at[1], at[2], at[3])
                                             : element(rows, added, true, size, at[0], at[1], at[2] - p.past, at[3]);
      ASSERT_EQ(actual[static_cast<std::size_t>(i)], expected);
    }
  }
}

TEST(Attention, CausalAndWindows) {
  std::mt19937 generator(3);
  for (const bool causal : {false, true}) {
    for (const int64_t left : {-1, 0, 2}) {
      for (const int64_t right : {-1, 0, 1}) {
        for (const int64_t past : {0, 3}) {
          AttentionCase p;
          p.queries = 7;
          p.causal = causal;
          p.left = left;
          p.right = right;
          p.past = past;
          p.mode = 2;
          SCOPED_TRACE(testing::Message() << causal << " window " << left << " " << right << " past " << past);
          check(p, generator);
        }
      }
    }
  }
  AttentionCase wide;
  wide.left = INT64_MAX;
  wide.right = INT64_MAX;
  check(wide, generator);
}

TEST(Attention, MasksOfEveryRankAndType) {
  std::mt19937 generator(4);
  for (const DataType dtype :
       {DataType::kBool, DataType::kFloat, DataType::kInt8, DataType::kDouble, DataType::kFloat16}) {
    for (const Shape& shape : {Shape({5}), Shape({3, 5}), Shape({1, 5}), Shape({4, 3, 5}), Shape({2, 1, 3, 5}),
                               Shape({2, 4, 1, 5}), Shape({2, 4, 3, 5})}) {
      for (const bool causal : {false, true}) {
        AttentionCase p;
        p.mask = random_tensor(dtype, shape, generator);
        p.causal = causal;
        p.mode = 3;
        SCOPED_TRACE(std::string(data_type_name(dtype)) + shape.to_string());
        check(p, generator);
      }
    }
  }
}

TEST(Attention, ShortMasksEndTheKeysSince24) {
  std::mt19937 generator(5);
  for (const int64_t length : {1, 3}) {
    AttentionCase p;
    p.mask = random_tensor(DataType::kFloat, {3, length}, generator);
    check(p, generator);
  }
  AttentionCase early;
  early.opset = 23;
  early.mask = random_tensor(DataType::kFloat, {3, 1}, generator);
  check(early, generator);
}

TEST(Attention, LengthsOfAnExternalCache) {
  std::mt19937 generator(6);
  for (const bool causal : {false, true}) {
    for (const int64_t left : {-1, 1}) {
      AttentionCase p;
      p.batch = 4;
      p.causal = causal;
      p.left = left;
      p.nonpad = make_tensor<int64_t>({4}, {5, 3, 1, 0});
      check(p, generator);
    }
  }
}

TEST(Attention, RowsWithoutKeysAreZero) {
  std::mt19937 generator(7);
  AttentionCase p;
  p.mask = Tensor(DataType::kBool, {3, 5});
  for (bool& allowed : p.mask->as<bool>()) allowed = false;
  for (int i = 0; i < 5; ++i) p.mask->as<bool>()[static_cast<std::size_t>(5 + i)] = true;
  p.mode = 3;
  check(p, generator);
  AttentionCase none;
  none.keys = 0;
  check(none, generator);
}

TEST(Attention, EveryTypeAndSoftmaxPrecision) {
  std::mt19937 generator(8);
  for (const auto& [dtype, tolerance] : {std::pair{DataType::kDouble, 1e-12},
                                         {DataType::kFloat, 1e-5},
                                         {DataType::kFloat16, 2e-3},
                                         {DataType::kBfloat16, 2e-2}}) {
    for (const bool flat : {false, true}) {
      AttentionCase p;
      p.dtype = dtype;
      p.flat = flat;
      p.past = 2;
      p.mode = 3;
      check(p, generator, tolerance);
    }
  }
  for (const auto& [precision, tolerance] : {std::pair{DataType::kDouble, 1e-5},
                                             {DataType::kFloat, 1e-5},
                                             {DataType::kFloat16, 5e-3},
                                             {DataType::kBfloat16, 4e-2}}) {
    for (const DataType dtype : {DataType::kFloat, DataType::kDouble}) {
      AttentionCase p;
      p.dtype = dtype;
      p.precision = precision;
      p.mode = 3;
      check(p, generator, tolerance);
    }
  }
}

TEST(Attention, ManyBlocksAreEqualForEveryNumberOfThreads) {
  std::mt19937 generator(9);
  AttentionCase p;
  p.queries = 600;
  p.keys = 700;
  p.past = 11;
  p.causal = true;
  const AttentionInputs inputs = random_inputs(p, generator);
  NodeCase node = attention_node(p, inputs);
  node.threads = 1;
  const Tensor once = run_node_tensor(node);
  expect_close(by_heads(p, once), naive_attention(p, inputs).y, 1e-5);
  node.threads = 5;
  expect_same_bytes(run_node_tensor(node), once);
}

TEST(Attention, Failures) {
  std::mt19937 generator(10);
  const auto fails = [&](const AttentionCase& p, const char* part, auto&& change) {
    NodeCase node = attention_node(p, random_inputs(p, generator));
    change(node);
    return fails_with(node, part);
  };
  const auto input = [](std::size_t i, const Shape& shape) {
    return [i, shape](NodeCase& node) { node.inputs[i] = Tensor(DataType::kFloat, shape); };
  };
  const auto attribute = [](const char* name, int64_t value) {
    return [name, value](NodeCase& node) { node.attributes.insert_or_assign(name, value); };
  };
  AttentionCase p;
  EXPECT_TRUE(fails(p, "must all have three or all have four", input(1, {2, 5, 12})));
  EXPECT_TRUE(fails(p, "head sizes of Q and K", input(1, {2, 2, 5, 7})));
  EXPECT_TRUE(fails(p, "lengths of K and V", input(2, {2, 2, 6, 7})));
  EXPECT_TRUE(fails(p, "numbers of heads of K and V", input(2, {2, 4, 5, 7})));
  EXPECT_TRUE(fails(p, "batches of Q, K and V", input(0, {3, 4, 3, 6})));
  EXPECT_TRUE(fails(p, "cannot share 2 heads", input(0, {2, 3, 3, 6})));
  EXPECT_TRUE(fails(p, "attn_mask [3,6] does not broadcast", input(3, {3, 6})));
  EXPECT_TRUE(fails(p, "attn_mask", input(3, {1, 1, 1, 1, 5})));
  EXPECT_TRUE(fails(p, "must be given together", input(4, {2, 2, 4, 6})));
  EXPECT_TRUE(fails(p, "qk_matmul_output_mode 4", attribute("qk_matmul_output_mode", 4)));
  EXPECT_TRUE(fails(p, "softmax_precision 7", attribute("softmax_precision", 7)));
  EXPECT_TRUE(fails(p, "left_window_size is -2", attribute("left_window_size", -2)));
  EXPECT_TRUE(fails(p, "for inputs of three dimensions", attribute("q_num_heads", 4)));
  for (const int64_t length : {int64_t{6}, int64_t{-1}, INT64_MIN, INT64_MAX}) {
    p.nonpad = make_tensor<int64_t>({2}, {5, length});
    EXPECT_TRUE(fails(p, "at position 1 is outside [0, 5]", [](NodeCase&) {}));
  }
  p.nonpad = make_tensor<int64_t>({3}, {1, 1, 1});
  EXPECT_TRUE(fails(p, "does not fit the batch", [](NodeCase&) {}));
  p.nonpad = make_tensor<int64_t>({2}, {1, 1});
  EXPECT_TRUE(fails(p, "cannot be combined", [](NodeCase& node) { node.outputs = 3; }));
  AttentionCase flat;
  flat.flat = true;
  EXPECT_TRUE(fails(flat, "does not divide into 5 heads", attribute("kv_num_heads", 5)));
  EXPECT_TRUE(fails(flat, "must be positive", attribute("q_num_heads", 0)));
  EXPECT_TRUE(
      fails(flat, "need attribute kv_num_heads", [](NodeCase& node) { node.attributes.erase("kv_num_heads"); }));
}

}  // namespace
}  // namespace ort::test
