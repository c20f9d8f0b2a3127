#pragma once

#include <string>

namespace ortool {

/// One line on standard error that changes nothing: "ortool: note: <message>", made printable.
void notice(const std::string& message);

}  // namespace ortool
