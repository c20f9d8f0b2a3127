#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

// Inputs and outputs by position.
enum : int { kQ, kK, kV, kMask, kPastKey, kPastValue, kNonpad };
enum : int { kY, kPresentKey, kPresentValue, kQkMatmul };

constexpr int kShortMasks = 24;  ///< since then a mask may end before the keys do
constexpr int kWindows = 25;     ///< since then the rules of ONNX about combinations are checked

/// The sizes of one problem, as far as they are known.
struct Sizes {
  bool flat = false;  ///< Q, K, V and Y are [batch, sequence, heads * size] instead of [batch, heads, sequence, size]
  Dim batch;
  Dim q_heads;
  Dim kv_heads;
  Dim queries;
  Dim keys;  ///< of input K
  Dim past;
  Dim total;  ///< past and keys
  Dim head_size;
  Dim v_head_size;
};

int64_t head_count(const InferContext& context, const char* name) {
  const auto* count = context.node().find<int64_t>(name);
  if (count == nullptr) fail_node(std::string("inputs of three dimensions need attribute ") + name);
  if (*count <= 0) fail_node(std::string(name) + " must be positive, but is " + std::to_string(*count));
  return *count;
}

/// The part of one head in the last dimension of input `i`.
Dim size_of_head(const InferContext& context, int i, int64_t heads) {
  const Dim& hidden = context.input_dim(i, 2);
  if (heads == 1 || !hidden.known()) return heads == 1 ? hidden : Dim();
  if (hidden.value % heads != 0) {
    fail_node("input " + std::to_string(i) + " " + context.input_shape(i).to_string() + " does not divide into " +
              std::to_string(heads) + " heads");
  }
  return hidden.value / heads;
}

Sizes flat_sizes(const InferContext& context) {
  Sizes sizes;
  sizes.flat = true;
  sizes.batch = context.input_dim(kQ, 0);
  const int64_t q_heads = head_count(context, "q_num_heads");
  const int64_t kv_heads = head_count(context, "kv_num_heads");
  sizes.q_heads = q_heads;
  sizes.kv_heads = kv_heads;
  sizes.queries = context.input_dim(kQ, 1);
  sizes.keys = merged(context.input_dim(kK, 1), context.input_dim(kV, 1), "lengths of K and V");
  sizes.head_size =
      merged(size_of_head(context, kQ, q_heads), size_of_head(context, kK, kv_heads), "head sizes of Q and K");
  sizes.v_head_size = size_of_head(context, kV, kv_heads);
  return sizes;
}

Sizes split_sizes(const InferContext& context) {
  const bool counts = context.node().find<int64_t>("q_num_heads") || context.node().find<int64_t>("kv_num_heads");
  if (context.since_version() >= kWindows && counts) {
    fail_node("q_num_heads and kv_num_heads are for inputs of three dimensions");
  }
  Sizes sizes;
  sizes.batch = context.input_dim(kQ, 0);
  sizes.q_heads = context.input_dim(kQ, 1);
  sizes.kv_heads = merged(context.input_dim(kK, 1), context.input_dim(kV, 1), "numbers of heads of K and V");
  sizes.queries = context.input_dim(kQ, 2);
  sizes.keys = merged(context.input_dim(kK, 2), context.input_dim(kV, 2), "lengths of K and V");
  sizes.head_size = merged(context.input_dim(kQ, 3), context.input_dim(kK, 3), "head sizes of Q and K");
  sizes.v_head_size = context.input_dim(kV, 3);
  return sizes;
}

/// Adds what past_key or past_value says.
void merge_past(const InferContext& context, int input, Dim& head_size, Sizes& sizes) {
  if (!context.ranked(input)) return;
  if (context.input_rank(input) != 4) {
    fail_node("input " + std::to_string(input) + " must have four dimensions, but has shape " +
              context.input_shape(input).to_string());
  }
  const std::string where = "input " + std::to_string(input) + " differs in dimension ";
  sizes.batch = merged(sizes.batch, context.input_dim(input, 0), where + "0");
  sizes.kv_heads = merged(sizes.kv_heads, context.input_dim(input, 1), where + "1");
  sizes.past = merged(sizes.past, context.input_dim(input, 2), where + "2");
  head_size = merged(head_size, context.input_dim(input, 3), where + "3");
}

Sizes attention_sizes(const InferContext& context) {
  const int rank = context.input_rank(kQ);
  if ((rank != 3 && rank != 4) || context.input_rank(kK) != rank || context.input_rank(kV) != rank) {
    fail_node("Q " + context.input_shape(kQ).to_string() + ", K " + context.input_shape(kK).to_string() + " and V " +
              context.input_shape(kV).to_string() + " must all have three or all have four dimensions");
  }
  Sizes sizes = rank == 3 ? flat_sizes(context) : split_sizes(context);
  for (const int input : {kK, kV}) {
    sizes.batch = merged(sizes.batch, context.input_dim(input, 0), "batches of Q, K and V");
  }
  if (!context.has_input(kPastKey)) {
    sizes.total = sizes.keys;
  } else {
    merge_past(context, kPastKey, sizes.head_size, sizes);
    merge_past(context, kPastValue, sizes.v_head_size, sizes);
    sizes.total = sum_of(std::array{sizes.past, sizes.keys});
  }
  const bool heads_known = sizes.q_heads.known() && sizes.kv_heads.known();
  const int64_t group = sizes.kv_heads.value;
  if (heads_known && (group == 0 ? sizes.q_heads.value != 0 : sizes.q_heads.value % group != 0)) {
    fail_node(std::to_string(sizes.q_heads.value) + " heads of Q cannot share " + std::to_string(group) +
              " heads of K and V evenly");
  }
  return sizes;
}

/// attn_mask broadcasts to [batch, heads of Q, queries, total]; since version 24 its last dimension may be shorter.
void check_mask(const InferContext& context, const Sizes& sizes) {
  if (!context.has_input(kMask) || !context.ranked(kMask)) return;
  const SymbolicShape& mask = context.input_shape(kMask);
  const std::array<Dim, 4> full{sizes.batch, sizes.q_heads, sizes.queries, sizes.total};
  bool fits = mask.rank() <= 4;
  for (int back = 1; fits && back <= mask.rank(); ++back) {
    const Dim& dim = mask.dims[static_cast<std::size_t>(mask.rank() - back)];
    const Dim& target = full[static_cast<std::size_t>(4 - back)];
    if (!dim.known() || !target.known() || dim.value == target.value) continue;
    const bool may_end_early = back == 1 && context.since_version() >= kShortMasks;
    fits = may_end_early ? dim.value < target.value : dim.value == 1;
  }
  if (!fits) {
    fail_node("attn_mask " + mask.to_string() + " does not broadcast to " +
              SymbolicShape::of({full.begin(), full.end()}).to_string());
  }
}

void check_nonpad(const InferContext& context, const Sizes& sizes) {
  if (!context.has_input(kNonpad) || !context.ranked(kNonpad)) return;
  const SymbolicShape& lengths = context.input_shape(kNonpad);
  if (lengths.rank() != 1) fail_node("nonpad_kv_seqlen must be one-dimensional, but has shape " + lengths.to_string());
  merged(lengths.dims[0], sizes.batch, "nonpad_kv_seqlen does not fit the batch");
}

void check_attributes(const InferContext& context) {
  const Node& node = context.node();
  if (const auto* precision = node.find<int64_t>("softmax_precision")) {
    const auto dtype = static_cast<DataType>(*precision);
    if (dtype != DataType::kFloat && dtype != DataType::kFloat16 && dtype != DataType::kDouble &&
        dtype != DataType::kBfloat16) {
      fail_node("softmax_precision " + std::to_string(*precision) + " is no floating point type");
    }
  }
  const int64_t mode = node.attribute<int64_t>("qk_matmul_output_mode");
  if (mode < 0 || mode > 3) fail_node("qk_matmul_output_mode " + std::to_string(mode) + " is not known");
  for (const char* name : {"left_window_size", "right_window_size"}) {
    const auto* size = node.find<int64_t>(name);
    if (size != nullptr && *size < -1) fail_node(std::string(name) + " is " + std::to_string(*size));
  }
}

void check_cache(const InferContext& context) {
  if (context.has_input(kPastKey) != context.has_input(kPastValue)) {
    fail_node("past_key and past_value must be given together");
  }
  const bool presents = context.has_output(kPresentKey) || context.has_output(kPresentValue);
  if (context.has_input(kNonpad) && (context.has_input(kPastKey) || presents)) {
    fail_node("nonpad_kv_seqlen cannot be combined with past or present keys and values");
  }
}

void set_shapes(InferContext& context, const Sizes& sizes) {
  SymbolicShape y = SymbolicShape::of({sizes.batch, sizes.q_heads, sizes.queries, sizes.v_head_size});
  if (sizes.flat) {
    y = SymbolicShape::of({sizes.batch, sizes.queries, scaled(sizes.v_head_size, sizes.q_heads.value)});
  }
  context.set_output(kY, context.input_dtype(kQ), std::move(y));
  context.set_output(kPresentKey, context.input_dtype(kQ),
                     SymbolicShape::of({sizes.batch, sizes.kv_heads, sizes.total, sizes.head_size}));
  context.set_output(kPresentValue, context.input_dtype(kV),
                     SymbolicShape::of({sizes.batch, sizes.kv_heads, sizes.total, sizes.v_head_size}));
  context.set_output(kQkMatmul, context.input_dtype(kQ),
                     SymbolicShape::of({sizes.batch, sizes.q_heads, sizes.queries, sizes.total}));
}

void infer_attention(InferContext& context) {
  check_attributes(context);
  check_cache(context);
  if (!context.ranked(kQ) || !context.ranked(kK) || !context.ranked(kV)) {
    context.set_output(kY, context.input_dtype(kQ), {});
    context.set_output(kPresentKey, context.input_dtype(kQ), {});
    context.set_output(kPresentValue, context.input_dtype(kV), {});
    context.set_output(kQkMatmul, context.input_dtype(kQ), {});
    return;
  }
  const Sizes sizes = attention_sizes(context);
  check_mask(context, sizes);
  check_nonpad(context, sizes);
  set_shapes(context, sizes);
}

/// Pairs of a query and a key that see each other, for one head of one batch.
double visible_pairs(const Node& node, int64_t queries, int64_t total, int64_t offset) {
  const bool causal = node.attribute<int64_t>("is_causal") != 0;
  const int64_t* left = node.find<int64_t>("left_window_size");
  const int64_t* right = node.find<int64_t>("right_window_size");
  double pairs = 0;
  for (int64_t query = 0; query < queries; ++query) {
    const int64_t position = offset + query;
    int64_t begin = 0;
    int64_t end = total;
    if (left != nullptr && *left >= 0) begin = std::max(begin, position - *left);
    if (right != nullptr && *right >= 0) end = std::min(end, position + *right + 1);
    if (causal) end = std::min(end, position + 1);
    pairs += static_cast<double>(std::max<int64_t>(0, end - begin));
  }
  return pairs;
}

/// Of each pair: its score, the scale, what softcap and mask add, the softmax, and its part of the sum of values. With
/// nonpad_kv_seqlen all keys count as filled.
double attention_operations(const CostContext& context) {
  const Node& node = context.node();
  const Shape& q = context.input_shape(kQ);
  const bool flat = q.rank() == 3;
  const int64_t heads = flat ? node.attribute<int64_t>("q_num_heads") : q[1];
  const int64_t kv_heads = flat ? node.attribute<int64_t>("kv_num_heads") : context.input_shape(kV)[1];
  if (heads <= 0 || kv_heads <= 0) return 0;
  const int axis = flat ? 1 : 2;
  const int64_t past = context.has_input(kPastKey) ? context.input_shape(kPastKey)[2] : 0;
  const int64_t total = past + context.input_shape(kK)[axis];
  const int64_t offset = context.has_input(kNonpad) ? total - q[axis] : past;
  const double head_size = static_cast<double>(flat ? q[2] / heads : q[3]);
  const double v_head_size =
      static_cast<double>(flat ? context.input_shape(kV)[2] / kv_heads : context.input_shape(kV)[3]);
  const int softcap = node.attribute<float>("softcap") != 0 ? 3 : 0;
  const int mask = context.has_input(kMask) ? 1 : 0;
  const double per_pair = 2 * (head_size + v_head_size) + 1 + softcap + mask + kSoftmaxOperations;
  return static_cast<double>(q[0] * heads) * visible_pairs(node, q[axis], total, offset) * per_pair;
}

}  // namespace

/// Attention 23, 24 (nonpad_kv_seqlen), 25 (windows).
void define_attention(OpRegistry& ops) {
  OpFamily attention(ops, "Attention");
  attention.since(23)
      .input("Q", "T1")
      .input("K", "T1")
      .input("V", "T2")
      .optional_input("attn_mask", "U")
      .optional_input("past_key", "T1")
      .optional_input("past_value", "T2")
      .output("Y", "T1")
      .optional_output("present_key", "T1")
      .optional_output("present_value", "T2")
      .optional_output("qk_matmul_output", "T1")
      .attribute("is_causal", 0)
      .optional_attribute("kv_num_heads", AttributeType::kInt)
      .optional_attribute("q_num_heads", AttributeType::kInt)
      .attribute("qk_matmul_output_mode", 0)
      .optional_attribute("scale", AttributeType::kFloat)
      .attribute("softcap", 0.0f)
      .optional_attribute("softmax_precision", AttributeType::kInt)
      .type("T1", kFloatsBf16)
      .type("T2", kFloatsBf16)
      .type("U", kNumericBf16 | kBool)
      .infer(infer_attention)
      .cost(attention_operations);
  attention.since(24).optional_input("nonpad_kv_seqlen", "tensor(int64)");
  attention.since(25).attribute("left_window_size", -1).attribute("right_window_size", -1);
}

}  // namespace ort
