#pragma once

#include <algorithm>
#include <cstdint>

#include "libort/runtime/kernel.h"

namespace ort::portable {

/// Inputs and outputs of Attention by position.
struct AttentionInput {
  enum : int { kQ, kK, kV, kMask, kPastKey, kPastValue, kNonpad };
};
struct AttentionOutput {
  enum : int { kY, kPresentKey, kPresentValue, kQkMatmul };
};

/// Steps, in elements, to the matrix of the next batch element and head, and to its next row.
struct HeadLayout {
  int64_t batch_step = 0;
  int64_t head_step = 0;
  int64_t row_step = 0;
};

/// A tensor [batch, heads, rows, size], or [batch, rows, heads * size] with `flat`.
HeadLayout head_layout(bool flat, int64_t heads, int64_t rows, int64_t size);

/// The sizes of an Attention node (versions 23 to 25) and where its matrices lie.
struct AttentionProblem {
  int64_t batch = 0;
  int64_t q_heads = 0;
  int64_t kv_heads = 0;  ///< a divisor of q_heads: neighbouring heads of Q share one
  int64_t queries = 0;
  int64_t past = 0;
  int64_t keys = 0;   ///< of input K
  int64_t total = 0;  ///< past + keys
  int64_t head_size = 0;
  int64_t v_head_size = 0;
  HeadLayout q;
  HeadLayout k;
  HeadLayout v;
  HeadLayout y;
  HeadLayout past_k;
  HeadLayout past_v;
};

/// The operator's shape rule has accepted the shapes.
AttentionProblem attention_problem(const PlanContext& context);

/// Steps, in elements of input attn_mask, to the bias of the next batch element, head, query and key. The mask's shape
/// broadcasts to that of the scores, except that it may have fewer keys: no query attends the rest.
struct MaskLayout {
  int64_t keys = 0;  ///< that it has an opinion about
  int64_t batch_step = 0;
  int64_t head_step = 0;
  int64_t row_step = 0;
  int64_t key_step = 0;
};

/// `may_end_early`: a single key is such an end (since version 24), not one for all.
MaskLayout mask_layout(const Shape& mask, const AttentionProblem& problem, bool may_end_early);

/// Keys [begin, end).
struct KeyRange {
  int64_t begin = 0;
  int64_t end = 0;
  constexpr int64_t count() const { return end - begin; }
};

/// What positions alone say about the keys that a query attends.
struct KeyWindow {
  bool causal = false;
  int64_t left = -1;    ///< keys before the query's own position; -1: all
  int64_t right = -1;   ///< keys behind it; -1: all
  int64_t present = 0;  ///< keys from here on are padding, at most the total
  int64_t offset = 0;   ///< position of query 0 among the keys, may be negative

  /// Perhaps empty; neither end ever moves back from one query to the next.
  constexpr KeyRange keys_of(int64_t query) const {
    const int64_t position = offset + query;
    KeyRange keys{0, present};
    if (causal) keys.end = std::min(keys.end, position + 1);
    if (left >= 0 && position > left) keys.begin = position - left;
    if (right >= 0 && right < present) keys.end = std::min(keys.end, position + right + 1);
    keys.end = std::max<int64_t>(keys.end, 0);
    keys.begin = std::min(keys.begin, keys.end);
    return keys;
  }
};

}  // namespace ort::portable
