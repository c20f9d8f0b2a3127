#include "apps/ortool/conformance/report_junit.h"

#include <fmt/format.h>

#include "apps/ortool/junit_document.h"

namespace ortool {
namespace {

JunitCase junit_case(const FinishedTest& finished) {
  using Outcome = JunitCase::Outcome;
  const auto& [test, result] = finished;
  const std::string status(case_status_name(result.status));
  JunitCase junit{test.suite, test.name, result.seconds, Outcome::kPassed, status, result.detail};
  switch (result.status) {
    case CaseStatus::kPassed:
      junit.message.clear();
      break;
    case CaseStatus::kProperty:
      junit.message = "the property of the random outputs holds";
      break;
    case CaseStatus::kFailed:
      junit.outcome = Outcome::kFailed;
      break;
    case CaseStatus::kUnsupported:
      junit.outcome = Outcome::kSkipped;
      junit.message = fmt::format("{}: {}", status, result.detail);
      break;
    case CaseStatus::kCrashed:
    case CaseStatus::kTimeout:
      junit.outcome = Outcome::kError;
      break;
  }
  return junit;
}

}  // namespace

std::string junit_report(const std::vector<FinishedTest>& tests) {
  std::vector<JunitCase> cases;
  for (const FinishedTest& finished : tests) cases.push_back(junit_case(finished));
  return junit_document("ortool backend-test", cases);
}

}  // namespace ortool
