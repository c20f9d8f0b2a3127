#pragma once

#include <stdexcept>
#include <string>

namespace CLI {
class App;
}

namespace ortool {

// Each function adds one subcommand to `app`, defined in `cmd_<name>.cc`. The callback of the subcommand does the whole
// work and returns for exit code 0. It ends with any other code by throwing: ort::Error (the code is its kind),
// CheckFailed, Interrupted (interruption.h) or any other exception; main turns it into one line on standard error.

void add_run(CLI::App& app);
void add_bench(CLI::App& app);
void add_profile(CLI::App& app);
void add_backend_test(CLI::App& app);
void add_check_backend(CLI::App& app);
void add_completions(CLI::App& app);

/// What the user asked to check does not hold: a comparison, a test or an assertion. Exit code 1.
class CheckFailed : public std::runtime_error {
 public:
  explicit CheckFailed(const std::string& message) : std::runtime_error(message) {}
};

}  // namespace ortool
