#pragma once

#include <string>

#include "libort/core/value_type.h"

namespace ort::onnx {

/// A serialised TypeProto; empty for a type that is not known.
std::string write_type(const ValueType& type);

}  // namespace ort::onnx
