#pragma once

#include "libort/plan/plan.h"

namespace ort {

/// Finds out whether the device work of a plan can be captured as one piece and replayed, for the first provider that
/// replays work. If so, the instructions are put in the order: what only the CPU's values need, the device's work, what
/// needs its results; `plan.capture` says where the work stands. If not, it says what is in the way. Before slots are
/// given memory.
void arrange_for_capture(Plan& plan);

}  // namespace ort
