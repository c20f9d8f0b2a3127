#include "libort/runtime/evaluate.h"

namespace ort {
namespace {

/// Memory for one call, each output an allocation of its own.
class SingleRun final : public RunContext {
 public:
  SingleRun(std::span<const RuntimeValue* const> inputs, const std::vector<PlanContext::Output>& outputs,
            const std::shared_ptr<Allocator>& allocator, ThreadPool& pool, std::size_t workspace)
      : inputs_(inputs), planned_(outputs), outputs_(outputs.size()), allocator_(allocator), pool_(pool) {
    if (workspace > 0) workspace_ = allocate_shared(allocator, workspace);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i].present && outputs[i].known) outputs_[i] = Tensor(outputs[i].dtype, outputs[i].shape, allocator);
    }
  }

  bool has_input(int i) const override { return i < input_count() && inputs_[static_cast<std::size_t>(i)] != nullptr; }
  bool has_output(int i) const override {
    return static_cast<std::size_t>(i) < planned_.size() && planned_[static_cast<std::size_t>(i)].present;
  }
  const RuntimeValue& input_value(int i) const override { return *inputs_[static_cast<std::size_t>(i)]; }
  int input_count() const override { return static_cast<int>(inputs_.size()); }
  Tensor& output(int i) const override { return outputs_[static_cast<std::size_t>(i)].tensor(); }
  Tensor& allocate_output(int i, Shape shape) const override {
    const auto slot = static_cast<std::size_t>(i);
    outputs_[slot] = Tensor(planned_[slot].dtype, std::move(shape), allocator_);
    return outputs_[slot].tensor();
  }
  void set_output(int i, RuntimeValue value) const override { outputs_[static_cast<std::size_t>(i)] = std::move(value); }
  std::byte* workspace() const override { return workspace_.get(); }
  ThreadPool& pool() const override { return pool_; }
  Stream* stream() const override { return nullptr; }
  bool terminated() const override { return false; }

  std::vector<RuntimeValue> take_outputs() { return std::move(outputs_); }

 private:
  std::span<const RuntimeValue* const> inputs_;
  const std::vector<PlanContext::Output>& planned_;
  mutable std::vector<RuntimeValue> outputs_;
  std::shared_ptr<Allocator> allocator_;
  ThreadPool& pool_;
  std::shared_ptr<std::byte> workspace_;
};

Shape concrete_shape(const SymbolicShape& shape) {
  Shape concrete;
  for (const Dim& dim : shape.dims) concrete.append(dim.value);
  return concrete;
}

std::vector<PlanContext::Input> plan_inputs(std::span<const RuntimeValue* const> values) {
  std::vector<PlanContext::Input> inputs(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == nullptr) continue;
    inputs[i].present = true;
    if (!values[i]->is_tensor()) continue;
    const Tensor& tensor = values[i]->tensor();
    inputs[i].dtype = tensor.dtype();
    inputs[i].shape = tensor.shape();
    inputs[i].constant = &tensor;
  }
  return inputs;
}

}  // namespace

std::vector<PlanContext::Output> infer_outputs(const Node& node, const OpSchema& schema,
                                               std::span<const RuntimeValue* const> values) {
  std::vector<InferValue> known(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == nullptr) continue;
    known[i].present = true;
    known[i].type = values[i]->type();
    if (values[i]->is_tensor() && values[i]->tensor().device().is_cpu()) known[i].constant = &values[i]->tensor();
  }
  InferContext context(node, std::move(known));
  if (schema.infer != nullptr) schema.infer(context);
  std::vector<PlanContext::Output> outputs(node.outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const ValueType& type = context.outputs()[i].type;
    outputs[i].present = node.has_output(i);
    outputs[i].dtype = type.dtype;
    outputs[i].known = type.is_tensor() && type.shape.known();
    if (outputs[i].known) outputs[i].shape = concrete_shape(type.shape);
  }
  return outputs;
}

std::vector<RuntimeValue> evaluate_node(const Node& node, const OpSchema& schema, const Kernel& kernel,
                                        std::span<const RuntimeValue* const> inputs, const std::shared_ptr<Allocator>& allocator,
                                        ThreadPool& pool) {
  const std::vector<PlanContext::Output> outputs = infer_outputs(node, schema, inputs);
  const PlanContext context(node, plan_inputs(inputs), outputs, pool.threads());
  const Step step = kernel.plan(context);
  SingleRun run(inputs, outputs, allocator, pool, step.workspace);
  step.run(run);
  return run.take_outputs();
}

}  // namespace ort
