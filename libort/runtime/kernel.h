#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "libort/core/cpu_isa.h"
#include "libort/core/runtime_value.h"
#include "libort/core/tensor.h"
#include "libort/core/thread_pool.h"
#include "libort/graph/graph.h"

namespace ort {

class ExecutionProvider;
class Stream;
struct NodeRecord;

/// What a kernel can know when it is made: its node, the element types and the constant inputs.
class KernelInfo {
 public:
  KernelInfo(const Graph& graph, const Node& node, const ExecutionProvider& provider)
      : graph_(graph), node_(node), provider_(provider) {}

  const Node& node() const { return node_; }
  const ExecutionProvider& provider() const { return provider_; }
  int since_version() const { return node_.since_version; }
  int input_count() const { return static_cast<int>(node_.inputs.size()); }
  int output_count() const { return static_cast<int>(node_.outputs.size()); }
  bool has_input(int i) const { return node_.has_input(static_cast<std::size_t>(i)); }
  bool has_output(int i) const { return node_.has_output(static_cast<std::size_t>(i)); }
  DataType input_dtype(int i) const;  ///< kUndefined for an absent one
  DataType output_dtype(int i) const;
  /// Contents of an input that no run can change; null otherwise.
  const Tensor* constant(int i) const;

  /// Attributes, as Node's: `attribute` must exist (required or with a default), `find` may be null.
  template <class T>
  const T& attribute(std::string_view name) const {
    return node_.attribute<T>(name);
  }
  template <class T>
  const T* find(std::string_view name) const {
    return node_.find<T>(name);
  }

 private:
  const Graph& graph_;
  const Node& node_;
  const ExecutionProvider& provider_;
};

/// What a kernel can know when it is planned for one set of shapes.
class PlanContext {
 public:
  struct Input {
    bool present = false;
    DataType dtype = DataType::kUndefined;
    Shape shape;
    const Tensor* constant = nullptr;
  };
  struct Output {
    bool present = false;
    bool known = false;  ///< false: the shape hangs on values that only `run` sees
    DataType dtype = DataType::kUndefined;
    Shape shape;
  };

  PlanContext(const Node& node, std::vector<Input> inputs, std::vector<Output> outputs, int threads)
      : node_(node), inputs_(std::move(inputs)), outputs_(std::move(outputs)), threads_(threads) {}

  const Node& node() const { return node_; }
  int input_count() const { return static_cast<int>(inputs_.size()); }
  int output_count() const { return static_cast<int>(outputs_.size()); }
  bool has_input(int i) const { return i < input_count() && inputs_[static_cast<std::size_t>(i)].present; }
  bool has_output(int i) const { return i < output_count() && outputs_[static_cast<std::size_t>(i)].present; }
  const Shape& input_shape(int i) const { return inputs_[static_cast<std::size_t>(i)].shape; }
  DataType input_dtype(int i) const { return inputs_[static_cast<std::size_t>(i)].dtype; }
  /// As the operator's shape rule says (libort/ops): kernels do not work out shapes again.
  const Shape& output_shape(int i) const { return outputs_[static_cast<std::size_t>(i)].shape; }
  DataType output_dtype(int i) const { return outputs_[static_cast<std::size_t>(i)].dtype; }
  bool output_known(int i) const { return outputs_[static_cast<std::size_t>(i)].known; }
  /// Contents of an input: always there for the inputs that the kernel's definition lists as `plan_inputs`, elsewhere
  /// when they are constant. On the CPU, whatever the provider.
  const Tensor* constant(int i) const { return has_input(i) ? inputs_[static_cast<std::size_t>(i)].constant : nullptr; }
  int threads() const { return threads_; }
  Isa isa() const { return active_isa(); }

 private:
  const Node& node_;
  std::vector<Input> inputs_;
  std::vector<Output> outputs_;
  int threads_;
};

/// FAIL "Exiting due to terminate flag being set to true."
[[noreturn]] void throw_terminated();

/// What a step sees while it runs: addresses.
class RunContext {
 public:
  virtual ~RunContext() = default;
  virtual bool has_input(int i) const = 0;
  virtual bool has_output(int i) const = 0;
  virtual const RuntimeValue& input_value(int i) const = 0;
  const Tensor& input(int i) const { return input_value(i).tensor(); }
  virtual int input_count() const = 0;

  /// Memory with the planned shape; the step writes every element.
  virtual Tensor& output(int i) const = 0;
  /// For outputs whose shape was not known when the step was planned.
  virtual Tensor& allocate_output(int i, DataType dtype, Shape shape) const = 0;
  /// For outputs that are no tensors.
  virtual void set_output(int i, RuntimeValue value) const = 0;

  virtual std::byte* workspace() const = 0;  ///< as many bytes as the step asked for, aligned to 64
  /// Scratch memory for steps that are planned while they run; valid until the instruction ends.
  virtual std::byte* scratch(std::size_t bytes) const = 0;
  virtual ThreadPool& pool() const = 0;
  virtual Stream* stream() const = 0;  ///< null on the CPU
  /// The node that runs, for errors that show later; null outside of plans.
  virtual const NodeRecord* record() const { return nullptr; }
  /// Keeps an object until the device has done what was put on the stream so far; nothing to do on the CPU.
  virtual void keep_until_done(std::shared_ptr<const void> /*object*/) const {}
  /// Long loops ask now and then, and throw through `throw_if_terminated`.
  virtual bool terminated() const = 0;
  void throw_if_terminated() const;

  void parallel_for(int64_t total, int64_t grain, RangeFunction function) const {
    pool().parallel_for(total, grain, function);
  }
};

/// Output `output` may use the memory of input `input`.
struct Reuse {
  int output = 0;
  int input = 0;
};

/// A kernel planned for one set of shapes. Plain data and a function; immutable, used by many runs at once.
struct Step {
  std::function<void(const RunContext&)> run;
  std::size_t workspace = 0;    ///< bytes of scratch memory
  std::vector<Reuse> in_place;  ///< may overwrite that input when nobody reads it later (same number of bytes)
  /// Output holds the same bytes as that input in the same order: the plan makes it a view where it can. `run` is
  /// called all the same and copies when the two addresses differ.
  std::vector<Reuse> views;
  std::string_view variant;  ///< which implementation was chosen, for people; static text
};

/// A node's implementation on a provider. Made once per session: packs constant weights.
class Kernel {
 public:
  virtual ~Kernel() = default;
  /// Called for each new set of shapes; everything that shapes decide is decided here. Thread-safe.
  virtual Step plan(const PlanContext& context) const = 0;
};

using KernelFactory = std::function<std::unique_ptr<Kernel>(const KernelInfo&)>;

template <class K>
std::unique_ptr<Kernel> make_kernel(const KernelInfo& info) {
  return std::make_unique<K>(info);
}

}  // namespace ort
