#include "apps/ortool/capability/model_check.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "ort/error.h"

namespace ortool {
namespace {

constexpr int64_t kAssumedSize = 1;

std::map<std::string, int64_t> open_dims(const ort::ModelSummary& summary) {
  std::map<std::string, int64_t> dims;
  for (const ort::NodeArg& input : summary.inputs) {
    for (const ort::DeclaredDim& dim : input.shape) {
      if (const auto* name = std::get_if<std::string>(&dim)) dims.emplace(*name, kAssumedSize);
    }
  }
  return dims;
}

/// Costs of the nodes with the assumed sizes. Where these cannot be, what is known without them stays.
void add_costs(const ModelSource& source, ort::SessionOptions options, const std::vector<ort::ProviderSpec>& providers,
               ModelCheck& check) {
  if (check.assumed_dims.empty()) return;
  for (const auto& [name, size] : check.assumed_dims) options.add_free_dimension_override_by_name(name, size);
  options.log_severity_level = 4;
  try {
    ort::ModelSummary sized = source.inspect(options, providers);
    std::vector<ort::NodePlacement>& nodes = check.summary.placements;
    for (std::size_t i = 0; i < std::min(nodes.size(), sized.placements.size()); ++i) {
      if (!nodes[i].work) nodes[i].work = sized.placements[i].work;
    }
  } catch (const ort::Error&) {
    return;
  }
}

PreparedModel prepare(const ModelSource& source, const ort::SessionOptions& options,
                      const std::vector<ort::ProviderSpec>& providers) {
  const ort::InferenceSession session = source.load(options, providers);
  PreparedModel prepared;
  prepared.passes = session.get_optimizer_report();
  prepared.nodes = session.get_placements();
  try {
    prepared.memory = session.memory_plan({});
  } catch (const ort::Error& error) {
    prepared.memory_problem = error.what();
  }
  return prepared;
}

}  // namespace

ModelCheck check_model(const ModelSource& source, const ort::SessionOptions& options,
                       const std::vector<ort::ProviderSpec>& providers) {
  ModelCheck check;
  check.model = source.name();
  check.summary = source.inspect(options, providers);
  check.assumed_dims = open_dims(check.summary);
  add_costs(source, options, providers, check);
  if (!check.summary.supported) return check;
  try {
    check.prepared = prepare(source, options, providers);
  } catch (const ort::Error& error) {
    check.problem = error.what();
  }
  return check;
}

std::optional<double> operations_of(const std::vector<ort::NodePlacement>& nodes) {
  std::optional<double> sum;
  for (const ort::NodePlacement& node : nodes) {
    if (node.work) sum = sum.value_or(0) + node.work->operations;
  }
  return sum;
}

std::size_t nodes_without_cost(const std::vector<ort::NodePlacement>& nodes) {
  return static_cast<std::size_t>(
      std::ranges::count_if(nodes, [](const ort::NodePlacement& node) { return !node.work.has_value(); }));
}

}  // namespace ortool
