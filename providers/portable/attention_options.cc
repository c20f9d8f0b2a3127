#include "providers/portable/attention_options.h"

#include "libort/core/fail.h"
#include "providers/portable/attention_problem.h"

namespace ort::portable {

AttentionOptions attention_options(const KernelInfo& info) {
  AttentionOptions options;
  if (info.input_dtype(AttentionInput::kQ) != info.input_dtype(AttentionInput::kV)) {
    fail_unsupported("Attention with different element types of Q and V");
  }
  if (const auto* scale = info.find<float>("scale")) options.scale = *scale;
  options.softcap = info.attribute<float>("softcap");
  options.causal = info.attribute<int64_t>("is_causal") != 0;
  if (const auto* window = info.find<int64_t>("left_window_size")) options.left_window = *window;
  if (const auto* window = info.find<int64_t>("right_window_size")) options.right_window = *window;
  const auto* precision = info.find<int64_t>("softmax_precision");
  if (precision != nullptr && static_cast<DataType>(*precision) != info.input_dtype(AttentionInput::kQ)) {
    options.precision = static_cast<DataType>(*precision);
  }
  options.stage = static_cast<ScoreStage>(info.attribute<int64_t>("qk_matmul_output_mode"));
  options.short_masks = info.since_version() >= 24;
  return options;
}

}  // namespace ort::portable
