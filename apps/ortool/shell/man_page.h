#pragma once

#include <span>
#include <string>

#include "apps/ortool/shell/command_table.h"

namespace ortool {

/// ortool(1) in roff. `topics` are pages of `ortool help` that follow the commands, plain text with a title on the
/// first line.
std::string man_page(std::span<const CommandEntry> commands, std::span<const std::string> topics);

}  // namespace ortool
