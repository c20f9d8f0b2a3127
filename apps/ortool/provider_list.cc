#include <fmt/format.h>

#include <string_view>

#include "apps/ortool/errors.h"
#include "apps/ortool/session_flags.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

/// Reads the list from left to right.
class ProviderListParser {
 public:
  explicit ProviderListParser(std::string_view text) : text_(text) {}

  std::vector<ort::ProviderSpec> parse() {
    std::vector<ort::ProviderSpec> providers;
    do {
      ort::ProviderSpec provider{word(":,"), {}};
      if (accept(':')) provider.options = options();
      providers.push_back(std::move(provider));
    } while (accept(','));
    if (at_ != text_.size()) fail("a ',' is missing");
    return providers;
  }

 private:
  std::map<std::string, std::string> options() {
    std::map<std::string, std::string> options;
    if (!accept('{')) fail("a '{' is missing");
    while (!accept('}')) {
      std::string key = word("=,}");
      if (!accept('=')) fail("a '=' is missing");
      const std::size_t end = std::min(text_.find_first_of(",}", at_), text_.size());
      if (!options.emplace(std::move(key), text_.substr(at_, end - at_)).second) fail("the option is there twice");
      at_ = end;
      if (!accept(',') && text_.substr(at_, 1) != "}") fail("a '}' is missing");
    }
    return options;
  }

  bool accept(char expected) {
    if (text_.substr(at_, 1) != std::string_view(&expected, 1)) return false;
    ++at_;
    return true;
  }

  std::string word(std::string_view ends) {
    const std::size_t end = std::min(text_.find_first_of(ends, at_), text_.size());
    if (end == at_) fail("a name is missing");
    const std::string_view found = text_.substr(at_, end - at_);
    at_ = end;
    return std::string(found);
  }

  [[noreturn]] void fail(std::string_view reason) const {
    throw usage_error(fmt::format("--providers '{}', character {}: {}; a list is written cuda:{{device_id=1}},cpu",
                                  printable(text_), at_ + 1, reason));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<ort::ProviderSpec> parse_providers(const std::string& text) { return ProviderListParser(text).parse(); }

}  // namespace ortool
