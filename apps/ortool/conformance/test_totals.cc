#include "apps/ortool/conformance/test_totals.h"

namespace ortool {

void Totals::add(CaseStatus status) {
  ++total;
  switch (status) {
    case CaseStatus::kPassed:
      ++passed;
      break;
    case CaseStatus::kProperty:
      ++property_checked;
      break;
    case CaseStatus::kFailed:
      ++failed;
      break;
    case CaseStatus::kUnsupported:
      ++unsupported;
      break;
    case CaseStatus::kCrashed:
      ++crashed;
      break;
    case CaseStatus::kTimeout:
      ++timeout;
      break;
  }
}

TestTotals count_tests(const std::vector<FinishedTest>& tests) {
  TestTotals totals;
  for (const auto& [test, result] : tests) {
    totals.all.add(result.status);
    totals.suites[test.suite].add(result.status);
    for (const std::string& name : result.operators) totals.operators[name].add(result.status);
    if (result.status != CaseStatus::kUnsupported) continue;
    for (const std::string& name : result.missing) ++totals.missing[name];
  }
  return totals;
}

}  // namespace ortool
