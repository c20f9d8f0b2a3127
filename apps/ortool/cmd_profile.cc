#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ortool/command.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/help_topics.h"
#include "apps/ortool/profile/diff_command.h"
#include "apps/ortool/profile/profile_output.h"
#include "apps/ortool/profile/recording.h"
#include "apps/ortool/run/input_flags.h"
#include "profiler/trace_file.h"

namespace ortool {
namespace {

constexpr const char* kDescription =
    R"(Runs a model and tells where its time and memory went, node by node; or reads a trace again.

Examples:
  ortool profile resnet.onnx --input rand --runs 20 --out resnet.trace.json
  ortool profile bert.onnx --dim batch=1 --dim seq=128 --html bert.html --json bert.json
  ortool profile bert.trace.json --by module --top 0
  ortool profile diff before.json after.json
  ortool profile model.onnx --assert 'wall<20ms' --assert 'copies==0'

The trace is Chrome's format as ONNX Runtime writes it: chrome://tracing and ui.perfetto.dev show it. Runs are recorded
and not recorded in turn, so that the profile can tell what recording costs.
)";

constexpr int64_t kMostRuns = 1'000'000;
constexpr std::array<std::string_view, 3> kRecordingGroups = {"Input", "Recording", "Session"};

struct ProfileFlags {
  RecordingFlags recording;
  ProfileOutput output;
};

/// Flags that only a model has a use for must not stand beside a trace.
void refuse_recording_flags(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    const bool is_for_models = std::ranges::find(kRecordingGroups, option->get_group()) != kRecordingGroups.end();
    if (!is_for_models || option->count() == 0) continue;
    throw usage_error(fmt::format("{} says how a model is run, but a trace is given, whose runs are over",
                                  option->get_name(false, true)));
  }
}

void profile_trace(const CLI::App& command, const ProfileFlags& flags) {
  refuse_recording_flags(command);
  flags.output.check();
  const bool has_warm_up = command.get_option("--warmup")->count() > 0;
  flags.output.report(flags.recording.model, false, has_warm_up ? flags.recording.warm_up : 0);
}

void profile_model(const ProfileFlags& flags) {
  flags.output.check();
  const Recording recording = record(flags.recording);
  if (recording.interruption == nullptr) return flags.output.report(recording.trace.string(), true);
  try {
    flags.output.report(recording.trace.string(), true);
  } catch (const std::exception&) {
    std::rethrow_exception(recording.interruption);
  }
  std::rethrow_exception(recording.interruption);
}

void profile(const CLI::App& command, const ProfileFlags& flags) {
  const std::string& subject = flags.recording.model;
  if (subject.empty())
    throw usage_error("MODEL is missing: a model, - for standard input, or a trace; see 'ortool profile --help'");
  if (subject != "-" && ort::profiler::is_meant_as_trace(subject)) {
    profile_trace(command, flags);
  } else {
    profile_model(flags);
  }
}

void add_flags(CLI::App& command, ProfileFlags& flags) {
  RecordingFlags& recording = flags.recording;
  command.add_option("MODEL", recording.model, "model file, - for standard input, or a trace (.json, also compressed)");
  add_input_flag(command, recording.inputs,
                 "value of an input; random where none is given; see 'ortool help input-syntax'");
  add_test_data_flag(command, recording.test_data, "feed input_K.pb of test_data_set_K (0) where no --input is given");
  command.add_option("--seed", recording.seed, "of random inputs (default 0)")->type_name("N")->group("Input");
  command.add_option("--runs", recording.runs, "recorded runs, with as many unrecorded in between (default 10)")
      ->check(CLI::Range(int64_t{1}, kMostRuns))
      ->type_name("N")
      ->group("Recording");
  command.add_option("--out", recording.out, "name of the trace (default: onnxruntime_profile__<time>.json)")
      ->type_name("FILE.json")
      ->group("Recording");
  command
      .add_option("--warmup", recording.warm_up,
                  "runs before, which do not count (default 2); of a trace: the first N recorded ones (default: those "
                  "that it marks)")
      ->check(CLI::Range(int64_t{0}, kMostRuns))
      ->type_name("N")
      ->group("Runs");
  flags.output.add_to(command);
  recording.session.add_to(command);
}

}  // namespace

void add_profile(CLI::App& app) {
  const auto flags = std::make_shared<ProfileFlags>();
  CLI::App* command = app.add_subcommand("profile", "Tells where a model's time and memory go, node by node");
  set_long_description(*command, kDescription);
  add_flags(*command, *flags);
  add_profile_diff(*command);
  command->callback([command, flags] {
    if (command->get_subcommands().empty()) profile(*command, *flags);
  });
}

}  // namespace ortool
