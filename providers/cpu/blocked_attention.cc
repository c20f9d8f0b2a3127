#include "providers/cpu/blocked_attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "libort/core/checked_math.h"
#include "providers/cpu/compute_copy.h"
#include "providers/cpu/lanes.h"
#include "providers/cpu/matrix_multiply.h"

namespace ort::cpu {
namespace {

constexpr int64_t kBlockScores = 65536;  ///< scores of a block of queries, where its rows allow it
constexpr int64_t kMinBlockRows = 16;
constexpr int64_t kMaxBlockRows = 256;

std::size_t scratch_bytes(int64_t rows, int64_t columns, std::size_t size) {
  const auto elements = static_cast<std::size_t>(checked_multiply(rows, columns));
  return checked_align(checked_multiply(elements, size), 64);
}

KeyRange intersection(const KeyRange& a, const KeyRange& b) {
  const int64_t begin = std::max(a.begin, b.begin);
  return {begin, std::max(begin, std::min(a.end, b.end))};
}

}  // namespace

template <class T>
BlockedAttention<T>::BlockedAttention(const PlanContext& context, const AttentionOptions& options)
    : problem_(portable::attention_problem(context)),
      options_(options),
      softmax_(attention_softmax<C>(options.precision.value_or(dtype_of<C>()))),
      scale_(options.scale ? static_cast<C>(*options.scale)
                           : 1 / std::sqrt(static_cast<C>(std::max<int64_t>(1, problem_.head_size)))),
      softcap_(static_cast<C>(options.softcap)),
      shows_scores_(context.has_output(AttentionOutput::kQkMatmul)) {
  if (context.has_input(AttentionInput::kMask)) {
    mask_ = AttentionMask<C>(
        context.input_dtype(AttentionInput::kMask),
        portable::mask_layout(context.input_shape(AttentionInput::kMask), problem_, options.short_masks));
  }
  block_rows_ = std::clamp(kBlockScores / std::max<int64_t>(1, problem_.total), kMinBlockRows, kMaxBlockRows);
  block_rows_ = std::clamp<int64_t>(problem_.queries, 1, block_rows_);
  blocks_ = parts_of(problem_.queries, block_rows_);
  items_ = context.output_shape(AttentionOutput::kY).elements() == 0 && !shows_scores_
               ? 0
               : checked_multiply(problem_.batch * problem_.q_heads, blocks_);
  lanes_ = lanes_for(context.threads(), items_);
  scores_bytes_ = scratch_bytes(block_rows_, problem_.total, sizeof(C));
  bias_bytes_ = mask_.present() ? scratch_bytes(1, problem_.total, sizeof(C)) : 0;
  if constexpr (kNarrow) {
    q_bytes_ = scratch_bytes(block_rows_, problem_.head_size, sizeof(C));
    keys_bytes_ = scratch_bytes(problem_.total, std::max(problem_.head_size, problem_.v_head_size), sizeof(C));
    sums_bytes_ = scratch_bytes(block_rows_, problem_.v_head_size, sizeof(C));
  }
  for (const std::size_t bytes : {scores_bytes_, bias_bytes_, q_bytes_, keys_bytes_, sums_bytes_}) {
    lane_bytes_ = checked_add(lane_bytes_, bytes);
  }
  checked_multiply(lane_bytes_, static_cast<std::size_t>(lanes_));
}

template <class T>
typename BlockedAttention<T>::Scratch BlockedAttention<T>::scratch_of(const RunContext& run, int64_t lane) const {
  std::byte* scores = run.workspace() + static_cast<std::size_t>(lane) * lane_bytes_;
  std::byte* bias = scores + scores_bytes_;
  std::byte* q = bias + bias_bytes_;
  std::byte* keys = q + q_bytes_;
  std::byte* sums = keys + keys_bytes_;
  return {reinterpret_cast<C*>(scores), reinterpret_cast<C*>(bias), reinterpret_cast<C*>(q), reinterpret_cast<C*>(keys),
          reinterpret_cast<C*>(sums)};
}

template <class T>
typename BlockedAttention<T>::Block BlockedAttention<T>::block_of(const RunContext& run, int64_t item) const {
  Block block;
  block.first = item % blocks_ * block_rows_;
  block.head = item / blocks_ % problem_.q_heads;
  block.batch = item / blocks_ / problem_.q_heads;
  block.rows = std::min(block_rows_, problem_.queries - block.first);
  block.window = {options_.causal, options_.left_window, options_.right_window, problem_.total, problem_.past};
  if (run.has_input(AttentionInput::kNonpad)) {
    block.window.present = run.input(AttentionInput::kNonpad).as<int64_t>()[static_cast<std::size_t>(block.batch)];
    block.window.offset = block.window.present - problem_.queries;
  }
  if (mask_.present()) block.window.present = std::min(block.window.present, mask_.keys());
  block.attended = {block.window.keys_of(block.first).begin, block.window.keys_of(block.first + block.rows - 1).end};
  block.scored = shows_scores_ ? KeyRange{0, problem_.total} : block.attended;
  return block;
}

/// The past and the present rows of the block's head.
template <class T>
std::array<typename BlockedAttention<T>::Rows, 2> BlockedAttention<T>::rows_of(const RunContext& run,
                                                                               const Block& block, int past_input,
                                                                               int input, const HeadLayout& past,
                                                                               const HeadLayout& present) const {
  const int64_t head = block.head / (problem_.q_heads / problem_.kv_heads);
  const auto first_row = [&](int i, const HeadLayout& layout) {
    return run.input(i).as<T>().data() + block.batch * layout.batch_step + head * layout.head_step;
  };
  std::array<Rows, 2> rows;
  if (problem_.past > 0) rows[0] = {{0, problem_.past}, first_row(past_input, past), past.row_step};
  rows[1] = {{problem_.past, problem_.total}, first_row(input, present), present.row_step};
  return rows;
}

/// The rows where they are, or a copy of them where T is another type.
template <class T>
typename BlockedAttention<T>::Matrix BlockedAttention<T>::load(const T* rows, int64_t step, int64_t count, int64_t size,
                                                               C* copy) {
  if constexpr (kNarrow) {
    for (int64_t row = 0; row < count; ++row) widen(rows + row * step, copy + row * size, size);
    return {copy, size};
  } else {
    return {rows, step};
  }
}

template <class T>
void BlockedAttention<T>::multiply_keys(const RunContext& run, const Block& block, const Scratch& scratch) const {
  const T* first = run.input(AttentionInput::kQ).as<T>().data() + block.batch * problem_.q.batch_step +
                   block.head * problem_.q.head_step + block.first * problem_.q.row_step;
  const Matrix q = load(first, problem_.q.row_step, block.rows, problem_.head_size, scratch.q);
  for (const Rows& rows :
       rows_of(run, block, AttentionInput::kPastKey, AttentionInput::kK, problem_.past_k, problem_.k)) {
    const KeyRange keys = intersection(rows.keys, block.scored);
    if (keys.count() == 0) continue;
    const Matrix k = load(rows.data + (keys.begin - rows.keys.begin) * rows.step, rows.step, keys.count(),
                          problem_.head_size, scratch.keys);
    MatrixMultiply product = dense_multiply(block.rows, keys.count(), problem_.head_size, false, true);
    product.lda = q.step;
    product.ldb = k.step;
    product.ldc = block.scored.count();
    multiply<C>(product, q.data, k.data, scratch.scores + (keys.begin - block.scored.begin));
  }
}

/// Adds the mask and takes out the keys that the query may not attend; false when no key is left. Scores are those of
/// block.scored.
template <class T>
bool BlockedAttention<T>::add_bias(const RunContext& run, const Block& block, const Scratch& scratch, int64_t query,
                                   C* scores) const {
  constexpr C kNever = -std::numeric_limits<C>::infinity();
  const KeyRange keys = intersection(block.window.keys_of(query), block.scored);
  C* attended = scores + (keys.begin - block.scored.begin);
  bool any = keys.count() > 0;
  if (mask_.present()) {
    mask_.load(run.input(AttentionInput::kMask).data(), block.batch, block.head, query, keys, scratch.bias);
    any = std::any_of(scratch.bias, scratch.bias + keys.count(), [](C bias) { return bias != kNever; });
    for (int64_t i = 0; i < keys.count(); ++i) {
      attended[i] = scratch.bias[i] == kNever ? kNever : attended[i] + scratch.bias[i];
    }
  }
  std::fill(scores, attended, kNever);
  std::fill(attended + keys.count(), scores + block.scored.count(), kNever);
  return any;
}

/// Turns the products of one query into probabilities.
template <class T>
void BlockedAttention<T>::weigh(const RunContext& run, const Block& block, const Scratch& scratch, int64_t row) const {
  const int64_t width = block.scored.count();
  const int64_t query = block.first + row;
  C* scores = scratch.scores + row * width;
  for (int64_t i = 0; i < width; ++i) scores[i] *= scale_;
  show(run, block, ScoreStage::kRaw, query, scores);
  if (softcap_ != 0) {
    for (int64_t i = 0; i < width; ++i) scores[i] = std::tanh(scores[i] / softcap_) * softcap_;
  }
  show(run, block, ScoreStage::kSoftcapped, query, scores);
  const bool any = add_bias(run, block, scratch, query, scores);
  show(run, block, ScoreStage::kBiased, query, scores);
  if (any) {
    softmax_(scores, width);
  } else {
    std::fill_n(scores, width, C{0});
  }
  show(run, block, ScoreStage::kProbabilities, query, scores);
}

template <class T>
void BlockedAttention<T>::show(const RunContext& run, const Block& block, ScoreStage stage, int64_t query,
                               const C* scores) const {
  if (!shows_scores_ || stage != options_.stage) return;
  const int64_t row = (block.batch * problem_.q_heads + block.head) * problem_.queries + query;
  narrow<T>(scores, run.output(AttentionOutput::kQkMatmul).as<T>().data() + row * problem_.total, problem_.total);
}

template <class T>
void BlockedAttention<T>::multiply_values(const RunContext& run, const Block& block, const Scratch& scratch) const {
  const int64_t width = block.scored.count();
  T* y = run.output(AttentionOutput::kY).as<T>().data() + block.batch * problem_.y.batch_step +
         block.head * problem_.y.head_step + block.first * problem_.y.row_step;
  C* sums;
  if constexpr (kNarrow) {
    sums = scratch.sums;
  } else {
    sums = y;
  }
  const int64_t sums_step = kNarrow ? problem_.v_head_size : problem_.y.row_step;
  bool accumulate = false;
  for (const Rows& rows :
       rows_of(run, block, AttentionInput::kPastValue, AttentionInput::kV, problem_.past_v, problem_.v)) {
    const KeyRange keys = intersection(rows.keys, block.attended);
    if (keys.count() == 0) continue;
    const Matrix v = load(rows.data + (keys.begin - rows.keys.begin) * rows.step, rows.step, keys.count(),
                          problem_.v_head_size, scratch.keys);
    MatrixMultiply product = dense_multiply(block.rows, problem_.v_head_size, keys.count());
    product.lda = width;
    product.ldb = v.step;
    product.ldc = sums_step;
    product.accumulate = accumulate;
    multiply<C>(product, scratch.scores + (keys.begin - block.scored.begin), v.data, sums);
    accumulate = true;
  }
  for (int64_t row = 0; row < block.rows; ++row) {
    if (!accumulate) std::fill_n(sums + row * sums_step, problem_.v_head_size, C{0});
    narrow<T>(sums + row * sums_step, y + row * problem_.y.row_step, problem_.v_head_size);
  }
}

template <class T>
void BlockedAttention<T>::check_lengths(const RunContext& run) const {
  if (!run.has_input(AttentionInput::kNonpad)) return;
  const std::span<const int64_t> lengths = run.input(AttentionInput::kNonpad).as<int64_t>();
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] >= 0 && lengths[i] <= problem_.total) continue;
    fail_node("nonpad_kv_seqlen " + std::to_string(lengths[i]) + " at position " + std::to_string(i) +
              " is outside [0, " + std::to_string(problem_.total) + "]");
  }
}

template <class T>
void BlockedAttention<T>::run(const RunContext& run) const {
  check_lengths(run);
  for_each_item(run, lanes_, items_, [&](int64_t lane, int64_t item) {
    const Scratch scratch = scratch_of(run, lane);
    const Block block = block_of(run, item);
    multiply_keys(run, block, scratch);
    for (int64_t row = 0; row < block.rows; ++row) weigh(run, block, scratch, row);
    multiply_values(run, block, scratch);
  });
}

template class BlockedAttention<float>;
template class BlockedAttention<double>;
template class BlockedAttention<Float16>;
template class BlockedAttention<BFloat16>;

}  // namespace ort::cpu
