#pragma once

#include <string>

namespace ortool {

/// One line on standard error that changes nothing: "ortool: note: <message>", made printable. The same one only
/// once in a process.
void notice(const std::string& message);

}  // namespace ortool
