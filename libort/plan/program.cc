#include "libort/plan/program.h"

#include <algorithm>

#include "libort/core/text.h"

namespace ort {
namespace {

bool contains(const std::vector<int>& list, std::size_t position) {
  return std::find(list.begin(), list.end(), static_cast<int>(position)) != list.end();
}

[[noreturn]] void fail_missing_kernels(const Graph& graph, const std::vector<Assignment>& assignments) {
  std::vector<std::string> missing;
  for (const Assignment& assignment : assignments) {
    if (assignment.provider != nullptr) continue;
    const Node& node = graph.node(assignment.node);
    missing.push_back("Could not find an implementation for " + printable(node.op_type) + "(" +
                      std::to_string(node.since_version) + ") node with name '" +
                      printable(graph.display_name(assignment.node)) + "' (" + assignment.reason + ")");
  }
  fail_unsupported(join(missing, "; "));
}

BoundNode bind(const Program& program, const Assignment& assignment, std::size_t index) {
  BoundNode bound;
  bound.id = assignment.node;
  bound.node = &program.graph.node(assignment.node);
  bound.schema = assignment.schema;
  bound.def = assignment.kernel;
  while (program.providers[bound.provider].get() != assignment.provider) ++bound.provider;
  bound.record = make_node_record(program.graph, assignment.node, assignment.provider->name(), index);
  try {
    bound.kernel = bound.def->create(KernelInfo(program.graph, *bound.node, *assignment.provider));
  } catch (...) {
    rethrow_with_node(bound.record, "");
  }
  return bound;
}

}  // namespace

bool BoundNode::reads_on_host(std::size_t input) const {
  return contains(def->plan_inputs, input) || contains(def->host_inputs, input);
}

bool BoundNode::writes_on_host(std::size_t output) const { return contains(def->host_outputs, output); }

std::vector<ExecutionProvider*> reading_providers(const Program& program) {
  std::vector<ExecutionProvider*> providers(program.graph.value_count(), nullptr);
  for (const BoundNode& bound : program.nodes) {
    ExecutionProvider* const provider = program.providers[bound.provider].get();
    if (provider->device().is_cpu()) continue;
    for (std::size_t i = 0; i < bound.node->inputs.size(); ++i) {
      const ValueId id = bound.node->inputs[i];
      if (id != kNoValue && providers[id] == nullptr && !bound.reads_on_host(i)) providers[id] = provider;
    }
  }
  return providers;
}

std::vector<ExecutionProvider*> producing_providers(const Program& program) {
  std::vector<ExecutionProvider*> providers(program.graph.value_count(), nullptr);
  for (const BoundNode& bound : program.nodes) {
    ExecutionProvider* const provider = program.providers[bound.provider].get();
    if (provider->device().is_cpu()) continue;
    for (std::size_t i = 0; i < bound.node->outputs.size(); ++i) {
      const ValueId id = bound.node->outputs[i];
      if (id != kNoValue && !bound.writes_on_host(i)) providers[id] = provider;
    }
  }
  return providers;
}

std::vector<NodeId> execution_order(const Graph& graph, ExecutionOrder order) {
  std::vector<NodeId> nodes = graph.topological_order();
  if (order == ExecutionOrder::DEFAULT) return nodes;
  // A Shape reads one value: it may stand right behind the producer of that value.
  std::vector<std::size_t> position(graph.node_slots(), 0);
  for (std::size_t i = 0; i < nodes.size(); ++i) position[nodes[i]] = 2 * (i + 1);
  for (const NodeId id : nodes) {
    const Node& node = graph.node(id);
    if (!node.is("Shape") && !node.is("Size")) continue;
    const NodeId producer = graph.value(node.inputs[0]).producer;
    position[id] = producer == kNoNode ? 1 : position[producer] + 1;
  }
  std::stable_sort(nodes.begin(), nodes.end(), [&](NodeId a, NodeId b) { return position[a] < position[b]; });
  return nodes;
}

std::unique_ptr<Program> make_program(Graph graph, std::vector<std::shared_ptr<ExecutionProvider>> providers,
                                      const OpRegistry& ops, ExecutionOrder order, StageListener* stages) {
  auto program = std::make_unique<Program>();
  program->graph = std::move(graph);
  program->providers = std::move(providers);
  std::vector<NodeId> nodes;
  {
    const StageTimer timer(stages, "initialize/partition");
    nodes = execution_order(program->graph, order);
    program->assignments = partition(program->graph, nodes, program->providers, ops);
  }
  const bool complete = std::all_of(program->assignments.begin(), program->assignments.end(),
                                    [](const Assignment& assignment) { return assignment.kernel != nullptr; });
  if (!complete) fail_missing_kernels(program->graph, program->assignments);
  const StageTimer timer(stages, "initialize/kernels");
  program->nodes.reserve(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) program->nodes.push_back(bind(*program, program->assignments[i], i));
  return program;
}

}  // namespace ort
