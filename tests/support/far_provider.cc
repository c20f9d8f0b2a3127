#include "tests/support/far_provider.h"

#include <cstring>
#include <functional>
#include <vector>

namespace ort::test {
namespace {

class FarStream final : public Stream {
 public:
  FarStream(std::shared_ptr<FarMemory> memory, std::shared_ptr<FarCounts> counts)
      : memory_(std::move(memory)), counts_(std::move(counts)) {}

  void copy(const Tensor& source, Tensor& target) override {
    const std::size_t bytes = source.bytes();
    if (source.device().is_cpu()) {
      ++counts_->to_device;
      const std::vector<std::byte> staged(source.data(), source.data() + bytes);
      std::byte* to = memory_->bytes_at(target.data());
      queue_.push_back([=] { std::copy(staged.begin(), staged.end(), to); });
    } else if (!target.device().is_cpu()) {
      const std::byte* from = memory_->bytes_at(source.data());
      std::byte* to = memory_->bytes_at(target.data());
      queue_.push_back([=] { std::copy_n(from, bytes, to); });
    } else {
      ++counts_->to_host;
      const std::byte* from = memory_->bytes_at(source.data());
      std::byte* to = target.data();
      queue_.push_back([=] { std::copy_n(from, bytes, to); });
    }
  }

  void synchronize() override {
    ++counts_->synchronizations;
    for (const auto& work : queue_) work();
    queue_.clear();
  }

  void launch(std::function<void()> work) {
    ++counts_->launches;
    queue_.push_back(std::move(work));
  }

  float* floats(const Tensor& tensor) { return reinterpret_cast<float*>(memory_->bytes_at(tensor.data())); }

 private:
  std::shared_ptr<FarMemory> memory_;
  std::shared_ptr<FarCounts> counts_;
  std::vector<std::function<void()>> queue_;
};

FarStream& stream_of(const RunContext& run) { return static_cast<FarStream&>(*run.stream()); }

/// Operands of equal shape only.
class FarAdd final : public Kernel {
 public:
  explicit FarAdd(const KernelInfo&) {}
  Step plan(const PlanContext& context) const override {
    if (context.input_shape(0) != context.input_shape(1)) fail_node("the far device adds equal shapes only");
    const int64_t count = context.output_shape(0).elements();
    Step step;
    step.run = [count](const RunContext& run) {
      FarStream& stream = stream_of(run);
      const float* a = stream.floats(run.input(0));
      const float* b = stream.floats(run.input(1));
      float* c = stream.floats(run.output(0));
      stream.launch([=] {
        for (int64_t i = 0; i < count; ++i) c[i] = a[i] + b[i];
      });
    };
    step.in_place = {{0, 0}, {0, 1}};
    return step;
  }
};

class FarRelu final : public Kernel {
 public:
  explicit FarRelu(const KernelInfo&) {}
  Step plan(const PlanContext& context) const override {
    const int64_t count = context.output_shape(0).elements();
    Step step;
    step.run = [count](const RunContext& run) {
      FarStream& stream = stream_of(run);
      const float* x = stream.floats(run.input(0));
      float* y = stream.floats(run.output(0));
      stream.launch([=] {
        for (int64_t i = 0; i < count; ++i) y[i] = x[i] > 0 ? x[i] : 0;
      });
    };
    step.in_place = {{0, 0}};
    return step;
  }
};

/// The new shape is read on the CPU, the data stays where it is.
class FarReshape final : public Kernel {
 public:
  explicit FarReshape(const KernelInfo&) {}
  Step plan(const PlanContext& context) const override {
    const int64_t count = context.output_shape(0).elements();
    Step step;
    step.views = {{0, 0}};
    step.run = [count](const RunContext& run) {
      FarStream& stream = stream_of(run);
      const float* x = stream.floats(run.input(0));
      float* y = stream.floats(run.output(0));
      if (x != y) stream.launch([=] { std::memmove(y, x, static_cast<std::size_t>(count) * sizeof(float)); });
    };
    return step;
  }
};

}  // namespace

FarProvider::FarProvider(std::size_t capacity)
    : memory_(std::make_shared<FarMemory>(capacity)), counts_(std::make_shared<FarCounts>()) {
  const TypeSet floats{DataType::kFloat};
  kernels_.add({.op_type = "Add", .versions = since(7), .create = make_kernel<FarAdd>, .types = {{"T", floats}}});
  kernels_.add({.op_type = "Relu", .versions = since(6), .create = make_kernel<FarRelu>, .types = {{"T", floats}}});
  kernels_.add({.op_type = "Reshape",
                .versions = since(5),
                .create = make_kernel<FarReshape>,
                .types = {{"T", floats}},
                .plan_inputs = {1}});
}

std::unique_ptr<Stream> FarProvider::make_stream() { return std::make_unique<FarStream>(memory_, counts_); }

}  // namespace ort::test
