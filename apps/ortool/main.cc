#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include "apps/ortool/command.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/help_topics.h"
#include "apps/ortool/interruption.h"
#include "apps/ortool/suggestion.h"
#include "apps/ortool/terminal_text.h"
#include "ort/environment.h"
#include "ort/error.h"

namespace ortool {
namespace {

constexpr std::size_t kLongestMessage = 16384;

int exit_code(ort::ErrorKind kind) { return static_cast<int>(kind); }

/// The one line that every end but 0 leaves on standard error.
int report(std::string_view id, std::string_view message, int code) {
  fmt::print(stderr, "ortool: error[{}]: {}\n", id, printable(message, kLongestMessage));
  return code;
}

/// Opens /dev/null for each standard stream that is closed, so that no file of ours takes its number.
void open_standard_streams() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY) < 0) {
      _exit(exit_code(ort::ErrorKind::kFile));
    }
  }
}

void add_commands(CLI::App& app) {
  add_run(app);
  add_bench(app);
  add_profile(app);
  add_backend_test(app);
  add_check_backend(app);
  add_completions(app);
  add_help(app);
}

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(std::function<bool(const CLI::App*)>())) {
    names.push_back(command->get_name());
  }
  return names;
}

/// What is wrong with the command line, with the name that was probably meant.
std::string usage_message(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* innermost = &app;
  std::string path = "ortool";
  while (!innermost->get_subcommands().empty()) {
    innermost = innermost->get_subcommands().front();
    path += " " + innermost->get_name();
  }
  const CLI::App& command = *innermost;
  const std::vector<std::string> unknown = command.remaining();
  const std::string help = fmt::format("; see '{} --help'", path);
  if (unknown.empty()) return error.what() + help;
  const std::string name = unknown.front().substr(0, unknown.front().find('='));
  if (name.starts_with('-')) {
    return fmt::format("unknown flag '{}'{}{}", name, did_you_mean(name, flags_of(command)), help);
  }
  if (innermost == &app) {
    return fmt::format("unknown subcommand '{}'{}{}", name, did_you_mean(name, commands_of(app)), help);
  }
  return fmt::format("unexpected argument '{}'{}", unknown.front(), help);
}

int run_command_line(int argc, char** argv) {
  CLI::App app("Runs, measures, tests and examines ONNX models.", "ortool");
  app.set_version_flag("--version", [] {
    return fmt::format("ortool {} ({}, {})", ort::get_version_string(), ort::get_isa(), ort::get_build_info());
  });
  app.require_subcommand(1);
  app.footer("Exit codes, the forms of input values, assertions: ortool help exit-codes|input-syntax|gates");
  add_commands(app);
  add_short_help(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    throw usage_error(usage_message(app, error));
  }
  return 0;
}

int run_guarded(int argc, char** argv) {
  using ort::ErrorKind;
  try {
    return run_command_line(argc, argv);
  } catch (const ort::Error& error) {
    return report(error.id(), error.what(), exit_code(error.kind()));
  } catch (const CheckFailed& failure) {
    return report("check", failure.what(), 1);
  } catch (const Interrupted& interrupted) {
    return report("stopped", interrupted.what(), interrupted.exit_code());
  } catch (const std::bad_alloc&) {
    return report("memory", "out of memory", exit_code(ErrorKind::kLimit));
  } catch (const std::system_error& error) {
    return report("file", error.what(), exit_code(ErrorKind::kFile));
  } catch (const std::exception& error) {
    return report("internal", error.what(), exit_code(ErrorKind::kInternal));
  }
}

}  // namespace
}  // namespace ortool

int main(int argc, char** argv) {
  ortool::open_standard_streams();
  const int code = ortool::run_guarded(argc, argv);
  if (std::fflush(stdout) == 0 || code != 0) return code;
  return ortool::report("file", "cannot write to standard output", ortool::exit_code(ort::ErrorKind::kFile));
}
