#include "providers/cuda/attention_scores.h"

#include <limits>
#include <type_traits>

#include "libort/core/type_dispatch.h"
#include "providers/cuda/device/data_error.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/row_group.h"

namespace ort::cuda {
namespace {

using portable::KeyRange;
using portable::KeyWindow;
using portable::ScoreStage;

// Longer rows of scores are worth more threads.
constexpr int64_t kKeysOfThread = 8;
constexpr int64_t kKeysOfWarp = 1024;

template <class C>
__device__ C lowest() {
  return -std::numeric_limits<C>::infinity();
}

/// An element of the mask as what is added to a score: true is 0, false is -infinity, numbers are themselves.
template <class C>
__device__ C mask_bias(const void* mask, DataType dtype, int64_t i) {
  switch (dtype) {
    case DataType::kBool:
      return static_cast<const uint8_t*>(mask)[i] != 0 ? C(0) : lowest<C>();
    case DataType::kFloat:
      return static_cast<C>(static_cast<const float*>(mask)[i]);
    case DataType::kDouble:
      return static_cast<C>(static_cast<const double*>(mask)[i]);
    case DataType::kFloat16:
      return static_cast<C>(load(static_cast<const Float16*>(mask)[i]));
    case DataType::kBfloat16:
      return static_cast<C>(load(static_cast<const BFloat16*>(mask)[i]));
    case DataType::kInt8:
      return static_cast<C>(static_cast<const int8_t*>(mask)[i]);
    case DataType::kInt16:
      return static_cast<C>(static_cast<const int16_t*>(mask)[i]);
    case DataType::kInt32:
      return static_cast<C>(static_cast<const int32_t*>(mask)[i]);
    case DataType::kInt64:
      return static_cast<C>(static_cast<const int64_t*>(mask)[i]);
    case DataType::kUint8:
      return static_cast<C>(static_cast<const uint8_t*>(mask)[i]);
    case DataType::kUint16:
      return static_cast<C>(static_cast<const uint16_t*>(mask)[i]);
    case DataType::kUint32:
      return static_cast<C>(static_cast<const uint32_t*>(mask)[i]);
    default:
      return static_cast<C>(static_cast<const uint64_t*>(mask)[i]);
  }
}

/// `value` rounded to `precision`; as it is for kUndefined.
template <class W>
__device__ W rounded(W value, DataType precision) {
  if (precision == DataType::kFloat) return static_cast<W>(static_cast<float>(value));
  if (precision == DataType::kFloat16) {
    Float16 narrow;
    store(narrow, static_cast<float>(value));
    return static_cast<W>(load(narrow));
  }
  if (precision == DataType::kBfloat16) {
    BFloat16 narrow;
    store(narrow, static_cast<float>(value));
    return static_cast<W>(load(narrow));
  }
  return value;
}

/// One row of scores: those of one query.
template <class C>
struct ScoreRow {
  const ScoreRules& rules;
  const C* scores;
  KeyRange attended;
  int64_t mask_offset;

  __device__ ScoreRow(const ScoreRules& score_rules, const C* row_scores, int64_t row)
      : rules(score_rules), scores(row_scores) {
    const int64_t query = row % rules.queries;
    const int64_t head = row / rules.queries % rules.q_heads;
    const int64_t batch = row / rules.queries / rules.q_heads;
    KeyWindow window{rules.causal != 0, rules.left, rules.right, rules.keys, rules.past};
    if (rules.lengths != nullptr) {
      const int64_t length = rules.lengths[batch];
      window.present = length < 0 ? 0 : (length > rules.keys ? rules.keys : length);
      window.offset = window.present - rules.queries;
    }
    const portable::MaskLayout& mask = rules.mask_layout;
    if (rules.mask != nullptr && mask.keys < window.present) window.present = mask.keys;
    attended = window.keys_of(query);
    mask_offset = batch * mask.batch_step + head * mask.head_step + query * mask.row_step;
  }

  __device__ C at(int64_t key, ScoreStage stage) const {
    C score = scores[key] * static_cast<C>(rules.scale);
    if (stage == ScoreStage::kRaw) return score;
    if (rules.softcap != 0) score = tanh(score / static_cast<C>(rules.softcap)) * static_cast<C>(rules.softcap);
    if (stage == ScoreStage::kSoftcapped) return score;
    if (key < attended.begin || key >= attended.end) return lowest<C>();
    if (rules.mask == nullptr) return score;
    const C bias = mask_bias<C>(rules.mask, static_cast<DataType>(rules.mask_dtype),
                                mask_offset + key * rules.mask_layout.key_step);
    return bias == lowest<C>() ? bias : score + bias;
  }
};

/// The softmax is computed in W, shown scores have type T. Threads read and write their own elements only.
template <class T, class W, class Group>
__global__ void weigh_kernel(Compute<T>* scores, T* shown, int64_t rows, ScoreRules rules) {
  const auto precision = static_cast<DataType>(rules.precision);
  const auto stage = static_cast<ScoreStage>(rules.stage);
  for (int64_t number = Group::first_row(); number < rows; number += Group::row_step()) {
    Compute<T>* own = scores + number * rules.keys;
    T* show = shown == nullptr ? nullptr : shown + number * rules.keys;
    const ScoreRow<Compute<T>> row(rules, own, number);
    const auto biased = [&](int64_t key) {
      return rounded(static_cast<W>(row.at(key, ScoreStage::kBiased)), precision);
    };
    W largest = lowest<W>();
    for (int64_t key = Group::own(); key < rules.keys; key += Group::kSize) {
      const W score = biased(key);
      if (score > largest || score != score) largest = score;
      if (show != nullptr && stage != ScoreStage::kProbabilities) store(show[key], row.at(key, stage));
    }
    largest = Group::join_all(largest, [](W a, W b) { return b > a || b != b ? b : a; });
    const bool any = largest != lowest<W>();
    const W sum =
        Group::template sum<W>(rules.keys, [&](int64_t key) { return any ? exp(biased(key) - largest) : W(1); });
    for (int64_t key = Group::own(); key < rules.keys; key += Group::kSize) {
      const W share = any ? rounded(exp(biased(key) - largest) / sum, precision) : W(0);
      own[key] = static_cast<Compute<T>>(share);
      if (show != nullptr && stage == ScoreStage::kProbabilities) store(show[key], own[key]);
    }
  }
}

__global__ void lengths_kernel(const int64_t* lengths, int64_t batch, int64_t keys, ErrorCell errors) {
  for (int64_t i = flat_begin(); i < batch; i += flat_step()) {
    if (lengths[i] < 0 || lengths[i] > keys) report(errors, DataError::kLengthOutOfBounds, lengths[i], i, keys);
  }
}

template <class T, class W>
void launch_weigh(cudaStream_t stream, void* scores, void* shown, int64_t rows, const ScoreRules& rules) {
  const auto launch = [&]<class Group>() {
    launch_rows<Group>(weigh_kernel<T, W, Group>, rows, stream, static_cast<Compute<T>*>(scores),
                       static_cast<T*>(shown), rows, rules);
  };
  if (rules.keys <= kKeysOfThread) {
    launch.template operator()<RowGroup<1>>();
  } else if (rules.keys <= kKeysOfWarp) {
    launch.template operator()<RowGroup<kWarpThreads>>();
  } else {
    launch.template operator()<RowGroup<kRowThreads>>();
  }
}

}  // namespace

void weigh_scores(cudaStream_t stream, DataType dtype, void* scores, void* shown, int64_t batch,
                  const ScoreRules& rules) {
  const int64_t rows = batch * rules.q_heads * rules.queries;
  if (rules.keys == 0) return;
  dispatch(dtype, FloatTypes{}, [&]<class T>() {
    if (static_cast<DataType>(rules.precision) == DataType::kDouble) {
      launch_weigh<T, double>(stream, scores, shown, rows, rules);
    } else {
      launch_weigh<T, Compute<T>>(stream, scores, shown, rows, rules);
    }
  });
}

void check_lengths(cudaStream_t stream, const int64_t* lengths, int64_t batch, int64_t keys, const ErrorCell& errors) {
  launch_flat(lengths_kernel, batch, stream, lengths, batch, keys, errors);
}

}  // namespace ort::cuda
