#include "libort/plan/shape_walk.h"

#include <algorithm>

#include "libort/core/text.h"
#include "libort/runtime/evaluate.h"

namespace ort {
namespace {

/// Larger results are no shape arithmetic: they are computed when the plan runs.
constexpr std::size_t kMaxFoldedBytes = 4096;

SymbolicShape as_symbolic(const Shape& shape) {
  return SymbolicShape::of(std::vector<Dim>(shape.begin(), shape.end()));
}

Shape as_concrete(const SymbolicShape& shape) {
  Shape concrete;
  for (const Dim& dim : shape.dims) concrete.append(dim.value);
  return concrete;
}

std::vector<PlanContext::Output> planned_outputs(const Node& node, const InferContext& context) {
  std::vector<PlanContext::Output> outputs(node.outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const ValueType& type = context.outputs()[i].type;
    outputs[i] = {node.has_output(i), type.is_tensor() && type.shape.known(), type.dtype, {}};
    if (outputs[i].known) outputs[i].shape = as_concrete(type.shape);
  }
  return outputs;
}

class Walker {
 public:
  Walker(const Program& program, const PlanResources& resources) : program_(program), resources_(resources) {
    walk_.values.resize(program.graph.value_count());
    walk_.modes.resize(program.nodes.size(), NodeMode::kLate);
    walk_.outputs.resize(program.nodes.size());
  }

  ShapeWalk walk(const std::vector<Plan::Input>& inputs) {
    for (ValueId id = 0; id < program_.graph.value_count(); ++id) {
      if (const Tensor* constant = program_.graph.value(id).fixed()) set_content(id, *constant);
    }
    for (const Plan::Input& input : inputs) {
      ValueFacts& facts = walk_.values[input.value];
      facts.shape_known = input.is_tensor;
      facts.dtype = input.dtype;
      facts.shape = input.shape;
    }
    for (std::size_t i = 0; i < program_.nodes.size(); ++i) {
      try {
        walk_.modes[i] = visit(program_.nodes[i], walk_.outputs[i]);
      } catch (...) {
        rethrow_with_node(program_.nodes[i].record, describe_inputs(*program_.nodes[i].node, walk_));
      }
    }
    return std::move(walk_);
  }

 private:
  void set_content(ValueId id, Tensor content) {
    ValueFacts& facts = walk_.values[id];
    facts.shape_known = true;
    facts.dtype = content.dtype();
    facts.shape = content.shape();
    facts.content = std::move(content);
  }

  NodeMode visit(const BoundNode& bound, std::vector<PlanContext::Output>& outputs) {
    const Node& node = *bound.node;
    if (!all_inputs(node, [](const ValueFacts& facts) { return facts.shape_known; })) return NodeMode::kLate;
    InferContext context(node, known_inputs(node));
    if (bound.schema->infer != nullptr) bound.schema->infer(context);
    store_shapes(node, context);
    if (!outputs_known(node)) return forget_outputs(node);
    if (fold_elements(node, context) || fold_by_kernel(bound)) return NodeMode::kFolded;
    const bool plannable = std::all_of(bound.def->plan_inputs.begin(), bound.def->plan_inputs.end(), [&](int i) {
      const auto slot = static_cast<std::size_t>(i);
      return !node.has_input(slot) || walk_.values[node.inputs[slot]].content.has_value();
    });
    if (!plannable) return forget_outputs(node);
    outputs = planned_outputs(node, context);
    return NodeMode::kStatic;
  }

  bool all_inputs(const Node& node, const auto& holds) const {
    for (const auto* list : {&node.inputs, &node.implicit_inputs}) {
      for (const ValueId id : *list) {
        if (id != kNoValue && !holds(walk_.values[id])) return false;
      }
    }
    return true;
  }

  std::vector<InferValue> known_inputs(const Node& node) const {
    std::vector<InferValue> inputs(node.inputs.size());
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i] == kNoValue) continue;
      const ValueFacts& facts = walk_.values[node.inputs[i]];
      inputs[i].present = true;
      inputs[i].type = ValueType::tensor(facts.dtype, as_symbolic(facts.shape));
      inputs[i].constant = facts.content ? &*facts.content : nullptr;
    }
    return inputs;
  }

  void store_shapes(const Node& node, const InferContext& context) {
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i] == kNoValue) continue;
      const ValueType& type = context.outputs()[i].type;
      ValueFacts& facts = walk_.values[node.outputs[i]];
      facts.dtype = type.dtype;
      facts.shape_known = type.is_tensor() && type.shape.known();
      if (facts.shape_known) facts.shape = as_concrete(type.shape);
    }
  }

  bool outputs_known(const Node& node) const {
    return std::all_of(node.outputs.begin(), node.outputs.end(),
                       [&](ValueId id) { return id == kNoValue || walk_.values[id].shape_known; });
  }

  NodeMode forget_outputs(const Node& node) {
    for (const ValueId id : node.outputs) {
      if (id != kNoValue) walk_.values[id].shape_known = false;
    }
    return NodeMode::kLate;
  }

  bool fold_elements(const Node& node, const InferContext& context) {
    std::vector<Tensor> contents(node.outputs.size());
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i] == kNoValue) continue;
      const auto& elements = context.outputs()[i].elements;
      const ValueFacts& facts = walk_.values[node.outputs[i]];
      if (!elements || facts.dtype != DataType::kInt64 ||
          facts.shape.elements() != static_cast<int64_t>(elements->size()))
        return false;
      std::vector<int64_t> numbers;
      for (const Element& element : *elements) {
        if (!element.number) return false;
        numbers.push_back(*element.number);
      }
      contents[i] = tensor_of(numbers).reshaped(facts.shape);
    }
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i] != kNoValue) set_content(node.outputs[i], contents[i]);
    }
    return true;
  }

  bool fold_by_kernel(const BoundNode& bound) {
    const Node& node = *bound.node;
    const bool cpu = program_.providers[bound.provider]->device().is_cpu();
    if (!cpu || !bound.schema->deterministic || !node.implicit_inputs.empty()) return false;
    if (!all_inputs(node, [](const ValueFacts& facts) { return facts.content.has_value(); })) return false;
    std::size_t bytes = 0;
    for (const ValueId id : node.outputs) {
      if (id != kNoValue) bytes += buffer_bytes(walk_.values[id].dtype, walk_.values[id].shape.elements());
      if (bytes > kMaxFoldedBytes) return false;
    }
    std::vector<RuntimeValue> values(node.inputs.size());
    std::vector<const RuntimeValue*> inputs(node.inputs.size(), nullptr);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i] == kNoValue) continue;
      values[i] = *walk_.values[node.inputs[i]].content;
      inputs[i] = &values[i];
    }
    const auto results =
        evaluate_node(node, *bound.schema, *bound.kernel, inputs, resources_.allocator, resources_.pool);
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i] != kNoValue) set_content(node.outputs[i], results[i].tensor());
    }
    return true;
  }

  const Program& program_;
  const PlanResources& resources_;
  ShapeWalk walk_;
};

}  // namespace

ShapeWalk walk_shapes(const Program& program, const std::vector<Plan::Input>& inputs, const PlanResources& resources) {
  return Walker(program, resources).walk(inputs);
}

std::vector<PlanContext::Input> planned_inputs(const Node& node, const ShapeWalk& walk) {
  std::vector<PlanContext::Input> inputs(node.inputs.size());
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    if (node.inputs[i] == kNoValue) continue;
    const ValueFacts& facts = walk.values[node.inputs[i]];
    inputs[i] = {true, facts.dtype, facts.shape, facts.content ? &*facts.content : nullptr};
  }
  return inputs;
}

std::string describe_inputs(const Node& node, const ShapeWalk& walk) {
  std::vector<std::string> parts;
  for (const ValueId id : node.inputs) {
    if (id == kNoValue) {
      parts.push_back("-");
      continue;
    }
    const ValueFacts& facts = walk.values[id];
    parts.push_back(std::string(data_type_name(facts.dtype)) + (facts.shape_known ? facts.shape.to_string() : "[?]"));
  }
  return join(parts);
}

}  // namespace ort
