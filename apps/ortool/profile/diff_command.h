#pragma once

namespace CLI {
class App;
}

namespace ortool {

/// Adds `diff` to the subcommand `profile`.
void add_profile_diff(CLI::App& profile);

}  // namespace ortool
