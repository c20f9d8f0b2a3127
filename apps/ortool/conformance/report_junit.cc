#include "apps/ortool/conformance/report_junit.h"

#include <fmt/format.h>

#include <iterator>
#include <map>

#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

using Out = std::back_insert_iterator<std::string>;

/// The element inside a testcase that tells its end; nothing for a strict pass.
std::string outcome(const CaseResult& result) {
  const std::string detail = xml_text(result.detail);
  const std::string_view name = case_status_name(result.status);
  switch (result.status) {
    case CaseStatus::kPassed:
      return "";
    case CaseStatus::kProperty:
      return "<system-out>the property of the random outputs holds</system-out>";
    case CaseStatus::kFailed:
      return fmt::format("<failure type=\"{}\" message=\"{}\"/>", name, detail);
    case CaseStatus::kUnsupported:
      return fmt::format("<skipped message=\"{}: {}\"/>", name, detail);
    case CaseStatus::kCrashed:
    case CaseStatus::kTimeout:
      return fmt::format("<error type=\"{}\" message=\"{}\"/>", name, detail);
  }
  return "";
}

void write_test(const FinishedTest& finished, Out out) {
  const auto& [test, result] = finished;
  fmt::format_to(out, "    <testcase classname=\"{}\" name=\"{}\" time=\"{:.6f}\"", xml_text(test.suite),
                 xml_text(test.name), result.seconds);
  const std::string inside = outcome(result);
  if (inside.empty()) {
    fmt::format_to(out, "/>\n");
  } else {
    fmt::format_to(out, ">{}</testcase>\n", inside);
  }
}

std::string counts_of(const Totals& totals) {
  return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", totals.total, totals.failed,
                     totals.crashed + totals.timeout, totals.unsupported);
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text, text.size())) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string junit_report(const std::vector<FinishedTest>& tests, const TestTotals& totals) {
  std::map<std::string, double> seconds;
  double all_seconds = 0;
  for (const auto& [test, result] : tests) {
    seconds[test.suite] += result.seconds;
    all_seconds += result.seconds;
  }
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  const Out out = std::back_inserter(xml);
  fmt::format_to(out, "<testsuites name=\"ortool backend-test\" {} time=\"{:.6f}\">\n", counts_of(totals.all),
                 all_seconds);
  for (const auto& [suite, counts] : totals.suites) {
    fmt::format_to(out, "  <testsuite name=\"{}\" {} time=\"{:.6f}\">\n", xml_text(suite), counts_of(counts),
                   seconds[suite]);
    for (const FinishedTest& finished : tests) {
      if (finished.test.suite == suite) write_test(finished, out);
    }
    fmt::format_to(out, "  </testsuite>\n");
  }
  fmt::format_to(out, "</testsuites>\n");
  return xml;
}

}  // namespace ortool
