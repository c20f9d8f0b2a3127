#include "libort/runtime/evaluate.h"

namespace ort {
namespace {

/// Memory for one call, each output an allocation of its own.
class SingleRun final : public RunContext {
 public:
  SingleRun(const Node& node, std::span<const RuntimeValue* const> inputs, const std::shared_ptr<Allocator>& allocator,
            ThreadPool& pool)
      : node_(node), inputs_(inputs), outputs_(node.outputs.size()), allocator_(allocator), pool_(pool) {}

  bool has_input(int i) const override { return i < input_count() && inputs_[static_cast<std::size_t>(i)] != nullptr; }
  bool has_output(int i) const override { return node_.has_output(static_cast<std::size_t>(i)); }
  const RuntimeValue& input_value(int i) const override { return *inputs_[static_cast<std::size_t>(i)]; }
  int input_count() const override { return static_cast<int>(inputs_.size()); }
  Tensor& output(int i) const override { return outputs_[static_cast<std::size_t>(i)].tensor(); }
  Tensor& allocate_output(int i, DataType dtype, Shape shape) const override {
    const auto slot = static_cast<std::size_t>(i);
    outputs_[slot] = Tensor(dtype, std::move(shape), allocator_);
    return outputs_[slot].tensor();
  }
  void set_output(int i, RuntimeValue value) const override {
    outputs_[static_cast<std::size_t>(i)] = std::move(value);
  }
  std::byte* workspace() const override { return nullptr; }
  std::byte* scratch(std::size_t bytes) const override {
    scratch_ = allocate_shared(allocator_, bytes);
    return scratch_.get();
  }
  ThreadPool& pool() const override { return pool_; }
  Stream* stream() const override { return nullptr; }
  bool terminated() const override { return false; }

  std::vector<RuntimeValue> take_outputs() { return std::move(outputs_); }

 private:
  const Node& node_;
  std::span<const RuntimeValue* const> inputs_;
  mutable std::vector<RuntimeValue> outputs_;
  std::shared_ptr<Allocator> allocator_;
  ThreadPool& pool_;
  mutable std::shared_ptr<std::byte> scratch_;
};

/// Another context with a workspace of the size that became known just now.
class WithWorkspace final : public RunContext {
 public:
  WithWorkspace(const RunContext& inner, std::size_t bytes)
      : inner_(inner), workspace_(bytes == 0 ? nullptr : inner.scratch(bytes)) {}

  bool has_input(int i) const override { return inner_.has_input(i); }
  bool has_output(int i) const override { return inner_.has_output(i); }
  const RuntimeValue& input_value(int i) const override { return inner_.input_value(i); }
  int input_count() const override { return inner_.input_count(); }
  Tensor& output(int i) const override { return inner_.output(i); }
  Tensor& allocate_output(int i, DataType dtype, Shape shape) const override {
    return inner_.allocate_output(i, dtype, std::move(shape));
  }
  void set_output(int i, RuntimeValue value) const override { inner_.set_output(i, std::move(value)); }
  std::byte* workspace() const override { return workspace_; }
  std::byte* scratch(std::size_t bytes) const override { return inner_.scratch(bytes); }
  ThreadPool& pool() const override { return inner_.pool(); }
  Stream* stream() const override { return inner_.stream(); }
  const NodeRecord* record() const override { return inner_.record(); }
  void keep_until_done(std::shared_ptr<const void> object) const override { inner_.keep_until_done(std::move(object)); }
  bool terminated() const override { return inner_.terminated(); }

 private:
  const RunContext& inner_;
  std::byte* workspace_;
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
    if (tensor.device().is_cpu()) inputs[i].constant = &tensor;
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

void plan_and_run(const Node& node, const OpSchema& schema, const Kernel& kernel, const RunContext& run) {
  std::vector<const RuntimeValue*> inputs(node.inputs.size(), nullptr);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (run.has_input(static_cast<int>(i))) inputs[i] = &run.input_value(static_cast<int>(i));
  }
  const std::vector<PlanContext::Output> outputs = infer_outputs(node, schema, inputs);
  const PlanContext context(node, plan_inputs(inputs), outputs, run.pool().threads());
  const auto step = std::make_shared<const Step>(kernel.plan(context));
  run.keep_until_done(step);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].present && outputs[i].known)
      run.allocate_output(static_cast<int>(i), outputs[i].dtype, outputs[i].shape);
  }
  step->run(WithWorkspace(run, step->workspace));
}

std::vector<RuntimeValue> evaluate_node(const Node& node, const OpSchema& schema, const Kernel& kernel,
                                        std::span<const RuntimeValue* const> inputs,
                                        const std::shared_ptr<Allocator>& allocator, ThreadPool& pool) {
  SingleRun run(node, inputs, allocator, pool);
  plan_and_run(node, schema, kernel, run);
  return run.take_outputs();
}

}  // namespace ort
