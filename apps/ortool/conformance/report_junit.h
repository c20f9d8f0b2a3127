#pragma once

#include <string>
#include <vector>

#include "apps/ortool/conformance/test_totals.h"

namespace ortool {

/// The report as JUnit XML: a testsuite for each suite; failed tests as failures, crashed ones and those over time as
/// errors, unsupported ones as skipped.
std::string junit_report(const std::vector<FinishedTest>& tests);

}  // namespace ortool
