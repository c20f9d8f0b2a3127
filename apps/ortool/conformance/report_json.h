#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "apps/ortool/conformance/test_totals.h"

namespace ortool {

/// The report as a JSON object of the schema "ortool.backend-test/1".
nlohmann::ordered_json json_report(const std::vector<FinishedTest>& tests, const TestTotals& totals);

}  // namespace ortool
