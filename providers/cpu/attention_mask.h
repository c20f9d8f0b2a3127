#pragma once

#include <cstddef>
#include <cstdint>

#include "libort/runtime/kernel.h"
#include "providers/cpu/attention_problem.h"

namespace ort::cpu {

/// Input attn_mask of Attention as a bias: true is 0 and false is -infinity, numbers are themselves. C is the type that
/// scores are computed in.
template <class C>
class AttentionMask {
 public:
  /// No mask.
  AttentionMask() = default;
  /// The mask's shape broadcasts to that of the scores, except that it may have fewer keys: no query attends the rest.
  /// `may_end_early`: a single key is such an end (since version 24), not one for all.
  AttentionMask(DataType dtype, const Shape& mask, const AttentionProblem& problem, bool may_end_early);

  bool present() const { return load_ != nullptr; }
  /// Keys that it has an opinion about.
  int64_t keys() const { return keys_; }

  /// The bias of `query` for the keys of a range within keys(), into bias[0 ... count).
  void load(const std::byte* mask, int64_t batch, int64_t head, int64_t query, KeyRange keys, C* bias) const {
    const int64_t offset = batch * batch_step_ + head * head_step_ + query * row_step_ + keys.begin * key_step_;
    load_(mask, offset, key_step_, keys.count(), bias);
  }

 private:
  using Load = void (*)(const std::byte* mask, int64_t offset, int64_t step, int64_t count, C* bias);

  Load load_ = nullptr;
  int64_t keys_ = 0;
  int64_t batch_step_ = 0;
  int64_t head_step_ = 0;
  int64_t row_step_ = 0;
  int64_t key_step_ = 0;
};

}  // namespace ort::cpu
