#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// Sizes and options of one problem.
struct Problem {
  int64_t batch = 2;
  int64_t q_heads = 4;
  int64_t kv_heads = 2;
  int64_t queries = 3;
  int64_t past = 0;
  int64_t keys = 5;
  int64_t head_size = 6;
  int64_t v_head_size = 7;
  bool flat = false;
  bool causal = false;
  int64_t left = -1;
  int64_t right = -1;
  float softcap = 0;
  float scale = 0;  ///< 0: not given
  int mode = 0;
  DataType dtype = DataType::kFloat;
  std::optional<Tensor> mask = {};
  std::optional<Tensor> nonpad = {};
  std::optional<DataType> precision = {};
  int opset = 25;

  int64_t total() const { return past + keys; }
};

/// [batch, heads, rows, size], whatever the layout of the tensor is.
double element(const Tensor& tensor, const std::vector<double>& elements, bool flat, int64_t size, int64_t b,
               int64_t head, int64_t row, int64_t column) {
  const Coordinates at = flat ? Coordinates{b, row, head * size + column} : Coordinates{b, head, row, column};
  return elements[position_of(at, tensor.shape())];
}

struct Expected {
  std::vector<double> y;       ///< [batch, heads, queries, v_head_size]
  std::vector<double> scores;  ///< of the problem's mode
};

struct Inputs {
  Tensor q, k, v;
  std::optional<Tensor> past_key, past_value;
};

double bias_of(const Problem& p, int64_t b, int64_t head, int64_t query, int64_t key) {
  const bool external = p.nonpad.has_value();
  const int64_t valid = external ? p.nonpad->as<int64_t>()[static_cast<std::size_t>(b)] : p.total();
  const int64_t position = query + (external ? valid - p.queries : p.past);
  double bias = key < valid ? 0 : kNever;
  if (p.causal && key > position) bias = kNever;
  if (p.left >= 0 && key < position - p.left) bias = kNever;
  if (p.right >= 0 && key - p.right > position) bias = kNever;
  if (!p.mask) return bias;
  const Shape& shape = p.mask->shape();
  const Coordinates full{b, head, query, key};
  Coordinates at;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int64_t coordinate = full[static_cast<std::size_t>(4 - shape.rank() + axis)];
    const bool last = axis == shape.rank() - 1;
    if (last && p.opset >= 24 && coordinate >= shape[axis]) return kNever;
    at.push_back(shape[axis] == 1 ? 0 : coordinate);
  }
  const double mask = to_doubles(*p.mask)[position_of(at, shape)];
  return bias + (p.mask->dtype() == DataType::kBool ? (mask != 0 ? 0 : kNever) : mask);
}

/// Scores, bias, softmax and weighted sum of one query, in the order of the operator's text.
Expected naive_attention(const Problem& p, const Inputs& inputs) {
  const std::vector<double> q = to_doubles(inputs.q), k = to_doubles(inputs.k), v = to_doubles(inputs.v);
  const std::vector<double> past_k = inputs.past_key ? to_doubles(*inputs.past_key) : std::vector<double>();
  const std::vector<double> past_v = inputs.past_value ? to_doubles(*inputs.past_value) : std::vector<double>();
  const double scale = p.scale != 0 ? p.scale : 1 / std::sqrt(static_cast<double>(p.head_size));
  const auto row = [&](bool key, int64_t b, int64_t head, int64_t at, int64_t column) {
    const int64_t size = key ? p.head_size : p.v_head_size;
    if (at < p.past) {
      return element(key ? *inputs.past_key : *inputs.past_value, key ? past_k : past_v, false, size, b, head, at,
                     column);
    }
    return element(key ? inputs.k : inputs.v, key ? k : v, p.flat, size, b, head, at - p.past, column);
  };
  Expected expected;
  for (int64_t i = 0; i < p.batch * p.q_heads * p.queries; ++i) {
    const int64_t query = i % p.queries, head = i / p.queries % p.q_heads, b = i / p.queries / p.q_heads;
    const int64_t kv = head / (p.q_heads / p.kv_heads);
    std::vector<double> raw, capped, biased, probabilities;
    double largest = kNever, largest_bias = kNever, sum = 0;
    for (int64_t key = 0; key < p.total(); ++key) {
      double dot = 0;
      for (int64_t e = 0; e < p.head_size; ++e) {
        dot += element(inputs.q, q, p.flat, p.head_size, b, head, query, e) * row(true, b, kv, key, e);
      }
      raw.push_back(dot * scale);
      capped.push_back(p.softcap != 0 ? p.softcap * std::tanh(dot * scale / p.softcap) : dot * scale);
      const double bias = bias_of(p, b, head, query, key);
      biased.push_back(capped.back() + bias);
      largest = std::max(largest, biased.back());
      largest_bias = std::max(largest_bias, bias);
    }
    for (const double x : biased) sum += std::exp(x - largest);
    for (const double x : biased) probabilities.push_back(largest_bias == kNever ? 0 : std::exp(x - largest) / sum);
    for (int64_t e = 0; e < p.v_head_size; ++e) {
      double y = 0;
      for (int64_t key = 0; key < p.total(); ++key) {
        y += probabilities[static_cast<std::size_t>(key)] * row(false, b, kv, key, e);
      }
      expected.y.push_back(y);
    }
    const std::vector<double>& shown = p.mode == 0 ? raw : p.mode == 1 ? capped : p.mode == 2 ? biased : probabilities;
    expected.scores.insert(expected.scores.end(), shown.begin(), shown.end());
  }
  return expected;
}

Shape layout(const Problem& p, int64_t heads, int64_t rows, int64_t size) {
  return p.flat ? Shape({p.batch, rows, heads * size}) : Shape({p.batch, heads, rows, size});
}

Inputs random_inputs(const Problem& p, std::mt19937& generator) {
  Inputs inputs{.q = random_tensor(p.dtype, layout(p, p.q_heads, p.queries, p.head_size), generator),
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

NodeCase attention_node(const Problem& p, const Inputs& inputs) {
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
std::vector<double> by_heads(const Problem& p, const Tensor& y) {
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
void check(const Problem& p, std::mt19937& generator, double tolerance = 1e-5) {
  const Inputs inputs = random_inputs(p, generator);
  const Expected expected = naive_attention(p, inputs);
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
          Problem p;
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
  Problem p;
  p.flat = true;
  p.past = 3;
  const Inputs inputs = random_inputs(p, generator);
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
          Problem p;
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
  Problem wide;
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
        Problem p;
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
    Problem p;
    p.mask = random_tensor(DataType::kFloat, {3, length}, generator);
    check(p, generator);
  }
  Problem early;
  early.opset = 23;
  early.mask = random_tensor(DataType::kFloat, {3, 1}, generator);
  check(early, generator);
}

TEST(Attention, LengthsOfAnExternalCache) {
  std::mt19937 generator(6);
  for (const bool causal : {false, true}) {
    for (const int64_t left : {-1, 1}) {
      Problem p;
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
  Problem p;
  p.mask = Tensor(DataType::kBool, {3, 5});
  for (bool& allowed : p.mask->as<bool>()) allowed = false;
  for (int i = 0; i < 5; ++i) p.mask->as<bool>()[static_cast<std::size_t>(5 + i)] = true;
  p.mode = 3;
  check(p, generator);
  Problem none;
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
      Problem p;
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
      Problem p;
      p.dtype = dtype;
      p.precision = precision;
      p.mode = 3;
      check(p, generator, tolerance);
    }
  }
}

TEST(Attention, ManyBlocksAreEqualForEveryNumberOfThreads) {
  std::mt19937 generator(9);
  Problem p;
  p.queries = 600;
  p.keys = 700;
  p.past = 11;
  p.causal = true;
  const Inputs inputs = random_inputs(p, generator);
  NodeCase node = attention_node(p, inputs);
  node.threads = 1;
  const Tensor once = run_node_tensor(node);
  expect_close(by_heads(p, once), naive_attention(p, inputs).y, 1e-5);
  node.threads = 5;
  expect_same_bytes(run_node_tensor(node), once);
}

TEST(Attention, Failures) {
  std::mt19937 generator(10);
  const auto fails = [&](const Problem& p, const char* part, auto&& change) {
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
  Problem p;
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
  Problem flat;
  flat.flat = true;
  EXPECT_TRUE(fails(flat, "does not divide into 5 heads", attribute("kv_num_heads", 5)));
  EXPECT_TRUE(fails(flat, "must be positive", attribute("q_num_heads", 0)));
  EXPECT_TRUE(
      fails(flat, "need attribute kv_num_heads", [](NodeCase& node) { node.attributes.erase("kv_num_heads"); }));
}

}  // namespace
}  // namespace ort::test
