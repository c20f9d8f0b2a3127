#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ortool {

/// A flag of a command, as its help and a shell describe it.
struct FlagEntry {
  std::string long_name;             ///< "--threads"
  std::string short_name;            ///< "-i"; empty: none
  std::string help;                  ///< one line
  std::string value;                 ///< "N"; empty: takes none
  std::string group;                 ///< "Session"
  std::vector<std::string> choices;  ///< values that it may have; empty: any
  bool names_file = false;           ///< the value is a file or folder
};

struct CommandEntry {
  std::string name;
  std::string help;         ///< one line
  std::string description;  ///< with examples; empty: just `help`
  std::vector<FlagEntry> flags;
  std::vector<std::string> words;  ///< values of its first argument, where they are known ("bash", "zsh", ...)
  bool takes_file = false;         ///< its argument is a file or folder
};

/// The commands of `app` with their flags, from what the command line itself knows of them.
std::vector<CommandEntry> command_table(const CLI::App& app);

}  // namespace ortool
