#pragma once

#include <string>

#include "ort/value.h"

namespace ortool {

/// A value that went into or came out of a run.
struct NamedValue {
  std::string name;
  ort::OrtValue value;
  bool is_optional = false;  ///< declared as optional(...)
};

}  // namespace ortool
