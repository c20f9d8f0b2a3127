// make_report: a profile as JSON on standard input, the report of it on standard output. What the tests of the page
// drive.

#include <cstdio>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>

#include "profiler/profile_html.h"

int main() {
  try {
    const auto profile = nlohmann::ordered_json::parse(std::cin);
    std::cout << ort::profiler::profile_html(profile) << std::flush;
    return std::cout.good() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_report: %s\n", error.what());
    return 1;
  }
}
