#include <algorithm>
#include <cmath>
#include <memory>

#include "libort/core/checked_math.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/attention_scores.h"
#include "providers/cuda/computed_elements.h"
#include "providers/cuda/cuda_error.h"
#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/device/element_size.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

using portable::AttentionInput;
using portable::AttentionOptions;
using portable::AttentionOutput;
using portable::AttentionProblem;
using portable::HeadLayout;

/// Keys or values of the past and of this run as [batch, heads, past + rows, size]. Passed to kernels by value.
struct JoinedRows {
  int64_t heads = 1;
  int64_t past = 0;
  int64_t rows = 0;
  int64_t size = 1;
  HeadLayout layout;  ///< of this run's
};

template <class E>
__global__ void join_kernel(const E* past, const E* present, E* target, int64_t count, JoinedRows joined) {
  const int64_t total = joined.past + joined.rows;
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t column = i % joined.size;
    const int64_t row = i / joined.size % total;
    const int64_t head = i / joined.size / total;
    if (row < joined.past) {
      target[i] = past[(head * joined.past + row) * joined.size + column];
    } else {
      target[i] =
          present[head / joined.heads * joined.layout.batch_step + head % joined.heads * joined.layout.head_step +
                  (row - joined.past) * joined.layout.row_step + column];
    }
  }
}

/// Where the keys or values of all heads lie, in elements, and whether they have to be brought there.
struct KeyMatrices {
  JoinedRows joined;
  HeadLayout layout;
  bool joins = false;
  std::size_t part = 0;  ///< of the workspace, for those that are joined but no output
  ComputedElements elements;

  /// Their address after they have been joined and converted as needed.
  const std::byte* bring(const RunContext& run, int input, int past_input, int output) const {
    const Tensor& present = run.input(input);
    if (!joins) return elements.read(run, present.data());
    std::byte* target = run.has_output(output) ? run.output(output).data() : run.workspace() + part;
    dispatch_size(present.dtype(), [&]<class E>() {
      const E* past = run.has_input(past_input) ? reinterpret_cast<const E*>(run.input(past_input).data()) : nullptr;
      launch_flat(join_kernel<E>, elements.count, stream_of(run).get(), past,
                  reinterpret_cast<const E*>(present.data()), reinterpret_cast<E*>(target), elements.count, joined);
    });
    return elements.read(run, target);
  }
};

KeyMatrices key_matrices(const PlanContext& context, const AttentionProblem& problem, int input, int output,
                         const HeadLayout& layout, int64_t size, DataType computed, WorkspaceParts& parts) {
  KeyMatrices matrices;
  matrices.joins = problem.past > 0 || context.has_output(output);
  matrices.joined = {problem.kv_heads, problem.past, problem.keys, size, layout};
  matrices.layout = matrices.joins ? portable::head_layout(false, problem.kv_heads, problem.total, size) : layout;
  const int64_t count = checked_multiply(problem.batch * problem.kv_heads, checked_multiply(problem.total, size));
  const DataType dtype = context.input_dtype(input);
  if (matrices.joins && !context.has_output(output)) matrices.part = parts.add(count, dtype);
  matrices.elements = ComputedElements(dtype, computed, count, parts);
  return matrices;
}

/// A product for each head of Q, whose matrices B neighbouring heads share.
struct HeadProducts {
  std::shared_ptr<const PlannedProduct> product;
  HeadLayout a;
  HeadLayout b;
  HeadLayout d;
  int64_t batch = 1;
  int64_t group = 1;  ///< heads that are done one after the other
  std::size_t element_size = 1;

  void run(cudaStream_t stream, const std::byte* a_data, const std::byte* b_data, std::byte* d_data,
           std::byte* workspace) const {
    for (int64_t i = 0; i < batch; ++i) {
      for (int64_t head = 0; head < group; ++head) {
        const auto bytes = [&](const HeadLayout& layout, int64_t heads) {
          return static_cast<std::size_t>(i * layout.batch_step + heads * layout.head_step) * element_size;
        };
        product->run(
            stream,
            {.a = a_data + bytes(a, head), .b = b_data + bytes(b, 0), .c = nullptr, .d = d_data + bytes(d, head)},
            workspace);
      }
    }
  }
};

/// Of matrices A [queries, k], B [k, n] or with `transpose_b` [n, k], and D [queries, n]. Where batch and heads follow
/// each other without gaps, all is one product of the rows that share a B.
HeadProducts head_products(Blas& blas, const AttentionProblem& problem, MatrixProduct product, const HeadLayout& a,
                           const HeadLayout& b, const HeadLayout& d) {
  const int64_t group = problem.q_heads / problem.kv_heads;
  const bool folds = [&] {
    const auto dense = [&](const HeadLayout& x, int64_t heads) { return x.batch_step == heads * x.head_step; };
    const auto stacked = [&](const HeadLayout& x) { return x.head_step == problem.queries * x.row_step; };
    return dense(a, problem.q_heads) && dense(d, problem.q_heads) && dense(b, problem.kv_heads) && stacked(a) &&
           stacked(d);
  }();
  HeadProducts result{.product = nullptr, .a = a, .b = b, .d = d};
  result.batch = folds ? 1 : problem.batch;
  result.group = folds ? 1 : group;
  result.element_size = static_cast<std::size_t>(data_type_bits(product.dtype)) / 8;
  product.m = folds ? group * problem.queries : problem.queries;
  product.batch = folds ? problem.batch * problem.kv_heads : problem.kv_heads;
  product.a = {a.row_step, group * a.head_step};
  product.b = {b.row_step, b.head_step};
  product.d = {d.row_step, group * d.head_step};
  result.product = blas.plan(product);
  return result;
}

/// Attention 23 to 25: the scores of all queries, their softmax, the weighted sums of V. Between inputs and outputs all
/// is double where Q is, float otherwise.
class Attention final : public Kernel {
 public:
  explicit Attention(const KernelInfo& info)
      : provider_(provider_of(info)), options_(portable::attention_options(info)) {}

  Step plan(const PlanContext& context) const override;

 private:
  /// What one set of shapes asks for.
  struct Plan {
    AttentionProblem problem;
    ScoreRules rules;
    DataType computed = DataType::kFloat;
    ComputedElements q;
    KeyMatrices k;
    KeyMatrices v;
    ComputedElements y;
    HeadProducts scores;   ///< without product: all zero
    HeadProducts outputs;  ///< without product: all zero
    std::size_t score_bytes = 0;
    std::size_t score_part = 0;
    std::size_t product_part = 0;
  };

  double scale(const AttentionProblem& problem) const {
    return options_.scale ? static_cast<double>(*options_.scale)
                          : 1 / std::sqrt(static_cast<double>(std::max<int64_t>(1, problem.head_size)));
  }
  ScoreRules rules_of(const PlanContext& context, const AttentionProblem& problem) const;
  void plan_products(Plan& plan, WorkspaceParts& parts) const;
  static void run(const Plan& plan, const RunContext& run);

  const CudaProvider& provider_;
  AttentionOptions options_;
};

ScoreRules Attention::rules_of(const PlanContext& context, const AttentionProblem& problem) const {
  ScoreRules rules;
  rules.q_heads = problem.q_heads;
  rules.queries = problem.queries;
  rules.keys = problem.total;
  rules.scale = scale(problem);
  rules.softcap = static_cast<double>(options_.softcap);
  rules.causal = options_.causal ? 1 : 0;
  rules.left = options_.left_window;
  rules.right = options_.right_window;
  rules.past = problem.past;
  if (context.has_input(AttentionInput::kMask)) {
    rules.mask_dtype = static_cast<int64_t>(context.input_dtype(AttentionInput::kMask));
    rules.mask_layout =
        portable::mask_layout(context.input_shape(AttentionInput::kMask), problem, options_.short_masks);
  }
  rules.precision = static_cast<int64_t>(options_.precision.value_or(DataType::kUndefined));
  rules.stage = static_cast<int64_t>(options_.stage);
  return rules;
}

void Attention::plan_products(Plan& plan, WorkspaceParts& parts) const {
  const AttentionProblem& problem = plan.problem;
  const HeadLayout scores = portable::head_layout(false, problem.q_heads, problem.queries, problem.total);
  MatrixProduct product;
  product.dtype = plan.computed;
  product.n = problem.total;
  product.k = problem.head_size;
  product.transpose_b = true;
  const bool has_scores = plan.score_bytes != 0;
  if (has_scores && problem.head_size > 0)
    plan.scores = head_products(provider_.blas(), problem, product, problem.q, plan.k.layout, scores);
  MatrixProduct sums;
  sums.dtype = plan.computed;
  sums.n = problem.v_head_size;
  sums.k = problem.total;
  if (has_scores && problem.v_head_size > 0)
    plan.outputs = head_products(provider_.blas(), problem, sums, scores, plan.v.layout, problem.y);
  std::size_t bytes = 0;
  for (const HeadProducts* products : {&plan.scores, &plan.outputs}) {
    if (products->product) bytes = std::max(bytes, products->product->workspace());
  }
  plan.product_part = parts.add_bytes(bytes);
}

Step Attention::plan(const PlanContext& context) const {
  const auto plan = std::make_shared<Plan>();
  AttentionProblem& problem = plan->problem;
  problem = portable::attention_problem(context);
  plan->rules = rules_of(context, problem);
  const DataType dtype = context.input_dtype(AttentionInput::kQ);
  const DataType computed = dtype == DataType::kDouble ? dtype : DataType::kFloat;
  plan->computed = computed;
  WorkspaceParts parts;
  plan->q = ComputedElements(dtype, computed, context.input_shape(AttentionInput::kQ).elements(), parts);
  plan->k = key_matrices(context, problem, AttentionInput::kK, AttentionOutput::kPresentKey, problem.k,
                         problem.head_size, computed, parts);
  plan->v = key_matrices(context, problem, AttentionInput::kV, AttentionOutput::kPresentValue, problem.v,
                         problem.v_head_size, computed, parts);
  plan->y = ComputedElements(dtype, computed, context.output_shape(AttentionOutput::kY).elements(), parts);
  const int64_t rows = checked_multiply(problem.batch * problem.q_heads, problem.queries);
  const int64_t scores = checked_multiply(rows, problem.total);
  plan->score_part = parts.add(scores, computed);
  plan->score_bytes = parts.total() - plan->score_part;
  plan_products(*plan, parts);
  Step step;
  step.workspace = parts.total();
  step.run = [plan = std::shared_ptr<const Plan>(plan)](const RunContext& run) { Attention::run(*plan, run); };
  return step;
}

void Attention::run(const Plan& plan, const RunContext& run) {
  CudaStream& stream = stream_of(run);
  const std::byte* k = plan.k.bring(run, AttentionInput::kK, AttentionInput::kPastKey, AttentionOutput::kPresentKey);
  const std::byte* v =
      plan.v.bring(run, AttentionInput::kV, AttentionInput::kPastValue, AttentionOutput::kPresentValue);
  std::byte* scores = run.workspace() + plan.score_part;
  std::byte* product_workspace = run.workspace() + plan.product_part;
  ScoreRules rules = plan.rules;
  if (run.has_input(AttentionInput::kMask)) rules.mask = run.input(AttentionInput::kMask).data();
  if (run.has_input(AttentionInput::kNonpad)) {
    rules.lengths = run.input(AttentionInput::kNonpad).as<int64_t>().data();
    check_lengths(stream.get(), rules.lengths, plan.problem.batch, rules.keys, stream.errors_of(run));
  }
  if (plan.scores.product) {
    const std::byte* q = plan.q.read(run, run.input(AttentionInput::kQ).data());
    plan.scores.run(stream.get(), q, k, scores, product_workspace);
  } else if (plan.score_bytes != 0) {
    check(cudaMemsetAsync(scores, 0, plan.score_bytes, stream.get()), "clearing scores");
  }
  const bool shows = run.has_output(AttentionOutput::kQkMatmul);
  weigh_scores(stream.get(), plan.q.dtype, scores, shows ? run.output(AttentionOutput::kQkMatmul).data() : nullptr,
               plan.problem.batch, rules);
  Tensor& y = run.output(AttentionOutput::kY);
  if (plan.outputs.product) {
    plan.outputs.run(stream.get(), scores, v, plan.y.target(run, y.data()), product_workspace);
    plan.y.finish(run, y.data());
  } else if (y.bytes() != 0) {
    check(cudaMemsetAsync(y.data(), 0, y.bytes(), stream.get()), "clearing an output");
  }
}

}  // namespace

void register_attention(KernelRegistry& kernels) {
  kernels.add({.op_type = "Attention",
               .versions = since(23),
               .create = make_kernel<Attention>,
               .types = {{"T1", kFloats}, {"T2", kFloats}}});
}

}  // namespace ort::cuda
