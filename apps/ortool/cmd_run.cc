#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/command.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/gates/gates.h"
#include "apps/ortool/help_topics.h"
#include "apps/ortool/interruption.h"
#include "apps/ortool/json_output.h"
#include "apps/ortool/model_source.h"
#include "apps/ortool/run/expectation.h"
#include "apps/ortool/run/finite_check.h"
#include "apps/ortool/run/input_flags.h"
#include "apps/ortool/run/loaded_model.h"
#include "apps/ortool/run/output_target.h"
#include "apps/ortool/run/run_metrics.h"
#include "apps/ortool/run/run_report.h"
#include "apps/ortool/run/test_data.h"
#include "apps/ortool/session_flags.h"
#include "apps/ortool/values/input_arguments.h"

namespace ortool {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kDescription = R"(Runs a model once and shows, stores or checks its outputs.

Examples:
  ortool run digits.onnx --input digit_7.npy
  ortool run bert.onnx --input input_ids=ids.npy --input attention_mask=ones --dim seq=128
  ortool run resnet.onnx --input rand:0..1:42 --output outputs.npz --threads 4
  ortool run model.onnx --input inputs.npz --expect expected.npz --rtol 1e-4
  ortool run model.onnx --test-data test/ --fetch '/block1/*' --check --json report.json
)";

struct RunFlags {
  std::string model;
  std::vector<std::string> inputs;
  SessionFlags session;
  std::vector<std::string> fetches;
  std::string output;
  std::vector<std::string> expectations;
  ToleranceFlags tolerances;
  std::string test_data;
  bool checks_finite = false;
  Gates gates;
  std::string json;
};

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// One execution of the subcommand, step by step.
class RunCommand {
 public:
  explicit RunCommand(const RunFlags& flags) : flags_(flags), interruption_(run_options_, flags.session.timeout()) {}

  void execute() {
    try {
      prepare();
      load();
      read_inputs();
      compute();
      compare_outputs();
    } catch (const ort::Error& error) {
      interruption_.throw_if_over();
      throw with_model(error, flags_.model);
    }
    interruption_.throw_if_over();
    report_.gates = flags_.gates.evaluate(run_metrics(report_));
    write_results();
    throw_if_failed(report_.outcomes);
    finite_check_.throw_if_failed();
    throw_if_failed(report_.gates);
  }

 private:
  /// Everything that can be found wrong without the model.
  void prepare() {
    if (!flags_.output.empty()) target_.emplace(flags_.output, files_to_read());
    if (!flags_.json.empty() && flags_.json != "-") check_writable(flags_.json);
    if (!flags_.test_data.empty()) test_data_ = find_test_data(flags_.test_data);
    flags_.gates.check(run_metric_names());
    report_.model = flags_.model;
  }

  void load() {
    ort::SessionOptions options = flags_.session.session_options();
    for (const std::string& glob : flags_.fetches) options.add_fetch(glob);
    LoadedModel loaded = load_model(ModelSource(flags_.model), flags_.session, options);
    session_.emplace(std::move(loaded.session));
    report_.load_ms = loaded.load_ms;
    report_.providers = session_->get_providers();
    interruption_.throw_if_over();
    list_outputs();
  }

  /// The graph outputs, then what --fetch adds.
  void list_outputs() {
    const std::vector<std::string>& names = session_->fetchable();
    outputs_ = session_->get_outputs();
    for (std::size_t i = outputs_.size(); i < names.size(); ++i) {
      ort::NodeArg fetched;
      fetched.name = names[i];
      outputs_.push_back(fetched);
    }
    tolerances_ = flags_.tolerances.by_output(outputs_);
  }

  void read_inputs() {
    feed_ = read_feed(*session_, flags_.session, {flags_.inputs, test_data_});
    expectations_ = load_expectations(flags_.expectations, outputs_);
    if (test_data_) {
      for (Expectation& expectation : load_test_outputs(*test_data_, session_->get_outputs())) {
        expectations_.push_back(std::move(expectation));
      }
    }
    for (const auto& [name, value] : feed_) report_.inputs.push_back({name, value});
    interruption_.throw_if_over();
  }

  void compute() {
    if (flags_.checks_finite) run_options_.observer = &finite_check_;
    std::vector<std::string> names;
    for (const ort::NodeArg& output : outputs_) names.push_back(output.name);
    const auto start = Clock::now();
    std::vector<ort::OrtValue> values = session_->run(names, feed_, &run_options_);
    report_.run_ms = milliseconds_since(start);
    for (std::size_t i = 0; i < values.size(); ++i) {
      report_.outputs.push_back({names[i], std::move(values[i]), outputs_[i].type.starts_with("optional(")});
    }
  }

  void compare_outputs() {
    report_.has_expectations = !flags_.expectations.empty() || test_data_.has_value();
    for (const Expectation& expectation : expectations_) {
      const auto output = std::ranges::find(report_.outputs, expectation.name, &NamedValue::name);
      report_.outcomes.push_back(
          {expectation.name, compare(output->value, expectation.value, tolerances_.at(expectation.name))});
    }
  }

  void write_results() const {
    if (target_) target_->write(report_.outputs);
    if (!flags_.json.empty()) write_json(flags_.json, to_json(report_));
    flags_.gates.write_junit("ortool run", report_.gates);
    if (flags_.json != "-") fmt::print("{}", to_text(report_));
  }

  /// Files that --output must not replace.
  std::vector<std::string> files_to_read() const {
    std::vector<std::string> files = {flags_.model};
    for (const std::vector<std::string>& arguments : {flags_.inputs, flags_.expectations}) {
      for (const std::string& argument : arguments) {
        files.push_back(argument);
        files.push_back(argument.substr(argument.find('=') + 1));
      }
    }
    return files;
  }

  const RunFlags& flags_;
  ort::RunOptions run_options_;
  const Interruption interruption_;
  FiniteCheck finite_check_;
  std::optional<OutputTarget> target_;
  std::optional<std::filesystem::path> test_data_;
  std::optional<ort::InferenceSession> session_;
  std::vector<ort::NodeArg> outputs_;
  std::map<std::string, Tolerance> tolerances_;
  Feed feed_;
  std::vector<Expectation> expectations_;
  RunReport report_;
};

void add_flags(CLI::App& command, RunFlags& flags) {
  command.add_option("MODEL", flags.model, "model file, or - for standard input")->required();
  add_input_flag(command, flags.inputs, "value of an input; see 'ortool help input-syntax'");
  add_test_data_flag(command, flags.test_data,
                     "expect output_K.pb of test_data_set_K (0); feed input_K.pb where no --input is given");
  command.add_option("--fetch", flags.fetches, "also give the tensors of the graph whose names match")
      ->allow_extra_args(false)
      ->type_name("GLOB")
      ->group("Output");
  command.add_option("--output,-o", flags.output, "store the outputs: one archive, or output_K.pb files in a folder")
      ->type_name("FILE.npz|DIR")
      ->group("Output");
  command.add_option("--json", flags.json, "write the report as JSON; -: to standard output, and nothing else")
      ->type_name("FILE|-")
      ->group("Output");
  add_expectation_flags(command, flags.expectations, flags.tolerances, "Comparison",
                        "compare outputs; exit code 1 where they differ");
  command
      .add_flag("--check", flags.checks_finite, "exit code 1 when a node gives NaN or infinity; names the first one")
      ->group("Comparison");
  flags.gates.add_to(command, "'maxrel(scores)<1e-3', 'run_ms<20', 'peak_mem<900MB', 'finite==1'");
  flags.session.add_to(command);
}

}  // namespace

void add_run(CLI::App& app) {
  const auto flags = std::make_shared<RunFlags>();
  CLI::App* command = app.add_subcommand("run", "Runs a model once and shows, stores or checks its outputs");
  set_long_description(*command, kDescription);
  add_flags(*command, *flags);
  command->callback([flags] { RunCommand(*flags).execute(); });
}

}  // namespace ortool
