#include "apps/ortool/help_topics.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apps/ortool/errors.h"
#include "apps/ortool/suggestion.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

constexpr const char* kExitCodes = R"(Exit codes

    0  all well
    1  a comparison, a test or an assertion failed
    2  the command line makes no sense; backend-test found no test
    3  the model is invalid
    4  the model asks for an operator, type, opset or version that is missing here
    5  an input is bad: type, shape, header, archive, unknown or missing name
    6  a node failed while it ran
    7  a limit was reached, or memory ran out
    8  a file or folder is missing or cannot be read or written
    9  a provider or a device is missing or failed; --strict found a node on another one
  124  --timeout
  130  interrupted (SIGINT)
  143  terminated (SIGTERM)

Every end but 0 leaves one line on standard error: what, where and why.
)";

constexpr const char* kInputSyntax = R"(Inputs: --input NAME=VALUE | --input FILE.npz | --input VALUE

NAME=VALUE feeds the input NAME, a lone VALUE the next input in the order of the model, and a lone
FILE.npz every input that it holds an array for, by name. NAME is the longest name of an input that
is followed by '='.

Files
  f.npy                   NumPy array, any byte and memory order; no objects, no structures
  f.npz  f.npz:key        array of an archive: the one named like the input, or `key`
  f.pb                    TensorProto, SequenceProto, OptionalProto or MapProto, by the type of the input
  f.json                  nested lists of numbers or strings (also true, false; "NaN", "Infinity")
  raw:f.bin:1x3x224x224xf32   bare little-endian elements, with shape and type
  -                       .npy on standard input

Made up; shape and type are those of the model, free dimensions are 1 (or set them with --dim NAME=N)
  rand  rand:0..255  rand:0..255:42  rand:42    uniform in [lo, hi), by default [0, 1), integers [0, 2);
                          the seed is 0 by default, the same seed gives the same values
  zeros  ones  arange     0, 1, 0 1 2 3 ...
  const:V                 every element V; a text for inputs of strings

Written out
  2x2xf32=1,2,3,4         shape and type, then all elements in row-major order, or one for all of them;
                          f32=5 is a scalar, 3xstr=a,b,c are strings

Types are ONNX's names (float, int64, bfloat16, ...) or f16 f32 f64 bf16 i8..i64 u8..u64 bool str.
)";

constexpr const char* kGates = R"(Gates: --assert 'METRIC<NUMBER' or --assert 'METRIC(NAME)<NUMBER', as often as needed

Relations: <  <=  >  >=  ==  !=. All assertions are evaluated and reported, in the JSON report and with
--junit FILE as JUnit XML too; the exit code is 1 when one does not hold. A metric that is not there is
an error that lists those that are.

Units: ns us ms s min h; B K M G T KiB MiB GiB TiB (powers of 1024), kB MB GB TB (powers of 1000); %.
A time without unit is in milliseconds, a size in bytes.

run    load_ms run_ms peak_mem finite finite(OUT) elements(OUT); with --expect or --test-data
       maxabs maxrel maxabs(OUT) maxrel(OUT) mismatches(OUT)
bench  min mean median max stddev mad p50 p99.9 ... cov throughput load first_run iterations peak_mem,
       each also of one side of a comparison or cell of a sweep: median(threads=2);
       ratio ratio_low ratio_high verdict of the second side against the first, or of another: ratio(B.onnx);
       with --baseline ratio ratio_low ratio_high against it

  ortool run model.onnx --test-data test/ --assert 'maxrel(scores)<1e-3' --assert 'peak_mem<900MB'
  ortool bench old.onnx new.onnx --assert 'verdict!=slower' --assert 'p95(new.onnx)<12ms' --junit gates.xml
)";

const std::map<std::string, const char*>& topics() {
  static const std::map<std::string, const char*> pages = {
      {"exit-codes", kExitCodes}, {"input-syntax", kInputSyntax}, {"gates", kGates}};
  return pages;
}

/// Begins the help of a command with a text of its own.
class LongDescription final : public CLI::Formatter {
 public:
  explicit LongDescription(std::string text) : text_(std::move(text)) {}
  std::string make_description(const CLI::App* /*command*/) const override { return text_ + "\n"; }

 private:
  std::string text_;
};

/// "ortool profile diff"
std::string full_name(const CLI::App& command) {
  const CLI::App* const parent = command.get_parent();
  return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

void print_topic(const CLI::App& app, const std::string& topic) {
  if (topic.empty()) {
    fmt::print("{}", app.help());
    return;
  }
  if (const auto page = topics().find(topic); page != topics().end()) {
    fmt::print("{}", page->second);
    return;
  }
  std::vector<std::string> known;
  for (const auto& entry : topics()) known.push_back(entry.first);
  for (const CLI::App* command : app.get_subcommands(std::function<bool(const CLI::App*)>())) {
    if (command->get_name() == topic) {
      fmt::print("{}", command->help("ortool"));
      return;
    }
    known.push_back(command->get_name());
  }
  throw usage_error(fmt::format("no help on '{}'{}; there is: {}", printable(topic), did_you_mean(topic, known),
                                fmt::join(known, ", ")));
}

}  // namespace

void set_long_description(CLI::App& command, std::string description) {
  command.formatter(std::make_shared<LongDescription>(std::move(description)));
}

void add_short_help(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands(std::function<bool(CLI::App*)>())) {
    command->set_help_flag("--help", "explain the command, with examples");
    command->add_flag_callback(
        "-h",
        [command] {
          fmt::print("{}", CLI::Formatter().make_help(command, full_name(*command), CLI::AppFormatMode::Normal));
          throw CLI::Success();
        },
        "list the flags");
    add_short_help(*command);
  }
}

std::vector<std::string> help_pages() {
  std::vector<std::string> pages;
  for (const auto& [name, page] : topics()) pages.emplace_back(page);
  return pages;
}

void add_help(CLI::App& app) {
  CLI::App* command = app.add_subcommand("help", "Explains exit-codes, input-syntax, gates or a subcommand");
  const auto topic = std::make_shared<std::string>();
  command->add_option("TOPIC", *topic, "exit-codes, input-syntax, gates or the name of a subcommand");
  command->callback([&app, topic] { print_topic(app, *topic); });
}

}  // namespace ortool
