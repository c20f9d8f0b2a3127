#pragma once

#include <string>

#include "libort/core/fail.h"

namespace ort::portable {

/// Attribute `reduction` of ScatterElements and ScatterND.
enum class ScatterReduction { kNone, kAdd, kMul, kMax, kMin };

/// Throws (node) for another name.
inline ScatterReduction scatter_reduction(const std::string& name) {
  if (name == "none") return ScatterReduction::kNone;
  if (name == "add") return ScatterReduction::kAdd;
  if (name == "mul") return ScatterReduction::kMul;
  if (name == "max") return ScatterReduction::kMax;
  if (name == "min") return ScatterReduction::kMin;
  fail_node("reduction '" + name + "' is not known");
}

}  // namespace ort::portable
