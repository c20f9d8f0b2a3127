#include "apps/ortool/shell/command_table.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <sstream>

#include "ort/environment.h"

namespace ortool {
namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

bool is_place(const std::string& value) { return contains(value, "FILE") || contains(value, "DIR"); }

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

std::vector<std::string> provider_names() {
  std::vector<std::string> names = {"cpu", "cuda"};
  for (const std::string& name : ort::get_all_providers()) names.push_back(name);
  return names;
}

/// The name of the value and the values that a check allows, from CLI11's "LEVEL:{all,none}" or "N:INT in [0 - 9]".
void read_value(const CLI::Option& option, FlagEntry& flag) {
  const std::string type = option.get_type_name();
  const std::size_t set = type.find(":{");
  const std::size_t range = std::min(type.find(":INT in "), type.find(":FLOAT in "));
  flag.value = type.substr(0, std::min(set, range));
  if (set != std::string::npos) flag.choices = split(type.substr(set + 2, type.find('}', set) - set - 2));
  if (flag.long_name == "--providers") flag.choices = provider_names();
  flag.names_file = is_place(flag.value);
}

FlagEntry flag_entry(const CLI::Option& option) {
  FlagEntry flag;
  flag.long_name = "--" + option.get_lnames().front();
  if (!option.get_snames().empty()) flag.short_name = "-" + option.get_snames().front();
  flag.help = option.get_description();
  flag.group = option.get_group();
  if (option.get_items_expected_max() > 0) read_value(option, flag);
  return flag;
}

/// What stands before the usage line of a command that has a text of its own.
std::string description_of(const CLI::App& command) {
  const std::string help = command.help();
  const std::size_t usage = help.find("Usage: ");
  return help.substr(0, help.find_last_not_of("\n ", usage == 0 ? 0 : usage - 1) + 1);
}

CommandEntry command_entry(const CLI::App& command) {
  CommandEntry entry;
  entry.name = command.get_name();
  entry.help = command.get_description();
  entry.description = description_of(command);
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_lnames().empty()) {
      entry.flags.push_back(flag_entry(*option));
      continue;
    }
    if (!option->get_positional()) continue;
    const std::string name = option->get_name(true);
    const std::string type = option->get_type_name();
    const std::size_t set = type.find('{');
    if (set != std::string::npos) entry.words = split(type.substr(set + 1, type.find('}') - set - 1));
    entry.takes_file = entry.takes_file || (set == std::string::npos && name != "TOPIC");
  }
  return entry;
}

}  // namespace

std::vector<CommandEntry> command_table(const CLI::App& app) {
  std::vector<CommandEntry> table;
  for (const CLI::App* command : app.get_subcommands(std::function<bool(const CLI::App*)>())) {
    table.push_back(command_entry(*command));
  }
  return table;
}

}  // namespace ortool
