#include "tests/support/graph_interpreter.h"

#include <stdexcept>

#include "libort/ops/op_registry.h"
#include "libort/runtime/evaluate.h"
#include "providers/cpu/cpu_provider.h"

namespace ort::test {
namespace {

std::map<ValueId, RuntimeValue> initial_values(const Graph& graph, const std::map<std::string, RuntimeValue>& inputs) {
  std::map<ValueId, RuntimeValue> values;
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    if (graph.value(id).constant) values[id] = *graph.value(id).constant;
  }
  for (const ValueId id : graph.inputs()) {
    const auto given = inputs.find(graph.value(id).name);
    if (given != inputs.end()) values[id] = given->second;
  }
  return values;
}

}  // namespace

std::vector<RuntimeValue> interpret(const Graph& graph, const std::map<std::string, RuntimeValue>& inputs) {
  const auto provider = cpu::make_provider(cpu_allocator());
  ThreadPool pool(1);
  std::map<ValueId, RuntimeValue> values = initial_values(graph, inputs);
  for (const NodeId id : graph.topological_order()) {
    const Node& node = graph.node(id);
    const OpSchema* schema = op_registry().find_version(node.domain, node.op_type, node.since_version);
    const auto kernel = provider->kernels().find(graph, node, *schema);
    if (kernel.def == nullptr) throw std::runtime_error(kernel.reason);
    std::vector<const RuntimeValue*> arguments;
    for (const ValueId input : node.inputs) arguments.push_back(input == kNoValue ? nullptr : &values.at(input));
    const auto implementation = kernel.def->create(KernelInfo(graph, node, *provider));
    const auto results = evaluate_node(node, *schema, *implementation, arguments, cpu_allocator(), pool);
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.has_output(i)) values[node.outputs[i]] = results.at(i);
    }
  }
  std::vector<RuntimeValue> outputs;
  for (const ValueId id : graph.outputs()) outputs.push_back(values.at(id));
  return outputs;
}

}  // namespace ort::test
