#include "apps/ortool/junit_document.h"

#include <fmt/format.h>

#include <iterator>
#include <map>

#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

using Out = std::back_insert_iterator<std::string>;
using Outcome = JunitCase::Outcome;

struct Counts {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  double seconds = 0;

  void add(const JunitCase& test) {
    ++tests;
    if (test.outcome == Outcome::kFailed) ++failures;
    if (test.outcome == Outcome::kError) ++errors;
    if (test.outcome == Outcome::kSkipped) ++skipped;
    seconds += test.seconds;
  }

  std::string text() const {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.6f}\"", tests, failures,
                       errors, skipped, seconds);
  }
};

/// The element inside a testcase that tells its end; nothing for one that just passed.
std::string outcome_element(const JunitCase& test) {
  const std::string message = xml_text(test.message);
  switch (test.outcome) {
    case Outcome::kPassed:
      return message.empty() ? "" : fmt::format("<system-out>{}</system-out>", message);
    case Outcome::kFailed:
      return fmt::format("<failure type=\"{}\" message=\"{}\"/>", xml_text(test.type), message);
    case Outcome::kError:
      return fmt::format("<error type=\"{}\" message=\"{}\"/>", xml_text(test.type), message);
    case Outcome::kSkipped:
      return fmt::format("<skipped message=\"{}\"/>", message);
  }
  return "";
}

void write_case(const JunitCase& test, Out out) {
  fmt::format_to(out, "    <testcase classname=\"{}\" name=\"{}\" time=\"{:.6f}\"", xml_text(test.suite),
                 xml_text(test.name), test.seconds);
  const std::string inside = outcome_element(test);
  if (inside.empty()) {
    fmt::format_to(out, "/>\n");
  } else {
    fmt::format_to(out, ">{}</testcase>\n", inside);
  }
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

std::string junit_document(std::string_view name, const std::vector<JunitCase>& cases) {
  Counts all;
  std::map<std::string, Counts> suites;
  for (const JunitCase& test : cases) {
    all.add(test);
    suites[test.suite].add(test);
  }
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  const Out out = std::back_inserter(xml);
  fmt::format_to(out, "<testsuites name=\"{}\" {}>\n", xml_text(name), all.text());
  for (const auto& [suite, counts] : suites) {
    fmt::format_to(out, "  <testsuite name=\"{}\" {}>\n", xml_text(suite), counts.text());
    for (const JunitCase& test : cases) {
      if (test.suite == suite) write_case(test, out);
    }
    fmt::format_to(out, "  </testsuite>\n");
  }
  fmt::format_to(out, "</testsuites>\n");
  return xml;
}

}  // namespace ortool
