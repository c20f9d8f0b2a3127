#pragma once

#include <span>
#include <string>

#include "apps/ortool/shell/command_table.h"

namespace ortool {

// Scripts that teach a shell to complete the command lines of ortool: commands, flags, values of flags, files, and
// after --input the names of the model's inputs, which `ortool completions inputs MODEL` prints.

std::string bash_completion(std::span<const CommandEntry> commands);
std::string zsh_completion(std::span<const CommandEntry> commands);
std::string fish_completion(std::span<const CommandEntry> commands);

}  // namespace ortool
