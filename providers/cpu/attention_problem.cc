#include "providers/cpu/attention_problem.h"

#include <algorithm>

namespace ort::cpu {

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

KeyRange KeyWindow::keys_of(int64_t query) const {
  const int64_t position = offset + query;
  KeyRange keys{0, present};
  if (causal) keys.end = std::min(keys.end, position + 1);
  if (left >= 0 && position > left) keys.begin = position - left;
  if (right >= 0 && right < present) keys.end = std::min(keys.end, position + right + 1);
  keys.end = std::max<int64_t>(keys.end, 0);
  keys.begin = std::min(keys.begin, keys.end);
  return keys;
}

}  // namespace ort::cpu
