#include "apps/ortool/profile/profile_output.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
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
      .add_option("--hw", hardware,
                  "what the machine can do, from 'ortool check-backend --hw --json FILE' (default: what that measured "
                  "here earlier)")
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
  if (!hardware.empty())
    ort::profiler::Ceilings::from_json(read_hardware(hardware), fmt::format("--hw '{}'", hardware));
}

/// The profile; `ceilings` becomes the object that its roofs are of, or stays null.
ort::profiler::Profile ProfileOutput::read_profile(const std::string& path, bool is_from_here, int64_t warm_up_runs,
                                                   ordered_json& ceilings) const {
  const ort::profiler::Trace trace = ort::profiler::read_trace(path);
  std::string source = fmt::format("--hw '{}'", hardware);
  if (!hardware.empty()) {
    ceilings = read_hardware(hardware);
  } else if (std::optional<ordered_json> known = known_hardware(trace.session, is_from_here)) {
    ceilings = std::move(*known);
    source = "the measurement of 'ortool check-backend --hw'";
  }
  if (ceilings.is_null()) return ort::profiler::make_profile(trace, {warm_up_runs, nullptr});
  const auto limits = ort::profiler::Ceilings::from_json(ceilings, source);
  return ort::profiler::make_profile(trace, {warm_up_runs, &limits});
}

void ProfileOutput::report(const std::string& path, bool is_from_here, int64_t warm_up_runs) const {
  ordered_json ceilings;
  const ort::profiler::Profile profile = read_profile(path, is_from_here, warm_up_runs, ceilings);
  const std::vector<GateOutcome> outcomes = gates.evaluate(profile_metrics(profile));
  if (!json.empty() || !html.empty()) {
    ordered_json document = ort::profiler::to_json(profile);
    if (!ceilings.is_null()) document["ceilings"] = std::move(ceilings);
    if (!outcomes.empty()) document["assertions"] = to_json(outcomes);
    if (!json.empty()) write_json(json, document);
    if (!html.empty()) write_file(html, ort::profiler::profile_html(document));
  }
  if (!csv.empty()) write_text(csv, ort::profiler::nodes_csv(profile));
  gates.write_junit("ortool profile", outcomes);
  if (json != kStandardOutput && csv != kStandardOutput) {
    fmt::print("{}", to_text(profile, text));
    if (is_from_here && !profile.roofline) {
      fmt::print("\nno roofs: 'ortool check-backend --hw' measures once what this machine can do\n");
    }
    fmt::print("\ntrace: {}\n{}", printable(path, 4096), to_text(outcomes));
  }
  throw_if_failed(outcomes);
}

}  // namespace ortool
