#include "libort/plan/shape_arithmetic.h"

#include <algorithm>

namespace ort {
namespace {

/// Larger constants are data.
constexpr int64_t kMaxConstantElements = 100;

class ShapeArithmetic {
 public:
  explicit ShapeArithmetic(const Graph& graph) : graph_(graph), from_shapes_(graph.value_count(), false) {}

  /// Whether the node computes with shapes; asked for every node in topological order.
  bool contains(const Node& node) {
    const bool starts = node.domain.empty() && (node.is("Shape") || node.is("Size"));
    if (!starts && !reads_only_shapes(node)) return false;
    for (const ValueId id : node.outputs) {
      if (id != kNoValue) from_shapes_[id] = true;
    }
    return true;
  }

 private:
  bool reads_only_shapes(const Node& node) const {
    if (!node.implicit_inputs.empty()) return false;
    bool reads_a_shape = false;
    for (const ValueId id : node.inputs) {
      if (id == kNoValue) continue;
      const Value& value = graph_.value(id);
      if (value.type.dtype == DataType::kFloat16 || value.type.dtype == DataType::kBfloat16) return false;
      const Tensor* constant = value.fixed();
      const bool is_small = constant != nullptr && constant->elements() <= kMaxConstantElements;
      if (!is_small && !from_shapes_[id]) return false;
      reads_a_shape = reads_a_shape || from_shapes_[id];
    }
    return reads_a_shape;
  }

  const Graph& graph_;
  std::vector<bool> from_shapes_;
};

}  // namespace

void keep_shape_arithmetic_on_cpu(const Graph& graph, std::span<const std::shared_ptr<ExecutionProvider>> providers,
                                  std::vector<Assignment>& assignments) {
  if (providers.size() < 2 || !providers.back()->device().is_cpu()) return;
  ExecutionProvider& cpu = *providers.back();
  ShapeArithmetic arithmetic(graph);
  for (Assignment& assignment : assignments) {
    const Node& node = graph.node(assignment.node);
    if (!arithmetic.contains(node)) continue;
    if (assignment.provider == nullptr || assignment.provider->device().is_cpu()) continue;
    const KernelRegistry::Match match = cpu.kernels().find(graph, node, *assignment.schema);
    if (match.def == nullptr) continue;
    assignment.reason = std::string(cpu.name()) + ": it computes with shapes, which " +
                        std::string(assignment.provider->name()) + " would have to bring back from its device";
    assignment.provider = &cpu;
    assignment.kernel = match.def;
  }
}

}  // namespace ort
