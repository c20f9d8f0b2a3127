#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "apps/ortool/command.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/help_topics.h"
#include "apps/ortool/shell/command_table.h"
#include "apps/ortool/shell/completion_scripts.h"
#include "apps/ortool/shell/man_page.h"
#include "ort/environment.h"

namespace ortool {
namespace {

constexpr const char* kDescription =
    R"(Prints what teaches a shell to complete ortool's command lines, or ortool's man page.

Examples:
  ortool completions bash > ~/.local/share/bash-completion/completions/ortool
  ortool completions zsh > "${fpath[1]}/_ortool"
  ortool completions fish > ~/.config/fish/completions/ortool.fish
  ortool completions man | man -l -
  ortool completions inputs model.onnx
)";

struct Arguments {
  std::string what;
  std::string model;
};

void print_inputs(const std::string& model) {
  if (model.empty()) throw usage_error("completions inputs MODEL: which model?");
  for (const ort::NodeArg& input : ort::inspect_model(std::filesystem::path(model)).inputs)
    fmt::print("{}=\n", input.name);
}

void print(const CLI::App& app, const Arguments& arguments) {
  if (arguments.what == "inputs") return print_inputs(arguments.model);
  const std::vector<CommandEntry> commands = command_table(app);
  if (arguments.what == "bash") fmt::print("{}", bash_completion(commands));
  if (arguments.what == "zsh") fmt::print("{}", zsh_completion(commands));
  if (arguments.what == "fish") fmt::print("{}", fish_completion(commands));
  if (arguments.what == "man") fmt::print("{}", man_page(commands, help_pages()));
}

}  // namespace

void add_completions(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("completions", "Prints shell completions (bash, zsh, fish) or the man page");
  set_long_description(*command, kDescription);
  command->add_option("WHAT", arguments->what, "what to print: a script for a shell, the man page, or names of inputs")
      ->check(CLI::IsMember({"bash", "zsh", "fish", "man", "inputs"}))
      ->required();
  command->add_option("MODEL", arguments->model, "with inputs: the model whose inputs are named");
  command->callback([&app, arguments] { print(app, *arguments); });
}

}  // namespace ortool
