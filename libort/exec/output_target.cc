#include "libort/exec/output_target.h"

#include "libort/core/fail.h"
#include "libort/core/text.h"

namespace ort {
namespace {

std::string braces(const Shape& shape) {
  std::string text = shape.to_string();
  text.front() = '{';
  text.back() = '}';
  return text;
}

}  // namespace

void check_output_target(const std::string& name, const RuntimeValue& target, DataType dtype, const Shape& shape) {
  if (!target.is_tensor())
    fail_input("output '" + printable(name) + "' is a tensor, but the value given for it is not");
  const Tensor& tensor = target.tensor();
  if (tensor.dtype() != dtype) {
    fail_input("Unexpected output data type. Actual: (tensor(" + std::string(data_type_name(tensor.dtype())) +
               ")) , expected: (tensor(" + std::string(data_type_name(dtype)) + ")) for output '" + printable(name) +
               "'");
  }
  if (tensor.shape() == shape) return;
  fail_input("OrtValue shape verification failed. Current shape:" + braces(tensor.shape()) +
             " Requested shape:" + braces(shape) + " for output '" + printable(name) + "'");
}

}  // namespace ort
