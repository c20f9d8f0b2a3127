#include "apps/ortool/profile/diff_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/command.h"
#include "apps/ortool/help_topics.h"
#include "apps/ortool/json_output.h"
#include "apps/ortool/profile/diff_text.h"
#include "apps/ortool/quantity.h"
#include "profiler/trace_file.h"

namespace ortool {
namespace {

constexpr const char* kDescription = R"(Compares two traces: whole runs, nodes, start-up, memory and copies.

Nodes belong together when they have the same name, else when they come from the same nodes of the model, so that a
fused node stands against its parts, else by operator and shapes in their order.

Examples:
  ortool profile diff before.json after.json
  ortool profile diff before.json after.json --threshold 5% --json diff.json

Exit code 1: B is slower, and the whole interval of the ratio lies beyond the threshold.
)";

constexpr int kMostRows = 1'000'000;

struct DiffFlags {
  std::string a;
  std::string b;
  std::string threshold = "3%";
  int64_t warm_up = 0;
  std::size_t top = 15;
  std::string json;
};

void compare(const DiffFlags& flags) {
  const double threshold = parse_share(flags.threshold, "--threshold");
  if (!flags.json.empty() && flags.json != "-") check_writable(flags.json);
  const auto read = [&](const std::string& path) {
    return ort::profiler::make_profile(ort::profiler::read_trace(path), {flags.warm_up, nullptr});
  };
  const ort::profiler::ProfileDiff diff = ort::profiler::compare_profiles(read(flags.a), read(flags.b), threshold);
  if (!flags.json.empty()) write_json(flags.json, ort::profiler::to_json(diff));
  if (flags.json != "-") fmt::print("{}", to_text(diff, flags.top));
  if (diff.is_regression) {
    throw CheckFailed(fmt::format("{}; that is beyond --threshold {}", verdict_line(diff), flags.threshold));
  }
}

}  // namespace

void add_profile_diff(CLI::App& profile) {
  const auto flags = std::make_shared<DiffFlags>();
  CLI::App* command = profile.add_subcommand("diff", "Compares two traces");
  set_long_description(*command, kDescription);
  command->add_option("A", flags->a, "trace of before")->required();
  command->add_option("B", flags->b, "trace of after")->required();
  command->add_option("--threshold", flags->threshold, "change that does not matter (default 3%)")->type_name("SHARE");
  command->add_option("--warmup", flags->warm_up, "leave out the first N recorded runs of either, besides marked ones")
      ->check(CLI::Range(0, kMostRows))
      ->type_name("N");
  command->add_option("--top", flags->top, "rows of each table (default 15); 0: all")
      ->check(CLI::Range(0, kMostRows))
      ->type_name("N");
  command->add_option("--json", flags->json, "write the comparison as JSON; -: to standard output, and nothing else")
      ->type_name("FILE|-");
  command->callback([flags] { compare(*flags); });
}

}  // namespace ortool
