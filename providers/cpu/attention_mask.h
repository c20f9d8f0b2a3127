#pragma once

#include <cstddef>
#include <cstdint>

#include "libort/runtime/kernel.h"
#include "providers/portable/attention_problem.h"

namespace ort::cpu {

using portable::AttentionInput;
using portable::AttentionOutput;
using portable::AttentionProblem;
using portable::HeadLayout;
using portable::KeyRange;
using portable::KeyWindow;

/// Input attn_mask of Attention as a bias: true is 0 and false is -infinity, numbers are themselves. C is the type that
/// scores are computed in.
template <class C>
class AttentionMask {
 public:
  /// No mask.
  AttentionMask() = default;
  AttentionMask(DataType dtype, const portable::MaskLayout& layout);

  bool present() const { return load_ != nullptr; }
  /// Keys that it has an opinion about.
  int64_t keys() const { return layout_.keys; }

  /// The bias of `query` for the keys of a range within keys(), into bias[0 ... count).
  void load(const std::byte* mask, int64_t batch, int64_t head, int64_t query, KeyRange keys, C* bias) const {
    const int64_t offset = batch * layout_.batch_step + head * layout_.head_step + query * layout_.row_step +
                           keys.begin * layout_.key_step;
    load_(mask, offset, layout_.key_step, keys.count(), bias);
  }

 private:
  using Load = void (*)(const std::byte* mask, int64_t offset, int64_t step, int64_t count, C* bias);

  Load load_ = nullptr;
  portable::MaskLayout layout_;
};

}  // namespace ort::cpu
