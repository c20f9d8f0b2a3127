#include "libort/runtime/kernel.h"

namespace ort {

DataType KernelInfo::input_dtype(int i) const {
  return has_input(i) ? graph_.value(node_.inputs[static_cast<std::size_t>(i)]).type.dtype : DataType::kUndefined;
}

DataType KernelInfo::output_dtype(int i) const {
  return has_output(i) ? graph_.value(node_.outputs[static_cast<std::size_t>(i)]).type.dtype : DataType::kUndefined;
}

const Tensor* KernelInfo::constant(int i) const {
  return has_input(i) ? graph_.value(node_.inputs[static_cast<std::size_t>(i)]).fixed() : nullptr;
}

void RunContext::throw_if_terminated() const {
  if (terminated()) throw_terminated();
}

void throw_terminated() {
  throw Error(ErrorCode::kFail, ErrorKind::kTimeout, "Exiting due to terminate flag being set to true.");
}

}  // namespace ort
