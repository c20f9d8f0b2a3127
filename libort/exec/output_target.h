#pragma once

#include <string>

#include "libort/core/runtime_value.h"

namespace ort {

/// Throws (input) unless `target`, which the caller gave for the output `name`, is a tensor of this type and shape:
/// "Unexpected output data type. ..." or "OrtValue shape verification failed. ...".
void check_output_target(const std::string& name, const RuntimeValue& target, DataType dtype, const Shape& shape);

}  // namespace ort
