#pragma once

#include <map>
#include <string>
#include <vector>

#include "apps/ortool/conformance/case_result.h"
#include "apps/ortool/conformance/test_case.h"

namespace ortool {

/// How many tests ended in which way.
struct Totals {
  int total = 0;
  int passed = 0;  ///< strict passes only
  int property_checked = 0;
  int failed = 0;
  int unsupported = 0;
  int crashed = 0;
  int timeout = 0;

  void add(CaseStatus status);
  /// Tests that make the exit code 1.
  int broken() const { return failed + crashed + timeout; }
};

/// A test and what became of it.
struct FinishedTest {
  TestCase test;
  CaseResult result;
};

struct TestTotals {
  Totals all;
  std::map<std::string, Totals> suites;
  std::map<std::string, Totals> operators;  ///< over the tests whose model has the operator
  std::map<std::string, int> missing;       ///< operator -> unsupported tests that miss it
};

TestTotals count_tests(const std::vector<FinishedTest>& tests);

}  // namespace ortool
