#pragma once

#include <string>
#include <vector>

#include "apps/ortool/bench/bench_report.h"

namespace ortool {

/// What a reader of the figures of a side should know, in sentences: how far they can be trusted, what disturbed them,
/// and what to do about it. `report` must hold everything but the sides' diagnoses.
std::vector<std::string> diagnose(const SideReport& side, const BenchReport& report);

/// The same of the machine: other load, governor, heat.
std::vector<std::string> diagnose_machine(const BenchReport& report);

}  // namespace ortool
