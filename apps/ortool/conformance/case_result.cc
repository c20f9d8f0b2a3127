#include "apps/ortool/conformance/case_result.h"

#include <nlohmann/json.hpp>

namespace ortool {

std::string_view case_status_name(CaseStatus status) {
  switch (status) {
    case CaseStatus::kPassed:
      return "passed";
    case CaseStatus::kProperty:
      return "property";
    case CaseStatus::kFailed:
      return "failed";
    case CaseStatus::kUnsupported:
      return "unsupported";
    case CaseStatus::kCrashed:
      return "crashed";
    case CaseStatus::kTimeout:
      return "timeout";
  }
  return "";
}

bool is_broken(CaseStatus status) {
  return status == CaseStatus::kFailed || status == CaseStatus::kCrashed || status == CaseStatus::kTimeout;
}

std::string to_message(const CaseResult& result) {
  const nlohmann::json message = {{"status", static_cast<int>(result.status)},
                                  {"seconds", result.seconds},
                                  {"detail", result.detail},
                                  {"operators", result.operators},
                                  {"missing", result.missing}};
  return message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

CaseResult from_message(std::string_view message) {
  const auto parsed = nlohmann::json::parse(message);
  CaseResult result;
  result.status = static_cast<CaseStatus>(parsed.at("status").get<int>());
  parsed.at("seconds").get_to(result.seconds);
  parsed.at("detail").get_to(result.detail);
  parsed.at("operators").get_to(result.operators);
  parsed.at("missing").get_to(result.missing);
  return result;
}

}  // namespace ortool
