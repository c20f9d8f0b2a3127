#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ortool {

/// Makes `description`, with its examples, the start of the help of `command`; lists of commands keep the short one.
void set_long_description(CLI::App& command, std::string description);

/// Gives every command -h, the help without long description and examples, beside --help.
void add_short_help(CLI::App& app);

/// The pages that belong to no single subcommand.
std::vector<std::string> help_pages();

/// `ortool help TOPIC`: prints a page that belongs to no single subcommand, or the help of a subcommand.
void add_help(CLI::App& app);

}  // namespace ortool
