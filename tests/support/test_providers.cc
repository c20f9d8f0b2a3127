#include "tests/support/test_providers.h"

#include "libort/core/fail.h"
#include "libort/runtime/provider_module.h"
#include "providers/cpu/cpu_provider.h"
#include "tests/support/test_cuda_module.h"

namespace ort::test {
namespace {

std::shared_ptr<ExecutionProvider> cuda_provider() {
  const LoadedModule& loaded = provider_module("CUDAExecutionProvider");
  if (loaded.module == nullptr) fail_provider("the tests are to run on CUDA, but " + loaded.reason);
  return loaded.module->make_provider({});
}

}  // namespace

std::vector<std::shared_ptr<ExecutionProvider>> test_providers() {
  std::vector<std::shared_ptr<ExecutionProvider>> providers;
  if (tests_run_on_cuda()) providers.push_back(cuda_provider());
  providers.push_back(cpu::make_provider(cpu_allocator()));
  return providers;
}

std::vector<ProviderSpec> test_provider_specs() {
  if (tests_run_on_cuda()) return {{"cuda", {}}, {"cpu", {}}};
  return {{"cpu", {}}};
}

}  // namespace ort::test
