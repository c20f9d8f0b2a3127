#pragma once

#include "libort/core/runtime_value.h"
#include "ort/value.h"

namespace ort {

/// The library's way between OrtValue and what it holds.
struct ValueAccess {
  static OrtValue wrap(RuntimeValue value);

  /// What `value` holds; an optional without value for a moved-from one.
  static const RuntimeValue& unwrap(const OrtValue& value);

  /// The tensor that `value` holds. Throws (usage) when it is something else.
  static const Tensor& tensor(const OrtValue& value);
};

}  // namespace ort
