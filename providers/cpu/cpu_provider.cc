#include "providers/cpu/cpu_provider.h"

#include "providers/cpu/cpu_mover.h"

namespace ort::cpu {
namespace {

class CpuProvider final : public ExecutionProvider {
 public:
  explicit CpuProvider(std::shared_ptr<Allocator> allocator) : allocator_(std::move(allocator)) {}

  std::string_view name() const override { return "CPUExecutionProvider"; }
  Device device() const override { return {}; }
  const KernelRegistry& kernels() const override { return kernel_registry(); }
  const Mover* mover() const override { return &cpu_mover(); }
  std::shared_ptr<Allocator> allocator() override { return allocator_; }

 private:
  std::shared_ptr<Allocator> allocator_;
};

}  // namespace

std::shared_ptr<ExecutionProvider> make_provider(std::shared_ptr<Allocator> allocator) {
  return std::make_shared<CpuProvider>(std::move(allocator));
}

}  // namespace ort::cpu
