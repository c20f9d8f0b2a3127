#include <algorithm>
#include <map>

#include "libort/core/text.h"
#include "libort/ops/op_registry.h"
#include "libort/ops/resolve.h"
#include "libort/plan/partition.h"
#include "libort/plan/program.h"
#include "libort/runtime/provider_module.h"
#include "libort/session/model_preparation.h"
#include "libort/session/node_args.h"
#include "libort/session/provider_list.h"
#include "ort/environment.h"
#include "providers/cpu/cpu_provider.h"

namespace ort {
namespace {

ModelSummary inspect(const ModelSource& source, const SessionOptions& options, const std::vector<ProviderSpec>& specs) {
  const Logger logger(options.logid, options.log_severity_level);
  const ProviderList list = make_providers(specs, options, cpu_allocator(), logger);
  Model model = read_model(source, options, logger);
  ModelSummary summary;
  summary.inputs = input_args(model.graph);
  summary.outputs = output_args(model.graph, model.declared_outputs);
  summary.overridable_initializers = overridable_initializer_args(model.graph);
  summary.metadata = model_metadata(model);
  summary.opsets = opsets_by_name(model);
  // With unknown operators there is no complete inference, but what can be known decides about the other nodes.
  if (!resolve_model(model, options, logger).empty()) infer_types(model.graph, op_registry());
  const std::vector<NodeId> nodes = execution_order(model.graph, options.execution_order);
  summary.supported = true;
  for (const Assignment& assignment : partition(model.graph, nodes, list.providers, op_registry())) {
    summary.placements.push_back(node_placement(model.graph, assignment));
    summary.supported = summary.supported && assignment.provider != nullptr;
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
