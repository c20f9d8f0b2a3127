#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel.h"
#include "providers/cpu/attention_mask.h"
#include "providers/cpu/attention_softmax.h"
#include "providers/portable/attention_options.h"

namespace ort::cpu {

using portable::AttentionOptions;
using portable::ScoreStage;

/// Output Y of Attention, and qk_matmul_output where the node has it, over blocks of queries: the scores of a block,
/// their softmax, the weighted sum of V. Blocks hang on nothing but the sizes, so results do not depend on the number
/// of threads. T is one of FloatTypes; everything between inputs and outputs is computed in Compute<T>.
template <class T>
class BlockedAttention {
 public:
  BlockedAttention(const PlanContext& context, const AttentionOptions& options);

  std::size_t workspace() const { return lane_bytes_ * static_cast<std::size_t>(lanes_); }
  void run(const RunContext& run) const;

 private:
  using C = Compute<T>;
  static constexpr bool kNarrow = !std::is_same_v<T, C>;

  /// A part of the keys or values that lies in one tensor.
  struct Rows {
    KeyRange keys;  ///< in the order of past and present ones together
    const T* data = nullptr;
    int64_t step = 0;
  };
  /// A matrix in the type that is computed in.
  struct Matrix {
    const C* data = nullptr;
    int64_t step = 0;
  };
  /// A lane's part of the workspace; the last three only where C is another type than T.
  struct Scratch {
    C* scores;  ///< [rows, width]
    C* bias;    ///< [total]
    C* q;       ///< [rows, head_size]
    C* keys;    ///< [total, head_size], then [total, v_head_size]
    C* sums;    ///< [rows, v_head_size]
  };
  /// Queries [first, first + rows) of one head.
  struct Block {
    int64_t batch = 0;
    int64_t head = 0;
    int64_t first = 0;
    int64_t rows = 0;
    KeyWindow window;
    KeyRange attended;  ///< keys that one of the queries may attend
    KeyRange scored;    ///< keys that scores are worked out for, a row's width
  };

  Scratch scratch_of(const RunContext& run, int64_t lane) const;
  Block block_of(const RunContext& run, int64_t item) const;
  std::array<Rows, 2> rows_of(const RunContext& run, const Block& block, int past_input, int input,
                              const HeadLayout& past, const HeadLayout& present) const;
  static Matrix load(const T* rows, int64_t step, int64_t count, int64_t size, C* copy);
  void multiply_keys(const RunContext& run, const Block& block, const Scratch& scratch) const;
  void weigh(const RunContext& run, const Block& block, const Scratch& scratch, int64_t row) const;
  bool add_bias(const RunContext& run, const Block& block, const Scratch& scratch, int64_t query, C* scores) const;
  void multiply_values(const RunContext& run, const Block& block, const Scratch& scratch) const;
  void show(const RunContext& run, const Block& block, ScoreStage stage, int64_t query, const C* scores) const;
  void check_lengths(const RunContext& run) const;

  AttentionProblem problem_;
  AttentionOptions options_;
  AttentionMask<C> mask_;
  AttentionSoftmax<C> softmax_;
  C scale_;
  C softcap_;
  bool shows_scores_;
  int64_t block_rows_ = 1;
  int64_t blocks_ = 0;  ///< for each head
  int64_t items_ = 0;
  int lanes_ = 1;
  std::size_t scores_bytes_ = 0;
  std::size_t bias_bytes_ = 0;
  std::size_t q_bytes_ = 0;
  std::size_t keys_bytes_ = 0;
  std::size_t sums_bytes_ = 0;
  std::size_t lane_bytes_ = 0;
};

}  // namespace ort::cpu
