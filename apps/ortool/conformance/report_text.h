#pragma once

#include <string>
#include <vector>

#include "apps/ortool/conformance/test_totals.h"

namespace ortool {

/// The report for a reader: totals for each operator and each suite, what is missing, the tests that did not pass.
std::string text_report(const std::vector<FinishedTest>& tests, const TestTotals& totals);

/// "1974 of 1980 tests passed, 6 property-checked, 3 failed, ...", without what did not occur.
std::string totals_sentence(const Totals& totals);

}  // namespace ortool
