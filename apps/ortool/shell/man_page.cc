#include "apps/ortool/shell/man_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "ort/environment.h"

namespace ortool {
namespace {

/// Text for roff: no backslash, hyphen or leading dot means anything to it.
std::string escaped(std::string_view text) {
  std::string result;
  bool begins_line = true;
  for (const char letter : text) {
    if (begins_line && (letter == '.' || letter == '\'')) result += "\\&";
    begins_line = letter == '\n';
    if (letter == '\\') {
      result += "\\e";
    } else if (letter == '-') {
      result += "\\-";
    } else {
      result += letter;
    }
  }
  return result;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return text;
}

std::string as_written(std::string_view text) { return ".nf\n" + escaped(text) + "\n.fi\n"; }

std::string flag_text(const FlagEntry& flag) {
  const std::string value = flag.value.empty() ? "" : " \\fI" + escaped(flag.value) + "\\fR";
  const std::string short_form = flag.short_name.empty() ? "" : "\\fB" + escaped(flag.short_name) + "\\fR, ";
  return fmt::format(".TP\n{}\\fB{}\\fR{}\n{}\n", short_form, escaped(flag.long_name), value, escaped(flag.help));
}

std::string command_text(const CommandEntry& command) {
  std::string text = fmt::format(".SS ortool {}\n", escaped(command.name));
  text += as_written(command.description.empty() ? command.help : command.description);
  std::string group;
  for (const FlagEntry& flag : command.flags) {
    if (flag.group != group) text += fmt::format(".PP\n{}\n", escaped(flag.group));
    group = flag.group;
    text += flag_text(flag);
  }
  return text;
}

}  // namespace

std::string man_page(std::span<const CommandEntry> commands, std::span<const std::string> topics) {
  std::string text = fmt::format(".TH ORTOOL 1 \"\" \"ortool {}\" \"User Commands\"\n", ort::get_version_string());
  text += ".SH NAME\nortool \\- runs, measures, tests and examines ONNX models\n";
  text += ".SH SYNOPSIS\n.B ortool\n.I command\n[\\fIflags\\fR] [\\fIarguments\\fR]\n.SH COMMANDS\n";
  for (const CommandEntry& command : commands) text += command_text(command);
  for (const std::string& topic : topics) {
    const std::size_t title = topic.find('\n');
    text += ".SH " + escaped(upper(topic.substr(0, topic.find(':')).substr(0, title))) + "\n";
    text += as_written(topic);
  }
  return text;
}

}  // namespace ortool
