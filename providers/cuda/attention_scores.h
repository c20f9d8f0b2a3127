#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "providers/cuda/device/error_word.h"
#include "providers/portable/attention_options.h"
#include "providers/portable/attention_problem.h"

namespace ort::cuda {

/// What becomes of the products of Q and K. Passed to kernels by value.
struct ScoreRules {
  int64_t q_heads = 1;
  int64_t queries = 1;
  int64_t keys = 1;  ///< past and present ones, a row's width
  double scale = 1;
  double softcap = 0;  ///< 0: none
  int64_t causal = 0;  ///< 1: no query attends keys behind its own position
  int64_t left = -1;   ///< see portable::KeyWindow
  int64_t right = -1;
  int64_t past = 0;                  ///< position of query 0 among the keys, without `lengths`
  const int64_t* lengths = nullptr;  ///< keys of each batch element from there on are padding; null: none are
  const void* mask = nullptr;        ///< null: none
  int64_t mask_dtype = 0;            ///< DataType: a number type or bool
  portable::MaskLayout mask_layout;
  int64_t precision = 0;  ///< DataType of the softmax; 0 (undefined): that in which scores are computed
  int64_t stage = 0;      ///< portable::ScoreStage of the scores that are shown
};

/// Turns `batch` matrices of scores for each head of Q into probabilities, in place; rows without keys become zero.
/// `shown`, with as many elements of the float type `dtype`, takes those of rules.stage; null: nothing is shown. Scores
/// are double where `dtype` is, float otherwise.
void weigh_scores(cudaStream_t stream, DataType dtype, void* scores, void* shown, int64_t batch,
                  const ScoreRules& rules);

/// Reports lengths outside [0, keys].
void check_lengths(cudaStream_t stream, const int64_t* lengths, int64_t batch, int64_t keys, const ErrorCell& errors);

}  // namespace ort::cuda
