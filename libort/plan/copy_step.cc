#include <algorithm>
#include <cstring>

#include "libort/plan/special_steps.h"
#include "libort/runtime/provider.h"

namespace ort {
namespace {

void copy_on_cpu(const Tensor& source, Tensor& target) {
  if (source.is_string()) {
    const auto strings = source.as<std::string>();
    std::copy(strings.begin(), strings.end(), target.as<std::string>().begin());
  } else if (source.bytes() > 0 && source.data() != target.data()) {
    std::memcpy(target.data(), source.data(), source.bytes());
  }
}

void copy_value(const RunContext& run, bool known) {
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
  if (target.device().is_cpu()) run.stream()->synchronize();
}

}  // namespace

Step make_copy_step(bool known) {
  Step step;
  step.run = [known](const RunContext& run) { copy_value(run, known); };
  step.variant = "copy";
  return step;
}

}  // namespace ort
