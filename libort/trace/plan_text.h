#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libort/trace/instruction_text.h"
#include "ort/memory_plan.h"

namespace ort {

/// What the events of all runs of one plan have in common.
struct PlanText {
  std::shared_ptr<const Plan> plan;
  int64_t number = 0;  ///< of the plan in its trace
  std::vector<InstructionText> instructions;
  MemoryPlan memory;
};

PlanText plan_text(std::shared_ptr<const Plan> plan, int64_t number);

/// Args of the event `memory_plan`.
std::string memory_plan_args(const MemoryPlan& memory, int64_t number);

}  // namespace ort
