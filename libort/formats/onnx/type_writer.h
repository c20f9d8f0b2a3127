#pragma once

#include <string>

#include "libort/core/value_type.h"

namespace ort::onnx {

/// A serialised TypeProto; empty for a type that is not known, and for a tensor of unknown elements.
std::string write_type(const ValueType& type);

}  // namespace ort::onnx
