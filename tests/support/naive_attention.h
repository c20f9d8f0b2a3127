#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "tests/support/naive_pick.h"
#include "tests/support/node_runner.h"

// Attention 23 to 25 element by element, in double.

namespace ort::test {

inline constexpr double kNever = -std::numeric_limits<double>::infinity();

/// Sizes and options of an Attention node.
struct AttentionCase {
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

/// The element of a tensor [batch, heads, rows, size], or [batch, rows, heads * size] with `flat`.
inline double element(const Tensor& tensor, const std::vector<double>& elements, bool flat, int64_t size, int64_t b,
                      int64_t head, int64_t row, int64_t column) {
  const Coordinates at = flat ? Coordinates{b, row, head * size + column} : Coordinates{b, head, row, column};
  return elements[position_of(at, tensor.shape())];
}

struct ExpectedAttention {
  std::vector<double> y;       ///< [batch, heads, queries, v_head_size]
  std::vector<double> scores;  ///< of the problem's mode
};

struct AttentionInputs {
  Tensor q, k, v;
  std::optional<Tensor> past_key, past_value;
};

/// What is added to a score: -infinity where the query may not attend the key.
inline double bias_of(const AttentionCase& p, int64_t b, int64_t head, int64_t query, int64_t key) {
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
inline ExpectedAttention naive_attention(const AttentionCase& p, const AttentionInputs& inputs) {
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
  ExpectedAttention expected;
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

}  // namespace ort::test
