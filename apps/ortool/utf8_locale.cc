#include "apps/ortool/utf8_locale.h"

namespace ortool {

Utf8Locale::Utf8Locale()
    : utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr))),
      previous_(utf8_ != nullptr ? uselocale(utf8_) : nullptr) {}

Utf8Locale::~Utf8Locale() {
  if (utf8_ == nullptr) return;
  uselocale(previous_);
  freelocale(utf8_);
}

}  // namespace ortool
