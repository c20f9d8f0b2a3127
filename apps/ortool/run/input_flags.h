#pragma once

#include <string>
#include <vector>

#include "apps/ortool/run/expectation.h"

namespace CLI {
class App;
}

namespace ortool {

// Flags about data that several commands have.

/// --input, -i; `help` says what becomes of inputs without one.
void add_input_flag(CLI::App& command, std::vector<std::string>& inputs, const std::string& help);

/// --test-data; `help` says what is done with the folder.
void add_test_data_flag(CLI::App& command, std::string& test_data, const std::string& help);

/// --expect, --rtol and --atol, in the group `group`; `help` says when the outputs are compared.
void add_expectation_flags(CLI::App& command, std::vector<std::string>& expectations, ToleranceFlags& tolerances,
                           const std::string& group, const std::string& help);

}  // namespace ortool
