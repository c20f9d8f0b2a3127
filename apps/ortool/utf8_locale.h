#pragma once

#include <locale.h>

namespace ortool {

/// While it lives, this thread's character set is UTF-8 whatever the environment says: libarchive converts the names
/// of entries through it.
class Utf8Locale {
 public:
  Utf8Locale();
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale();

 private:
  locale_t utf8_;
  locale_t previous_;
};

}  // namespace ortool
