#include "profiler/trace_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "ort/error.h"
#include "profiler/event_scanner.h"
#include "profiler/packed_file.h"
#include "profiler/trace_builder.h"

namespace ort::profiler {
namespace {

using nlohmann::json;

void add_warnings(Trace& trace, const EventScanner& scanner, bool is_cut) {
  if (scanner.dropped() > 0) {
    trace.warnings.push_back(fmt::format(
        "{} lines are no JSON, the first is line {}: their events are left out (a name with an unescaped quote?)",
        scanner.dropped(), scanner.first_dropped().line));
  }
  if (is_cut || !scanner.is_closed()) {
    trace.warnings.emplace_back("the trace is cut off: its session ended without end_profiling");
  }
  const auto is_incomplete = [](const TracedRun& run) { return !run.is_complete; };
  if (const auto count = std::ranges::count_if(trace.runs, is_incomplete); count > 0) {
    trace.warnings.push_back(fmt::format("{} runs did not end before the trace did; they are left out", count));
  }
}

}  // namespace

Trace read_trace(const std::filesystem::path& path) {
  PackedFile file(path);
  TraceBuilder builder;
  EventScanner scanner(path.string(), [&](std::string_view text) {
    const json event = json::parse(text, nullptr, false);
    if (event.is_discarded()) return false;
    builder.add(event);
    return true;
  });
  for (std::string_view bytes = file.read(); !bytes.empty(); bytes = file.read()) scanner.feed(bytes);
  scanner.finish();
  Trace trace = builder.finish();
  trace.path = path.string();
  add_warnings(trace, scanner, file.is_cut());
  if (!trace.node_events.empty()) return trace;
  throw Error(ErrorCode::kInvalidArgument, ErrorKind::kInput,
              fmt::format("'{}' holds no event of a node: no line has \"cat\" \"Node\" and a name that ends in "
                          "\"_kernel_time\"{}{}",
                          path.string(), trace.warnings.empty() ? "" : "; ",
                          trace.warnings.empty() ? "" : trace.warnings.front()));
}

bool is_meant_as_trace(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  constexpr std::array<std::string_view, 4> kEndings = {".json", ".json.gz", ".json.xz", ".json.zst"};
  if (std::ranges::any_of(kEndings, [&](std::string_view ending) { return name.ends_with(ending); })) return true;
  try {
    PackedFile file(path);
    const std::string_view bytes = file.read();
    return bytes.starts_with('[') || bytes.starts_with('{');
  } catch (const Error&) {
    return false;
  }
}

}  // namespace ort::profiler
