#pragma once

#include <memory>
#include <vector>

#include "libort/runtime/provider.h"
#include "ort/options.h"

namespace ort::test {

/// The providers that tests of operators run on: the CPU provider, behind the CUDA provider where `tests_run_on_cuda`;
/// a test that then cannot have it fails.
std::vector<std::shared_ptr<ExecutionProvider>> test_providers();

/// The same providers by name, for sessions.
std::vector<ProviderSpec> test_provider_specs();

}  // namespace ort::test
