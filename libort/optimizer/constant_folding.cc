#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/core/text.h"
#include "libort/optimizer/bodies.h"
#include "libort/optimizer/passes.h"
#include "libort/optimizer/static_shape.h"
#include "libort/runtime/evaluate.h"

namespace ort {
namespace {

/// Bytes that the outputs of one node may take.
constexpr std::size_t kNodeLimit = std::size_t{64} << 20;
/// Reading so many bytes costs as much of the budget as storing one: bounds the work on large constants with small
/// results.
constexpr std::size_t kReadsPerWrite = 16;

/// Bytes of a tensor, what its strings hold included.
std::size_t held_bytes(const Tensor& tensor) {
  std::size_t bytes = tensor.bytes();
  if (!tensor.is_string()) return bytes;
  for (const std::string& text : tensor.as<std::string>()) bytes = checked_add(bytes, text.size());
  return bytes;
}

std::size_t longest_string(const Tensor& tensor) {
  std::size_t longest = 0;
  if (!tensor.is_string()) return longest;
  for (const std::string& text : tensor.as<std::string>()) longest = std::max(longest, text.size());
  return longest;
}

/// The inputs of a node whose inputs are all fixed.
struct FixedInputs {
  std::vector<RuntimeValue> values;
  std::vector<const RuntimeValue*> pointers;  ///< null for absent inputs
  std::size_t bytes = 0;
  std::size_t longest_text = 0;  ///< sum over the inputs of their longest strings

  FixedInputs(const Graph& graph, const Node& node) : values(node.inputs.size()), pointers(node.inputs.size()) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (!node.has_input(i)) continue;
      const Tensor& tensor = *graph.value(node.inputs[i]).fixed();
      values[i] = tensor;
      pointers[i] = &values[i];
      bytes = checked_add(bytes, tensor.bytes());
      longest_text = checked_add(longest_text, longest_string(tensor));
    }
  }
};

/// One pass over one graph.
class Folding {
 public:
  Folding(GraphMutator& mutator, PassContext& context)
      : mutator_(mutator), graph_(mutator.graph()), context_(context) {}

  int run() {
    int folded = 0;
    for (const NodeId id : graph_.topological_order()) folded += fold(id) ? 1 : 0;
    return folded;
  }

 private:
  /// Sizes and kernels may find a node impossible; it then stays and fails when it runs, as without optimization.
  bool fold(NodeId id) try {
    const Node& node = graph_.node(id);
    if (node.is("Constant")) {
      if (const auto* value = node.find<Tensor>("value")) return replace(id, {*value});
    }
    if (std::optional<Tensor> shape = static_shape_of(graph_, node)) return replace(id, {std::move(*shape)});
    const OpSchema* schema = context_.ops.find_version(node.domain, node.op_type, node.since_version);
    return schema != nullptr && is_foldable(node, *schema) && evaluate(id, *schema);
  } catch (const Error& error) {
    note(id, error.what());
    return false;
  }

  bool is_foldable(const Node& node, const OpSchema& schema) const {
    if (!schema.deterministic || schema.side_effect || !node.implicit_inputs.empty()) return false;
    for (const ValueId input : node.inputs) {
      if (input != kNoValue && graph_.value(input).fixed() == nullptr) return false;
    }
    for (const ValueId output : node.outputs) {
      if (output == kNoValue) continue;
      const ValueType& type = graph_.value(output).type;
      if (!type.is_tensor() && type.kind != ValueType::Kind::kUnknown) return false;
    }
    return bodies_of(node).empty();
  }

  bool evaluate(NodeId id, const OpSchema& schema) {
    const Node& node = graph_.node(id);
    const KernelDef* kernel = context_.evaluator.kernels().find(graph_, node, schema).def;
    if (kernel == nullptr) return false;
    const FixedInputs inputs(graph_, node);
    const std::size_t planned = cost(inputs, planned_bytes(node, schema, inputs));
    if (!charge(id, planned)) return false;

    const auto memory = std::make_shared<LimitedAllocator>(context_.allocator, 2 * kNodeLimit);
    std::vector<RuntimeValue> results =
        evaluate_node(node, schema, *kernel->create(KernelInfo(graph_, node, context_.evaluator)), inputs.pointers,
                      memory, context_.pool);
    std::vector<Tensor> tensors;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (node.has_output(i) && !results[i].is_tensor()) return false;
      tensors.push_back(node.has_output(i) ? std::move(results[i].tensor()) : Tensor());
      bytes = checked_add(bytes, held_bytes(tensors.back()));
    }
    const std::size_t actual = cost(inputs, bytes);
    if (actual > planned && !charge(id, actual - planned)) return false;
    return replace(id, std::move(tensors));
  }

  /// Bytes of all outputs whose shapes follow from the inputs; the memory limit of the call bounds the others.
  static std::size_t planned_bytes(const Node& node, const OpSchema& schema, const FixedInputs& inputs) {
    std::size_t bytes = 0;
    for (const PlanContext::Output& output : infer_outputs(node, schema, inputs.pointers)) {
      if (!output.present || !output.known) continue;
      const int64_t elements = output.shape.elements();
      bytes = checked_add(bytes, buffer_bytes(output.dtype, elements));
      if (output.dtype != DataType::kString) continue;
      bytes = checked_add(bytes, checked_multiply(static_cast<std::size_t>(elements), inputs.longest_text));
    }
    return bytes;
  }

  static std::size_t cost(const FixedInputs& inputs, std::size_t output_bytes) {
    return std::max(output_bytes, inputs.bytes / kReadsPerWrite);
  }

  /// Takes the bytes from the budget; false, with a note, where they do not fit. Work that fails has been paid for.
  bool charge(NodeId id, std::size_t bytes) {
    if (bytes <= kNodeLimit && bytes <= context_.fold_budget) {
      context_.fold_budget -= bytes;
      return true;
    }
    const bool too_large = bytes > kNodeLimit;
    note(id, "its " + std::to_string(bytes) + " bytes exceed " +
                 (too_large ? "the " + std::to_string(kNodeLimit) + " that one node may add"
                            : "what is left of the fold budget, " + std::to_string(context_.fold_budget)));
    return false;
  }

  bool replace(NodeId id, std::vector<Tensor> results) {
    const std::vector<ValueId> outputs = graph_.node(id).outputs;
    mutator_.remove_node(id);
    for (std::size_t i = 0; i < outputs.size() && i < results.size(); ++i) {
      if (outputs[i] == kNoValue) continue;
      std::vector<Dim> dims(results[i].shape().begin(), results[i].shape().end());
      mutator_.set_type(outputs[i], ValueType::tensor(results[i].dtype(), SymbolicShape::of(std::move(dims))));
      mutator_.set_constant(outputs[i], std::move(results[i]));
    }
    return true;
  }

  void note(NodeId id, const std::string& why) {
    context_.notes.push_back("'" + printable(graph_.display_name(id)) + "' (" + printable(graph_.node(id).op_type) +
                             ") is not folded: " + why);
  }

  GraphMutator& mutator_;
  const Graph& graph_;
  PassContext& context_;
};

}  // namespace

int fold_constants(GraphMutator& graph, PassContext& context) { return Folding(graph, context).run(); }

}  // namespace ort
