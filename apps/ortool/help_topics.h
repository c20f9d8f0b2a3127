#pragma once

namespace CLI {
class App;
}

namespace ortool {

/// `ortool help TOPIC`: prints a page that belongs to no single subcommand, or the help of a subcommand.
void add_help(CLI::App& app);

}  // namespace ortool
