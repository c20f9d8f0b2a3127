#include "apps/ortool/profile/profile_output.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/json_output.h"
#include "apps/ortool/profile/hardware_ceilings.h"
#include "apps/ortool/profile/profile_metrics.h"
#include "apps/ortool/terminal_text.h"
#include "profiler/ceilings.h"
#include "profiler/profile_html.h"
#include "profiler/profile_json.h"
#include "profiler/trace_file.h"

namespace ortool {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kStandardOutput = "-";
constexpr int kMostRows = 1'000'000;

ort::profiler::Ceilings ceilings_of(const ordered_json& hardware, const std::string& path) {
  return ort::profiler::Ceilings::from_json(hardware, fmt::format("--hw '{}'", path));
}

void write_text(const std::string& target, const std::string& text) {
  if (target == kStandardOutput) {
    fmt::print("{}", text);
  } else {
    write_file(target, text);
  }
}

}  // namespace

void ProfileOutput::add_to(CLI::App& command) {
  const std::string group = "Output";
  command.add_option("--json", json, "write the profile as JSON; -: to standard output, and nothing else")
      ->type_name("FILE|-")
      ->group(group);
  command.add_option("--html", html, "write the profile as one page for a browser, which needs no network")
      ->type_name("FILE")
      ->group(group);
  command.add_option("--csv", csv, "write the nodes as a table; -: to standard output, and nothing else")
      ->type_name("FILE|-")
      ->group(group);
  command.add_option("--top", text.top, "rows of each table (default 15); 0: all")
      ->check(CLI::Range(0, kMostRows))
      ->type_name("N")
      ->group(group);
  command.add_option("--by", text.by, "show only the table of nodes, operators or modules (prefixes of node names)")
      ->check(CLI::IsMember({"node", "operator", "module"}))
      ->type_name("node|operator|module")
      ->group(group);
  command
      .add_option("--hw", hardware, "what the machine can do, as 'ortool check-backend --hw --json FILE' measured it")
      ->type_name("FILE")
      ->group(group);
  gates.add_to(command, "'wall<20ms', 'percent(Conv)<60', 'provider(Conv)==cpu', 'copies==0', 'peak_mem<90MB'");
}

void ProfileOutput::check() const {
  if (json == kStandardOutput && csv == kStandardOutput) {
    throw usage_error("--json and --csv cannot both go to standard output");
  }
  if (html == kStandardOutput) throw usage_error("--html needs the name of a file");
  for (const std::string& target : {json, html, csv}) {
    if (!target.empty() && target != kStandardOutput) check_writable(target);
  }
  gates.check(profile_metric_names());
  if (!hardware.empty()) ceilings_of(read_hardware(hardware), hardware);
}

void ProfileOutput::report(const std::string& trace, int64_t warm_up_runs) const {
  ordered_json hardware_json;
  std::optional<ort::profiler::Ceilings> ceilings;
  if (!hardware.empty()) {
    hardware_json = read_hardware(hardware);
    ceilings = ceilings_of(hardware_json, hardware);
  }
  const ort::profiler::Profile profile =
      ort::profiler::make_profile(ort::profiler::read_trace(trace), {warm_up_runs, ceilings ? &*ceilings : nullptr});
  const std::vector<GateOutcome> outcomes = gates.evaluate(profile_metrics(profile));
  if (!json.empty() || !html.empty()) {
    ordered_json document = ort::profiler::to_json(profile);
    if (ceilings) document["ceilings"] = std::move(hardware_json);
    if (!outcomes.empty()) document["assertions"] = to_json(outcomes);
    if (!json.empty()) write_json(json, document);
    if (!html.empty()) write_file(html, ort::profiler::profile_html(document));
  }
  if (!csv.empty()) write_text(csv, ort::profiler::nodes_csv(profile));
  gates.write_junit("ortool profile", outcomes);
  if (json != kStandardOutput && csv != kStandardOutput) {
    fmt::print("{}\ntrace: {}\n{}", to_text(profile, text), printable(trace, 4096), to_text(outcomes));
  }
  throw_if_failed(outcomes);
}

}  // namespace ortool
