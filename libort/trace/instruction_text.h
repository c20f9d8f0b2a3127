#pragma once

#include <string>
#include <vector>

#include "libort/exec/frame.h"

namespace ort {

/// What the event of an instruction says in every run of its plan.
struct InstructionText {
  std::string quoted_name;  ///< "<node>_kernel_time", with quotes
  std::string node;         ///< args that name it, up to the index
  std::string values;       ///< args about sizes and shapes; empty where they show only while it runs
  std::string rest;  ///< args that come behind the thread statistics; without operations and bytes where they show late
};

/// Sizes and shapes (first), operations and bytes (second) of an instruction.
struct ValueText {
  std::string values;
  std::string cost;
};

/// `in_use`: bytes of arenas while it runs.
InstructionText instruction_text(const Plan& plan, const Instruction& instruction, std::size_t in_use);

/// Of an instruction whose values show only while it runs, after it ran.
ValueText late_value_text(const Frame& frame, const Instruction& instruction);

}  // namespace ort
