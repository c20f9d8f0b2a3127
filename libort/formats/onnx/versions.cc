#include "libort/formats/onnx/versions.h"

#include <algorithm>
#include <array>

#include "libort/core/fail.h"
#include "libort/core/text.h"

namespace ort::onnx {
namespace {

struct SupportedDomain {
  std::string_view name;
  int64_t max_version;
};

constexpr std::array kSupportedDomains = {
    SupportedDomain{"", 28},
    SupportedDomain{"ai.onnx.ml", 5},
    SupportedDomain{"ai.onnx.preview", 1},
    SupportedDomain{"ai.onnx.preview.training", 1},
    SupportedDomain{"com.microsoft", 1},
};

std::string display(std::string_view domain) { return domain.empty() ? "ai.onnx" : printable(domain); }

std::string supported_range(const SupportedDomain& domain) {
  const std::string last = std::to_string(domain.max_version);
  return display(domain.name) + (domain.max_version == 1 ? " 1" : " 1 to " + last);
}

std::string supported_ranges() {
  std::vector<std::string> ranges;
  for (const SupportedDomain& domain : kSupportedDomains) ranges.push_back(supported_range(domain));
  return join(ranges);
}

}  // namespace

void check_ir_version(int64_t version) {
  if (version == 0) fail_model("Missing model IR version.");
  if (version < 0) fail_model("Invalid model IR version: " + std::to_string(version));
  if (version > kMaxIrVersion) {
    fail_model("Unsupported model IR version: " + std::to_string(version) +
               ", max supported IR version: " + std::to_string(kMaxIrVersion));
  }
  if (version < kMinIrVersion) {
    fail_model("Unsupported model IR version: " + std::to_string(version) +
               ", min supported IR version: " + std::to_string(kMinIrVersion));
  }
}

void check_opsets(const Opsets& opsets, const std::string& where) {
  for (const auto& [domain, version] : opsets) {
    if (version < 1) {
      fail_model(where + ": opset " + std::to_string(version) + " of domain '" + display(domain) +
                 "' does not exist; supported: " + supported_ranges());
    }
    const int64_t newest = newest_opset(domain);
    if (newest != 0 && version > newest) {
      fail_unsupported(where + ": opset " + std::to_string(version) + " of domain '" + display(domain) +
                       "' is too new; supported: " + supported_ranges());
    }
  }
}

int64_t newest_opset(std::string_view domain) {
  const auto known = std::find_if(kSupportedDomains.begin(), kSupportedDomains.end(),
                                  [domain](const SupportedDomain& entry) { return entry.name == domain; });
  return known == kSupportedDomains.end() ? 0 : known->max_version;
}

int64_t opset_of(const Opsets& opsets, std::string_view domain) {
  const auto found = opsets.find(domain);
  return found == opsets.end() ? 0 : found->second;
}

}  // namespace ort::onnx
