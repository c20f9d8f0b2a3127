#pragma once

#include "libort/runtime/mover.h"

namespace ort::cpu {

/// Moves elements of every type, strings and packed types included.
const Mover& cpu_mover();

}  // namespace ort::cpu
