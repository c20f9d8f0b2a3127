#include <algorithm>
#include <memory>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/blocked_attention.h"
#include "providers/cpu/families.h"
#include "providers/cpu/moved_type.h"

namespace ort::cpu {
namespace {

/// past and present rows of every head, one after the other.
template <class E>
void join_rows(const RunContext& run, const AttentionProblem& problem, int past_input, int input,
               const HeadLayout& layout, int64_t size, int output) {
  const E* past = run.has_input(past_input) ? reinterpret_cast<const E*>(run.input(past_input).data()) : nullptr;
  const E* rows = reinterpret_cast<const E*>(run.input(input).data());
  E* target = reinterpret_cast<E*>(run.output(output).data());
  run.parallel_for(
      problem.batch * problem.kv_heads, moved_grain(problem.total * size), [&](int64_t begin, int64_t end) {
        for (int64_t head = begin; head < end; ++head) {
          E* to = target + head * problem.total * size;
          if (past != nullptr) to = std::copy_n(past + head * problem.past * size, problem.past * size, to);
          const E* from =
              rows + head / problem.kv_heads * layout.batch_step + head % problem.kv_heads * layout.head_step;
          for (int64_t key = 0; key < problem.keys; ++key) to = std::copy_n(from + key * layout.row_step, size, to);
        }
      });
}

class Attention final : public Kernel {
 public:
  explicit Attention(const KernelInfo& info) : options_(portable::attention_options(info)) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(AttentionInput::kQ), FloatTypes{}, [&]<class T>() {
      const auto attention = std::make_shared<const BlockedAttention<T>>(context, options_);
      const AttentionProblem problem = portable::attention_problem(context);
      step.workspace = attention->workspace();
      step.run = [attention, problem](const RunContext& run) {
        using E = Bytes<sizeof(T)>;
        if (run.has_output(AttentionOutput::kPresentKey)) {
          join_rows<E>(run, problem, AttentionInput::kPastKey, AttentionInput::kK, problem.k, problem.head_size,
                       AttentionOutput::kPresentKey);
        }
        if (run.has_output(AttentionOutput::kPresentValue)) {
          join_rows<E>(run, problem, AttentionInput::kPastValue, AttentionInput::kV, problem.v, problem.v_head_size,
                       AttentionOutput::kPresentValue);
        }
        attention->run(run);
      };
    });
    return step;
  }

 private:
  AttentionOptions options_;
};

}  // namespace

void register_attention(KernelRegistry& kernels) {
  kernels.add({.op_type = "Attention", .versions = since(23), .create = make_kernel<Attention>});
}

}  // namespace ort::cpu
