#include <nlohmann/json.hpp>

#include "apps/ortool/conformance/report_json.h"

namespace ortool {
namespace {

nlohmann::ordered_json counts_of(const Totals& totals) {
  return {{"total", totals.total},
          {"passed", totals.passed},
          {"failed", totals.failed},
          {"unsupported", totals.unsupported},
          {"crashed", totals.crashed},
          {"timeout", totals.timeout},
          {"property_checked", totals.property_checked}};
}

nlohmann::ordered_json counts_by_name(const std::map<std::string, Totals>& groups) {
  auto object = nlohmann::ordered_json::object();
  for (const auto& [name, totals] : groups) object[name] = counts_of(totals);
  return object;
}

}  // namespace

nlohmann::ordered_json json_report(const std::vector<FinishedTest>& tests, const TestTotals& totals) {
  nlohmann::ordered_json report = {{"schema", "ortool.backend-test/1"}};
  report.update(counts_of(totals.all));
  report["suites"] = counts_by_name(totals.suites);
  report["operators"] = counts_by_name(totals.operators);
  report["missing_operators"] = totals.missing;
  auto& list = report["tests"] = nlohmann::ordered_json::array();
  for (const auto& [test, result] : tests) {
    list.push_back({{"name", test.name},
                    {"suite", test.suite},
                    {"status", case_status_name(result.status)},
                    {"seconds", result.seconds},
                    {"detail", result.detail}});
  }
  return report;
}

}  // namespace ortool
