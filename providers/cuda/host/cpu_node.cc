#include "providers/cuda/host/cpu_node.h"

#include <stdexcept>
#include <utility>

#include "libort/graph/graph_mutator.h"
#include "libort/ops/op_registry.h"
#include "libort/ops/resolve.h"
#include "libort/runtime/evaluate.h"
#include "providers/cpu/cpu_provider.h"

namespace ort::cuda::host {
namespace {

ExecutionProvider& cpu_provider() {
  static const std::shared_ptr<ExecutionProvider> provider = cpu::make_provider(cpu_allocator());
  return *provider;
}

}  // namespace

CpuNode::CpuNode(std::string op_type, std::string domain, Attributes attributes, const std::vector<DataType>& inputs) {
  GraphMutator mutator(graph_);
  Node node;
  node.opset = newest_opset(domain);
  node.op_type = std::move(op_type);
  node.domain = std::move(domain);
  node.attributes = std::move(attributes);
  for (const DataType dtype : inputs) {
    const bool present = dtype != DataType::kUndefined;
    node.inputs.push_back(present ? mutator.add_value("", ValueType::tensor(dtype)) : kNoValue);
    if (present) mutator.add_graph_input(node.inputs.back());
  }
  node.outputs.push_back(mutator.add_value("", ValueType::tensor(inputs.front())));
  id_ = mutator.add_node(std::move(node));
  const std::vector<std::string> missing = resolve_operators(graph_, op_registry());
  if (!missing.empty()) throw std::logic_error(missing.front());

  const Node& resolved = graph_.node(id_);
  schema_ = op_registry().find_version(resolved.domain, resolved.op_type, resolved.since_version);
  const KernelRegistry::Match match = cpu_provider().kernels().find(graph_, resolved, *schema_);
  if (match.def == nullptr) throw std::logic_error(match.reason);
  kernel_ = match.def->create(KernelInfo(graph_, resolved, cpu_provider()));
}

Tensor CpuNode::run(std::vector<Tensor> inputs) const {
  const Node& node = graph_.node(id_);
  std::vector<RuntimeValue> values;
  for (Tensor& tensor : inputs) values.emplace_back(std::move(tensor));
  std::vector<const RuntimeValue*> given(values.size(), nullptr);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (node.has_input(i)) given[i] = &values[i];
  }
  ThreadPool pool(1);
  return evaluate_node(node, *schema_, *kernel_, given, cpu_allocator(), pool).front().tensor();
}

Tensor device_tensor(DataType dtype, Shape shape, const void* address) {
  const std::size_t bytes = buffer_bytes(dtype, shape.elements());
  return Tensor(dtype, std::move(shape), const_cast<void*>(address), bytes, nullptr);
}

}  // namespace ort::cuda::host
