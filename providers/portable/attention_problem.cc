#include "providers/portable/attention_problem.h"

#include <array>
#include <vector>

namespace ort::portable {

HeadLayout head_layout(bool flat, int64_t heads, int64_t rows, int64_t size) {
  const int64_t batch_step = heads * rows * size;
  return flat ? HeadLayout{batch_step, size, heads * size} : HeadLayout{batch_step, rows * size, size};
}

AttentionProblem attention_problem(const PlanContext& context) {
  const Shape& q = context.input_shape(0);
  const Shape& k = context.input_shape(1);
  const Shape& v = context.input_shape(2);
  const bool flat = q.rank() == 3;
  const int rows_axis = flat ? 1 : 2;
  AttentionProblem problem;
  problem.batch = q[0];
  problem.q_heads = flat ? context.node().attribute<int64_t>("q_num_heads") : q[1];
  problem.kv_heads = flat ? context.node().attribute<int64_t>("kv_num_heads") : k[1];
  problem.queries = q[rows_axis];
  problem.past = context.has_input(4) ? context.input_shape(4)[2] : 0;
  problem.keys = k[rows_axis];
  problem.total = problem.past + problem.keys;
  problem.head_size = flat ? q[2] / problem.q_heads : q[3];
  problem.v_head_size = flat ? v[2] / problem.kv_heads : v[3];
  problem.q = head_layout(flat, problem.q_heads, problem.queries, problem.head_size);
  problem.k = head_layout(flat, problem.kv_heads, problem.keys, problem.head_size);
  problem.v = head_layout(flat, problem.kv_heads, problem.keys, problem.v_head_size);
  problem.y = head_layout(flat, problem.q_heads, problem.queries, problem.v_head_size);
  problem.past_k = head_layout(false, problem.kv_heads, problem.past, problem.head_size);
  problem.past_v = head_layout(false, problem.kv_heads, problem.past, problem.v_head_size);
  return problem;
}

MaskLayout mask_layout(const Shape& mask, const AttentionProblem& problem, bool may_end_early) {
  MaskLayout layout{.keys = problem.total};
  const std::vector<int64_t> strides = contiguous_strides(mask);
  const std::array<int64_t*, 4> steps{&layout.batch_step, &layout.head_step, &layout.row_step, &layout.key_step};
  const std::array<int64_t, 4> sizes{problem.batch, problem.q_heads, problem.queries, problem.total};
  for (int back = 1; back <= mask.rank(); ++back) {
    const int axis = mask.rank() - back;
    const auto dimension = static_cast<std::size_t>(4 - back);
    const bool shortened = back == 1 && may_end_early;
    if (mask[axis] == sizes[dimension] || shortened) *steps[dimension] = strides[static_cast<std::size_t>(axis)];
    if (shortened) layout.keys = mask[axis];
  }
  return layout;
}

}  // namespace ort::portable
