#include "libort/plan/special_steps.h"
#include "libort/runtime/provider.h"
#include "libort/runtime/tensor_copy.h"

namespace ort {
namespace {

void copy_value(const RunContext& run, bool known, bool waits) {
  const RuntimeValue& value = run.input_value(0);
  if (!value.is_tensor()) {
    run.set_output(0, value);
    return;
  }
  const Tensor& source = value.tensor();
  Tensor& target = known ? run.output(0) : run.allocate_output(0, source.dtype(), source.shape());
  if (source.device().is_cpu() && target.device().is_cpu()) {
    copy_on_cpu(source, target);
    return;
  }
  run.stream()->copy(source, target);
  if (target.device().is_cpu() && waits) run.stream()->synchronize();
}

}  // namespace

Step make_copy_step(bool known, bool waits) {
  Step step;
  step.run = [known, waits](const RunContext& run) { copy_value(run, known, waits); };
  step.variant = "copy";
  return step;
}

}  // namespace ort
