#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ortool {

/// A test in a JUnit document.
struct JunitCase {
  enum class Outcome { kPassed, kFailed, kError, kSkipped };

  std::string suite;
  std::string name;
  double seconds = 0;
  Outcome outcome = Outcome::kPassed;
  std::string type;     ///< of a failure or an error: one word
  std::string message;  ///< why it did not pass; for a passed one a remark, "" for none
};

/// A JUnit XML document: a testsuite for each suite, sorted by name, its tests in the given order.
std::string junit_document(std::string_view name, const std::vector<JunitCase>& cases);

/// `text` for an attribute or as content of an XML 1.0 document: markup escaped; control characters and invalid UTF-8,
/// which XML cannot hold, as \xNN.
std::string xml_text(std::string_view text);

}  // namespace ortool
