#include "libort/ops/cost.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "libort/ops/op_registry.h"
#include "libort/ops/op_schema.h"

namespace ort {
namespace {

const CostValue& value_at(const std::vector<CostValue>& values, int i) {
  static const CostValue kAbsent;
  const auto position = static_cast<std::size_t>(i);
  return position < values.size() && values[position].present ? values[position] : kAbsent;
}

const Shape& shape_of(const CostValue& value) {
  static const Shape kScalar;
  return value.shape ? *value.shape : kScalar;
}

double elements_of(const CostValue& value) { return value.present ? element_count(shape_of(value)) : 0; }

double bytes_of(const CostValue& value) {
  if (!value.present || value.dtype == DataType::kUndefined) return 0;
  return std::ceil(elements_of(value) * data_type_bits(value.dtype) / 8);
}

bool all_known(const std::vector<CostValue>& values) {
  return std::ranges::all_of(values, [](const CostValue& value) {
    return !value.present || (value.dtype != DataType::kUndefined && value.shape);
  });
}

std::vector<CostValue> values_in(const Graph& graph, const std::vector<ValueId>& ids) {
  std::vector<CostValue> values(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == kNoValue) continue;
    const Value& value = graph.value(ids[i]);
    values[i].present = true;
    values[i].constant = value.fixed();
    if (!value.type.is_tensor()) continue;
    values[i].dtype = value.type.dtype;
    if (!value.type.shape.known()) continue;
    values[i].shape.emplace();
    for (const Dim& dim : value.type.shape.dims) values[i].shape->append(dim.value);
  }
  return values;
}

struct ActivationCost {
  std::string_view name;
  int operations;
};

}  // namespace

CostContext::CostContext(const Node& node, std::vector<CostValue> inputs, std::vector<CostValue> outputs)
    : node_(node), inputs_(std::move(inputs)), outputs_(std::move(outputs)) {}

bool CostContext::has_input(int i) const { return value_at(inputs_, i).present; }
bool CostContext::has_output(int i) const { return value_at(outputs_, i).present; }
const Shape& CostContext::input_shape(int i) const { return shape_of(value_at(inputs_, i)); }
const Shape& CostContext::output_shape(int i) const { return shape_of(value_at(outputs_, i)); }
DataType CostContext::input_dtype(int i) const { return value_at(inputs_, i).dtype; }
DataType CostContext::output_dtype(int i) const { return value_at(outputs_, i).dtype; }
const Tensor* CostContext::constant(int i) const { return value_at(inputs_, i).constant; }
double CostContext::input_elements(int i) const { return elements_of(value_at(inputs_, i)); }
double CostContext::output_elements(int i) const { return elements_of(value_at(outputs_, i)); }
double CostContext::input_bytes(int i) const { return bytes_of(value_at(inputs_, i)); }
double CostContext::output_bytes(int i) const { return bytes_of(value_at(outputs_, i)); }

Traffic CostContext::all_bytes() const {
  Traffic traffic;
  for (const CostValue& value : inputs_) traffic.read += bytes_of(value);
  for (const CostValue& value : outputs_) traffic.written += bytes_of(value);
  return traffic;
}

bool CostContext::complete() const { return all_known(inputs_) && all_known(outputs_); }

std::optional<NodeCost> node_cost(const OpSchema& schema, const CostContext& context) {
  if (schema.cost == nullptr || !context.complete()) return std::nullopt;
  const Traffic traffic = schema.bytes == nullptr ? context.all_bytes() : schema.bytes(context);
  return NodeCost{schema.cost(context), traffic.read, traffic.written};
}

std::optional<NodeCost> node_cost(const OpRegistry& registry, const Graph& graph, const Node& node) {
  const OpSchema* schema = registry.find_version(node.domain, node.op_type, node.since_version);
  if (schema == nullptr) return std::nullopt;
  return node_cost(*schema, CostContext(node, values_in(graph, node.inputs), values_in(graph, node.outputs)));
}

double element_count(const Shape& shape) {
  double count = 1;
  for (const int64_t dim : shape) count *= static_cast<double>(dim);
  return count;
}

double no_operations(const CostContext&) { return 0; }

Traffic no_bytes(const CostContext&) { return {}; }

Traffic written_bytes(const CostContext& context) { return {.read = 0, .written = context.all_bytes().written}; }

Traffic selected_bytes(const CostContext& context) {
  Traffic traffic = context.all_bytes();
  traffic.read -= std::max(0.0, context.input_bytes(0) - context.output_bytes(0));
  return traffic;
}

double activation_operations(std::string_view name) {
  static constexpr std::array kActivations = {
      ActivationCost{"Relu", 1},      ActivationCost{"Sigmoid", 4},
      ActivationCost{"Tanh", 1},      ActivationCost{"LeakyRelu", 2},
      ActivationCost{"PRelu", 2},     ActivationCost{"Elu", 4},
      ActivationCost{"Selu", 5},      ActivationCost{"Clip", 2},
      ActivationCost{"HardSwish", 5}, ActivationCost{"HardSigmoid", 4},
      ActivationCost{"Softplus", 3},  ActivationCost{"Softsign", 3},
      ActivationCost{"Gelu", 5},      ActivationCost{"ThresholdedRelu", 1},
  };
  const auto found = std::ranges::find(kActivations, name, &ActivationCost::name);
  return found == kActivations.end() ? 0 : found->operations;
}

double activation_cost(const CostContext& context) {
  return activation_operations(context.node().op_type) * context.output_elements(0);
}

}  // namespace ort
