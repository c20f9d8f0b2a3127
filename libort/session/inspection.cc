#include <algorithm>
#include <functional>
#include <map>

#include "libort/core/text.h"
#include "libort/ops/op_registry.h"
#include "libort/runtime/provider_module.h"
#include "libort/session/inspected_model.h"
#include "libort/session/node_args.h"
#include "libort/session/provider_list.h"
#include "ort/environment.h"
#include "providers/cpu/cpu_provider.h"

namespace ort {
namespace {

/// Tensors that the model brings with it: initializers, and those of Constant nodes.
void add_parameters(const Graph& graph, std::map<DataType, ParameterSummary>& by_type) {
  const auto add = [&](const Tensor& tensor) {
    ParameterSummary& sum = by_type[tensor.dtype()];
    ++sum.count;
    sum.elements += tensor.elements();
    sum.bytes += tensor.bytes();
  };
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    const Value& value = graph.value(id);
    if (value.constant && value.producer == kNoNode && !value.is_outer) add(*value.constant);
  }
  for (NodeId id = 0; id < graph.node_slots(); ++id) {
    const Node& node = graph.node(id);
    const Tensor* tensor = node.is("Constant") && !node.removed ? node.find<Tensor>("value") : nullptr;
    if (tensor != nullptr) add(*tensor);
  }
}

std::vector<ParameterSummary> parameters_of(const InspectedModel& inspected) {
  std::map<DataType, ParameterSummary> by_type;
  for (const InspectedGraph& graph : inspected.graphs) add_parameters(*graph.graph, by_type);
  std::vector<ParameterSummary> parameters;
  for (auto& [dtype, sum] : by_type) {
    sum.type = data_type_name(dtype);
    parameters.push_back(std::move(sum));
  }
  std::ranges::stable_sort(parameters, std::greater<>(), &ParameterSummary::bytes);
  return parameters;
}

ModelSummary inspect(const ModelSource& source, const SessionOptions& options, const std::vector<ProviderSpec>& specs) {
  const InspectedModel inspected = inspect_source(source, options, specs);
  const Model& model = *inspected.model;
  ModelSummary summary;
  summary.inputs = input_args(model.graph);
  summary.outputs = output_args(model.graph, model.declared_outputs);
  summary.overridable_initializers = overridable_initializer_args(model.graph);
  summary.metadata = model_metadata(model);
  summary.opsets = opsets_by_name(model);
  summary.parameters = parameters_of(inspected);
  for (const auto& file : inspected.external_files) summary.external_files.push_back({file.location, file.bytes});
  summary.supported = true;
  for (const InspectedGraph& graph : inspected.graphs) {
    for (const Assignment& assignment : graph.assignments) {
      summary.placements.push_back(node_placement(*graph.graph, assignment));
      summary.placements.back().body = graph.body;
      summary.supported = summary.supported && assignment.provider != nullptr;
    }
  }
  return summary;
}

/// Types that some kernel of the provider takes for a type parameter of the operator.
TypeSet kernel_types(const std::vector<const KernelDef*>& kernels, const std::string& parameter,
                     const TypeSet& allowed) {
  TypeSet types;
  for (const KernelDef* def : kernels) {
    const auto narrowed = def->types.find(parameter);
    const bool all = narrowed == def->types.end();
    types = types | (all ? allowed : allowed.without(allowed.without(narrowed->second)));
  }
  return types;
}

const KernelRegistry& registry_of(const std::string& provider) {
  if (provider == "CPUExecutionProvider") return cpu::kernel_registry();
  const LoadedModule& loaded = provider_module(provider);
  if (loaded.module == nullptr) fail_provider(provider + " is missing: " + loaded.reason);
  return loaded.module->kernels();
}

}  // namespace

ModelSummary inspect_model(const std::filesystem::path& path, const SessionOptions& options,
                           const std::vector<ProviderSpec>& providers) {
  return inspect({path, {}}, options, providers);
}

ModelSummary inspect_model(std::span<const std::byte> model, const SessionOptions& options,
                           const std::vector<ProviderSpec>& providers) {
  return inspect({{}, model}, options, providers);
}

std::vector<OperatorSupport> get_supported_operators(std::string_view provider) {
  const std::string name = provider_full_name(provider);
  if (name.empty()) fail_usage("Unknown Provider Type: " + printable(provider));
  const KernelRegistry& registry = registry_of(name);
  std::vector<OperatorSupport> supported;
  for (const OpSchema* schema : op_registry().all()) {
    std::vector<const KernelDef*> kernels = registry.kernels_of(schema->domain, schema->name);
    std::erase_if(kernels, [&](const KernelDef* def) {
      return schema->since_version < def->versions.first || schema->since_version > def->versions.last;
    });
    if (kernels.empty()) continue;
    const std::string domain = schema->domain.empty() ? "ai.onnx" : schema->domain;
    const bool same_operator =
        !supported.empty() && supported.back().name == schema->name && supported.back().domain == domain;
    if (!same_operator) supported.push_back({domain, schema->name, {}, name, {}});
    OperatorSupport& support = supported.back();
    support.versions.push_back(schema->since_version);
    support.types.clear();
    for (const auto& [parameter, allowed] : schema->types)
      support.types[parameter] = kernel_types(kernels, parameter, allowed).names();
  }
  return supported;
}

}  // namespace ort
