#pragma once

#include <cstdint>
#include <optional>

#include "libort/runtime/kernel.h"

namespace ort::portable {

/// What output qk_matmul_output shows.
enum class ScoreStage { kRaw, kSoftcapped, kBiased, kProbabilities };

/// Attributes of Attention.
struct AttentionOptions {
  std::optional<float> scale;  ///< nothing: 1 / sqrt(head_size)
  float softcap = 0;           ///< 0: none
  bool causal = false;
  int64_t left_window = -1;
  int64_t right_window = -1;
  std::optional<DataType> precision;  ///< of the softmax; nothing: that in which scores are computed
  ScoreStage stage = ScoreStage::kRaw;
  bool short_masks = false;  ///< a mask with fewer keys masks the others
};

/// Of an Attention node, versions 23 to 25. Throws (unsupported) when Q and V have different element types.
AttentionOptions attention_options(const KernelInfo& info);

}  // namespace ort::portable
