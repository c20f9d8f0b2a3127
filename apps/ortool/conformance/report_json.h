#pragma once

#include <string>
#include <vector>

#include "apps/ortool/conformance/test_totals.h"

namespace ortool {

/// The report as a JSON object of the schema "ortool.backend-test/1".
std::string json_report(const std::vector<FinishedTest>& tests, const TestTotals& totals);

}  // namespace ortool
