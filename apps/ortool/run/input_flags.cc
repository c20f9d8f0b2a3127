#include "apps/ortool/run/input_flags.h"

#include <CLI/CLI.hpp>

namespace ortool {
namespace {

CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& list,
                      const std::string& help) {
  return command.add_option(name, list, help)->allow_extra_args(false);
}

}  // namespace

void add_input_flag(CLI::App& command, std::vector<std::string>& inputs, const std::string& help) {
  add_list(command, "--input,-i", inputs, help)->type_name("NAME=VALUE|FILE.npz|VALUE")->group("Input");
}

void add_test_data_flag(CLI::App& command, std::string& test_data, const std::string& help) {
  command.add_option("--test-data", test_data, help)->type_name("DIR[:K]")->group("Input");
}

void add_expectation_flags(CLI::App& command, std::vector<std::string>& expectations, ToleranceFlags& tolerances,
                           const std::string& group, const std::string& help) {
  add_list(command, "--expect", expectations, help)->type_name("NAME=FILE|FILE.npz")->group(group);
  add_list(command, "--rtol", tolerances.rtol, "allowed |actual - expected| / |expected| (default 1e-3), plus --atol")
      ->type_name("X|NAME=X")
      ->group(group);
  add_list(command, "--atol", tolerances.atol, "allowed |actual - expected| (default 1e-7)")
      ->type_name("X|NAME=X")
      ->group(group);
}

}  // namespace ortool
