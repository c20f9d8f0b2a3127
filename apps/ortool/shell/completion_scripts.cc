#include "apps/ortool/shell/completion_scripts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ortool {
namespace {

/// `text` as one word of a shell, in single quotes.
std::string quoted(std::string_view text) {
  std::string word = "'";
  for (const char letter : text) word += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return word + "'";
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

std::vector<std::string> flag_names(const CommandEntry& command) {
  std::vector<std::string> names;
  for (const FlagEntry& flag : command.flags) {
    names.push_back(flag.long_name);
    if (!flag.short_name.empty()) names.push_back(flag.short_name);
  }
  return names;
}

std::string pattern_of(const FlagEntry& flag) {
  return flag.short_name.empty() ? flag.long_name : flag.long_name + "|" + flag.short_name;
}

bool takes_input(const FlagEntry& flag) { return flag.long_name == "--input"; }

/// The branch of bash's `case` for a command: first what a flag before the cursor asks for, then flags or files.
std::string bash_branch(const CommandEntry& command) {
  std::string text = fmt::format("    {})\n      case $previous in\n", command.name);
  for (const FlagEntry& flag : command.flags) {
    if (flag.value.empty()) continue;
    text += fmt::format("        {}) ", pattern_of(flag));
    if (takes_input(flag)) {
      text += "_ortool_inputs; return ;;\n";
    } else if (!flag.choices.empty()) {
      text += fmt::format("_ortool_words {}; return ;;\n", quoted(fmt::format("{}", fmt::join(flag.choices, " "))));
    } else if (flag.names_file) {
      text += "_ortool_files; return ;;\n";
    } else {
      text += "return ;;\n";
    }
  }
  text += "      esac\n";
  text += fmt::format("      if [[ $current == -* ]]; then _ortool_words {}; return; fi\n",
                      quoted(fmt::format("{}", fmt::join(flag_names(command), " "))));
  if (!command.words.empty())
    text += fmt::format("      _ortool_words {}\n", quoted(fmt::format("{}", fmt::join(command.words, " "))));
  if (command.takes_file) text += "      _ortool_files\n";
  return text + "      ;;\n";
}

constexpr std::string_view kBashFunctions = R"sh(# Completion of ortool in bash.
_ortool_words() { COMPREPLY+=($(compgen -W "$1" -- "$current")); }
_ortool_files() { COMPREPLY+=($(compgen -f -- "$current")); }
_ortool_inputs() {
  local word
  for word in "${COMP_WORDS[@]:2}"; do
    case $word in
      *.onnx | *.ort) _ortool_words "$(ortool completions inputs "$word" 2>/dev/null)"; break ;;
    esac
  done
  _ortool_files
}
_ortool() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
)sh";

std::string zsh_argument(const FlagEntry& flag) {
  std::string help = replaced(replaced(flag.help, "[", "\\["), "]", "\\]");
  help = replaced(help, ":", "\\:");
  std::string value;
  if (!flag.value.empty()) {
    const std::string label = replaced(flag.value, ":", "\\:");
    if (takes_input(flag)) {
      value = ":" + label + ":_ortool_inputs";
    } else if (!flag.choices.empty()) {
      value = fmt::format(":{}:({})", label, fmt::join(flag.choices, " "));
    } else {
      value = ":" + label + ":" + (flag.names_file ? "_files" : "");
    }
  }
  const std::string names =
      flag.short_name.empty() ? flag.long_name : "{" + flag.long_name + "," + flag.short_name + "}";
  return flag.short_name.empty() ? quoted("*" + names + "[" + help + "]" + value)
                                 : "'*'" + names + quoted("[" + help + "]" + value);
}

constexpr std::string_view kZshInputs = R"sh(_ortool_inputs() {
  local word
  for word in ${words[2,-1]}; do
    case $word in
      *.onnx|*.ort) compadd -S '' -- ${(f)"$(ortool completions inputs $word 2>/dev/null)"}; break ;;
    esac
  done
  _files
}
)sh";

std::string fish_line(const CommandEntry& command, const FlagEntry& flag) {
  std::string line = fmt::format("complete -c ortool -n '__fish_seen_subcommand_from {}' -l {}", command.name,
                                 flag.long_name.substr(2));
  if (!flag.short_name.empty()) line += " -s " + flag.short_name.substr(1);
  line += " -d " + replaced(quoted(flag.help), "'\\''", "\\'");
  if (flag.value.empty()) return line + "\n";
  line += flag.names_file || takes_input(flag) ? " -r" : " -x";
  if (takes_input(flag)) line += " -a '(__ortool_inputs)'";
  if (!flag.choices.empty()) line += fmt::format(" -a '{}'", fmt::join(flag.choices, " "));
  return line + "\n";
}

constexpr std::string_view kFishInputs = R"sh(function __ortool_inputs
    for word in (commandline -opc)
        if string match -qr '\.(onnx|ort)$' -- $word
            ortool completions inputs $word 2>/dev/null
            return
        end
    end
end
)sh";

std::vector<std::string> names_of(std::span<const CommandEntry> commands) {
  std::vector<std::string> names;
  for (const CommandEntry& command : commands) names.push_back(command.name);
  return names;
}

}  // namespace

std::string bash_completion(std::span<const CommandEntry> commands) {
  std::string text(kBashFunctions);
  text += fmt::format("    _ortool_words {}\n    return\n  fi\n  case ${{COMP_WORDS[1]}} in\n",
                      quoted(fmt::format("{} --help --version", fmt::join(names_of(commands), " "))));
  for (const CommandEntry& command : commands) text += bash_branch(command);
  return text + "  esac\n}\ncomplete -o filenames -o nosort -F _ortool ortool\n";
}

std::string zsh_completion(std::span<const CommandEntry> commands) {
  std::string text = "#compdef ortool\n# Completion of ortool in zsh.\n";
  text += kZshInputs;
  text += "_ortool() {\n  if (( CURRENT == 2 )); then\n    local -a commands=(\n";
  for (const CommandEntry& command : commands)
    text += fmt::format("      {}\n", quoted(command.name + ":" + command.help));
  text += "    )\n    _describe command commands\n    return\n  fi\n  case ${words[2]} in\n";
  for (const CommandEntry& command : commands) {
    text += fmt::format("    {})\n      shift words; (( CURRENT-- ))\n      _arguments", command.name);
    for (const FlagEntry& flag : command.flags) text += " \\\n        " + zsh_argument(flag);
    if (!command.words.empty()) text += fmt::format(" \\\n        '1:what:({})'", fmt::join(command.words, " "));
    if (command.takes_file) text += " \\\n        '*:file:_files'";
    text += "\n      ;;\n";
  }
  return text + "  esac\n}\n_ortool \"$@\"\n";
}

std::string fish_completion(std::span<const CommandEntry> commands) {
  std::string text = "# Completion of ortool in fish.\n";
  text += kFishInputs;
  for (const CommandEntry& command : commands) {
    text += fmt::format("complete -c ortool -n __fish_use_subcommand -f -a {} -d {}\n", command.name,
                        replaced(quoted(command.help), "'\\''", "\\'"));
    for (const FlagEntry& flag : command.flags) text += fish_line(command, flag);
    if (!command.words.empty()) {
      text += fmt::format("complete -c ortool -n '__fish_seen_subcommand_from {}' -a '{}'\n", command.name,
                          fmt::join(command.words, " "));
    }
  }
  return text;
}

}  // namespace ortool
