#include "apps/ortool/conformance/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

using Out = std::back_insert_iterator<std::string>;

constexpr std::size_t kLineWidth = 110;

void write_suites(const TestTotals& totals, Out out) {
  std::size_t width = 5;
  for (const auto& [suite, unused] : totals.suites) width = std::max(width, printable(suite).size());
  fmt::format_to(out, "{:<{}}  {:>6} {:>7} {:>9} {:>7} {:>12} {:>8} {:>8}\n", "suite", width, "total", "passed",
                 "property", "failed", "unsupported", "crashed", "timeout");
  const auto row = [&](std::string_view name, const Totals& t) {
    fmt::format_to(out, "{:<{}}  {:>6} {:>7} {:>9} {:>7} {:>12} {:>8} {:>8}\n", name, width, t.total, t.passed,
                   t.property_checked, t.failed, t.unsupported, t.crashed, t.timeout);
  };
  for (const auto& [suite, counts] : totals.suites) row(printable(suite), counts);
  if (totals.suites.size() > 1) row("all", totals.all);
}

/// The texts in columns, filled row by row.
void write_columns(const std::vector<std::string>& texts, Out out) {
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size() + 2);
  const std::size_t columns = std::max<std::size_t>(1, kLineWidth / width);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const bool ends_line = i % columns == columns - 1 || i + 1 == texts.size();
    fmt::format_to(out, "  {:<{}}", texts[i], ends_line ? 0 : width - 2);
    if (ends_line) fmt::format_to(out, "\n");
  }
}

void write_operators(const TestTotals& totals, Out out) {
  if (totals.operators.empty()) return;
  std::vector<std::string> lines;
  for (const auto& [name, counts] : totals.operators) {
    lines.push_back(fmt::format("{} {}/{}", name, counts.passed + counts.property_checked, counts.total));
  }
  fmt::format_to(out, "\noperators: tests passed / tests whose model has the operator\n");
  write_columns(lines, out);
}

void write_missing(const TestTotals& totals, Out out) {
  if (totals.all.unsupported == 0) return;
  std::vector<std::pair<std::string, int>> missing(totals.missing.begin(), totals.missing.end());
  std::stable_sort(missing.begin(), missing.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> lines;
  for (const auto& [name, count] : missing) lines.push_back(fmt::format("{} {}", name, count));
  fmt::format_to(out, "\nunsupported: {} tests; missing operators and the tests that need them\n",
                 totals.all.unsupported);
  write_columns(lines, out);
}

/// The tests of one status with their reasons; not those that `write_missing` explains.
void write_tests(std::string_view title, CaseStatus status, const std::vector<FinishedTest>& tests, Out out) {
  bool is_first = true;
  for (const auto& [test, result] : tests) {
    if (result.status != status || !result.missing.empty()) continue;
    if (std::exchange(is_first, false)) fmt::format_to(out, "\n{}:\n", title);
    fmt::format_to(out, "  {}: {}\n", printable(test.full_name()), result.detail);
  }
}

}  // namespace

std::string totals_sentence(const Totals& totals) {
  std::string sentence = fmt::format("{} of {} tests passed", totals.passed, totals.total);
  const std::pair<int, std::string_view> others[] = {{totals.property_checked, "property-checked"},
                                                     {totals.failed, "failed"},
                                                     {totals.unsupported, "unsupported"},
                                                     {totals.crashed, "crashed"},
                                                     {totals.timeout, "timed out"}};
  for (const auto& [count, name] : others) {
    if (count > 0) sentence += fmt::format(", {} {}", count, name);
  }
  return sentence;
}

std::string text_report(const std::vector<FinishedTest>& tests, const TestTotals& totals) {
  std::string text;
  const Out out = std::back_inserter(text);
  write_tests("unsupported tests, not for want of an operator", CaseStatus::kUnsupported, tests, out);
  write_tests("failed tests", CaseStatus::kFailed, tests, out);
  write_tests("tests over time", CaseStatus::kTimeout, tests, out);
  write_tests("crashed tests", CaseStatus::kCrashed, tests, out);
  write_operators(totals, out);
  write_missing(totals, out);
  fmt::format_to(out, "\n");
  write_suites(totals, out);
  fmt::format_to(out, "\n{}\n", totals_sentence(totals.all));
  return text;
}

}  // namespace ortool
