#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/capability/hardware_cache.h"
#include "apps/ortool/capability/hardware_report.h"
#include "apps/ortool/capability/machine_report.h"
#include "apps/ortool/capability/model_report.h"
#include "apps/ortool/capability/operator_report.h"
#include "apps/ortool/capability/saved_nodes.h"
#include "apps/ortool/command.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/json_output.h"
#include "apps/ortool/machine.h"
#include "apps/ortool/model_source.h"
#include "apps/ortool/session_flags.h"
#include "apps/ortool/terminal_text.h"
#include "ort/environment.h"
#include "ort/error.h"

namespace ortool {
namespace {

struct Arguments {
  std::string model;
  bool operators = false;
  bool nodes = false;
  std::string save_unsupported;
  std::string hardware;
  std::string json;
  SessionFlags session;
};

/// Text to standard output, and JSON where it is asked for; on standard output one of them only.
void emit(const Arguments& arguments, const std::string& text, const nlohmann::ordered_json& json) {
  if (arguments.json != "-") std::fputs(text.c_str(), stdout);
  if (!arguments.json.empty()) write_json(arguments.json, json);
}

/// Of every named provider, or of the CPU provider.
std::vector<ort::OperatorSupport> operators_of(const std::vector<ort::ProviderSpec>& providers) {
  if (providers.empty()) return ort::get_supported_operators();
  std::vector<ort::OperatorSupport> operators;
  for (const ort::ProviderSpec& provider : providers) {
    for (ort::OperatorSupport& op : ort::get_supported_operators(provider.name)) operators.push_back(std::move(op));
  }
  return operators;
}

void report_model(const Arguments& arguments) {
  const ort::SessionOptions options = arguments.session.session_options();
  const auto providers = arguments.session.providers();
  const ModelSource source(arguments.model);
  source.check_dims(arguments.session.dims());
  const ModelCheck check = check_model(source, options, providers);
  std::string text = model_text(check, arguments.nodes);
  auto json = model_json(check);
  if (!arguments.save_unsupported.empty()) {
    const auto saved = save_node_models(arguments.save_unsupported, source.unsupported_node_models(options, providers));
    text += saved_nodes_text(saved);
    json["saved"] = saved_nodes_json(saved);
  }
  emit(arguments, text, json);
  if (check.summary.supported) return;
  throw ort::Error(ort::ErrorCode::kNotImplemented, ort::ErrorKind::kUnsupported,
                   fmt::format("{}: {}", printable(check.model), missing_operators_sentence(check.summary)));
}

void check_hardware(const Arguments& arguments) {
  const int threads = arguments.session.session_options().intra_op_num_threads;
  const auto measured = arguments.hardware == "refresh" ? measure_hardware(threads) : hardware(threads);
  emit(arguments, hardware_text(measured), measured);
}

/// Throws for flags that would do nothing.
void check_flags(const CLI::App& command, const Arguments& arguments) {
  for (const char* flag : {"--threads", "--isa"}) {
    if (!arguments.hardware.empty() || command.count(flag) == 0) continue;
    throw usage_error(fmt::format("{} is for --hw: what is found out otherwise does not depend on it", flag));
  }
  for (const char* flag : {"--nodes", "--save-unsupported", "--opt", "--dim"}) {
    if (!arguments.model.empty() || command.count(flag) == 0) continue;
    throw usage_error(fmt::format("{} is about a model: name one", flag));
  }
}

void check_backend(const CLI::App& command, const Arguments& arguments) {
  if (!arguments.json.empty() && arguments.json != "-") check_writable(arguments.json);
  if (arguments.operators && !arguments.model.empty()) {
    throw usage_error("--ops lists the operators of this build and goes without MODEL");
  }
  if (!arguments.hardware.empty() && (arguments.operators || !arguments.model.empty())) {
    throw usage_error("--hw measures this machine and goes without MODEL and --ops");
  }
  check_flags(command, arguments);
  if (!arguments.model.empty()) return report_model(arguments);
  if (arguments.operators) {
    const auto operators = operators_of(arguments.session.providers());
    return emit(arguments, operators_text(operators), operators_json(operators));
  }
  if (!arguments.hardware.empty()) return check_hardware(arguments);
  const Machine machine = describe_machine();
  emit(arguments, machine_text(machine), machine_json(machine));
}

}  // namespace

void add_check_backend(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "check-backend", "Tells what runs where: each node of a model, or what this machine and this build offer.");
  command->add_option("MODEL", arguments->model,
                      "a model (.onnx or .ort), or - for standard input; without it, the machine");
  command->add_flag("--ops", arguments->operators,
                    "list the operators of this build, or of --providers, with versions and types");
  command->add_flag("--nodes", arguments->nodes, "also list the nodes one by one (JSON always does)");
  command
      ->add_option("--save-unsupported", arguments->save_unsupported,
                   "write each distinct node that no provider takes as an ONNX model of its own into DIR")
      ->type_name("DIR");
  command
      ->add_flag("--hw{cached}", arguments->hardware,
                 "what the processor and its memory can do at best, with --threads threads: as measured before, or "
                 "now; --hw=refresh measures again")
      ->check(CLI::IsMember({"cached", "refresh"}));
  command->add_option("--json", arguments->json, "write the report as JSON, - to standard output")->type_name("FILE");
  arguments->session.add_to(*command);
  for (const char* flag : {"--strict", "--memory-limit", "--timeout"}) {
    command->remove_option(command->get_option(flag));
  }
  command->footer("Exit code 4: a node of the model has no provider.");
  command->callback([arguments, command] { check_backend(*command, *arguments); });
}

}  // namespace ortool
