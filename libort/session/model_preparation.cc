#include "libort/session/model_preparation.h"

#include <algorithm>
#include <cstdio>

#include "libort/core/text.h"
#include "libort/formats/onnx/import.h"
#include "libort/graph/graph_mutator.h"
#include "libort/ops/resolve.h"
#include "libort/optimizer/pass.h"
#include "libort/session/value_access.h"

namespace ort {
namespace {

constexpr std::size_t kMinFoldBudget = std::size_t{64} << 20;

std::string config_or(const SessionOptions& options, std::string_view key, std::string fallback) {
  return options.has_session_config_entry(key) ? options.get_session_config_entry(key) : std::move(fallback);
}

const Tensor& tensor_of_option(const OrtValue& value) { return ValueAccess::unwrap(value).tensor(); }

Model import(const ModelSource& source, const SessionOptions& options, StageListener* stages,
             std::vector<onnx::ExternalFile>* external_files) {
  onnx::ImportOptions import_options;
  import_options.stages = stages;
  import_options.external_files = external_files;
  import_options.model_path = source.path;
  import_options.external_data_folder = config_or(options, "session.model_external_initializers_file_folder_path", "");
  import_options.external_override = [&](const std::string& name) -> const Tensor* {
    const auto found = options.external_initializers().find(name);
    return found == options.external_initializers().end() ? nullptr : &tensor_of_option(found->second);
  };
  if (!source.path.empty()) return onnx::import_file(source.path, import_options);
  const auto copy = std::make_shared<std::vector<std::byte>>(source.bytes.begin(), source.bytes.end());
  return onnx::import_model(*copy, copy, import_options);
}

/// The override for a dimension by name or denotation; -1 when there is none.
int64_t override_of(const Dim& dim, const SessionOptions& options) {
  const auto by_name = options.overrides_by_name().find(dim.symbol);
  const auto by_denotation = options.overrides_by_denotation().find(dim.denotation);
  const bool named = !dim.symbol.empty() && by_name != options.overrides_by_name().end();
  const bool denoted = !dim.denotation.empty() && by_denotation != options.overrides_by_denotation().end();
  if (named && denoted && by_name->second != by_denotation->second) fail_usage("Conflicting free dimension overrides.");
  if (named) return by_name->second;
  return denoted ? by_denotation->second : -1;
}

void fix_dimensions(Graph& graph, const SessionOptions& options) {
  GraphMutator mutator(graph);
  for (const ValueId id : graph.inputs()) {
    ValueType type = graph.value(id).type;
    for (Dim& dim : type.shape.dims) {
      const int64_t size = override_of(dim, options);
      if (size < 0) continue;
      if (dim.known() && dim.value != size) {
        fail_usage("Invalid free dimension override. Input '" + printable(graph.value(id).name) +
                   "' has the fixed dimension " + std::to_string(dim.value) + ", not " + std::to_string(size));
      }
      dim.value = size;
      dim.symbol.clear();
    }
    mutator.set_type(id, std::move(type));
  }
}

void replace_initializers(Graph& graph, const SessionOptions& options) {
  GraphMutator mutator(graph);
  for (const auto& [name, value] : options.initializers()) {
    const ValueId id = graph.find_value(name);
    if (id == kNoValue || !graph.value(id).constant) continue;
    const Tensor& tensor = tensor_of_option(value);
    const Tensor& old = *graph.value(id).constant;
    if (tensor.dtype() != old.dtype() || tensor.shape() != old.shape()) {
      fail_usage("the value for initializer '" + printable(name) + "' is " +
                 std::string(data_type_name(tensor.dtype())) + tensor.shape().to_string() + ", the model has " +
                 std::string(data_type_name(old.dtype())) + old.shape().to_string());
    }
    mutator.set_constant(id, tensor);
  }
}

/// Values that `SessionOptions::add_fetch` asks for become graph outputs, so that no pass takes them away.
void keep_fetches(Graph& graph, const SessionOptions& options) {
  GraphMutator mutator(graph);
  std::vector<bool> kept(graph.value_count(), false);
  for (const ValueId id : graph.outputs()) kept[id] = true;
  for (const std::string& glob : options.fetches()) {
    bool found = false;
    for (ValueId id = 0; id < graph.value_count(); ++id) {
      const Value& value = graph.value(id);
      if ((value.uses.empty() && value.producer == kNoNode && !value.is_graph_input) || !matches_glob(value.name, glob))
        continue;
      found = true;
      if (kept[id]) continue;
      kept[id] = true;
      mutator.add_graph_output(id);
    }
    if (found) continue;
    std::vector<std::string> names;
    for (ValueId id = 0; id < graph.value_count(); ++id) names.push_back(graph.value(id).name);
    const std::string near = nearest_match(glob, names);
    fail_usage("no tensor of the model matches '" + printable(glob) + "'" +
               (near.empty() ? "" : ", did you mean '" + printable(near) + "'?"));
  }
}

std::vector<std::string> disabled_passes(const SessionOptions& options) {
  std::vector<std::string> disabled = options.disabled_optimizers;
  const std::string list = config_or(options, "optimization.disable_specified_optimizers", "");
  std::size_t begin = 0;
  while (begin < list.size()) {
    const std::size_t end = std::min(list.find_first_of(";,", begin), list.size());
    if (end > begin) disabled.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return disabled;
}

std::size_t constant_bytes(const Graph& graph) {
  std::size_t bytes = 0;
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    if (graph.value(id).constant) bytes += graph.value(id).constant->bytes();
  }
  return bytes;
}

}  // namespace

Model read_model(const ModelSource& source, const SessionOptions& options, const Logger& logger, StageListener* stages,
                 std::vector<onnx::ExternalFile>* external_files) {
  Model model = import(source, options, stages, external_files);
  for (const std::string& warning : model.warnings) logger.warning(warning);
  model.declared_outputs = model.graph.outputs().size();
  fix_dimensions(model.graph, options);
  replace_initializers(model.graph, options);
  keep_fetches(model.graph, options);
  return model;
}

std::vector<std::string> resolve_model(Model& model, const SessionOptions& options, const Logger& logger) {
  std::vector<std::string> missing = resolve_operators(model.graph, op_registry());
  if (!missing.empty()) return missing;
  const bool strict = config_or(options, "session.strict_shape_type_inference", "0") == "1";
  for (const std::string& warning : infer_types(model.graph, op_registry(), strict)) logger.warning(warning);
  return {};
}

std::vector<PassReport> optimize_model(Model& model, const SessionOptions& options,
                                       const std::vector<std::shared_ptr<ExecutionProvider>>& providers,
                                       const std::shared_ptr<Allocator>& allocator, ThreadPool& pool,
                                       StageListener* stages) {
  PassContext context{.ops = op_registry(),
                      .evaluator = *providers.back(),
                      .allocator = allocator,
                      .pool = pool,
                      .fold_budget = std::max(kMinFoldBudget, constant_bytes(model.graph)),
                      .notes = {},
                      .cpu_only = providers.size() == 1,
                      .stages = stages};
  return optimize(model.graph, options.graph_optimization_level, disabled_passes(options), context);
}

}  // namespace ort
