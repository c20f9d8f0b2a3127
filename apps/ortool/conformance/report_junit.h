#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/ortool/conformance/test_totals.h"

namespace ortool {

/// The report as JUnit XML: a testsuite for each suite; failed tests as failures, crashed ones and those over time as
/// errors, unsupported ones as skipped.
std::string junit_report(const std::vector<FinishedTest>& tests, const TestTotals& totals);

/// `text` for an attribute or as content of an XML 1.0 document: markup escaped; control characters and invalid UTF-8,
/// which XML cannot hold, as \xNN.
std::string xml_text(std::string_view text);

}  // namespace ortool
