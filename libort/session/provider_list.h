#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libort/core/logging.h"
#include "libort/runtime/provider.h"
#include "ort/options.h"

namespace ort {

/// The providers of a session, in order.
struct ProviderList {
  std::vector<std::shared_ptr<ExecutionProvider>> providers;
  bool cpu_was_named = false;
};

/// Makes the providers that were asked for and appends the CPU provider when it is not among them. A provider that this
/// build lacks is left out with a warning; with "session.disable_cpu_ep_fallback" it is an error (provider).
/// Throws (usage) "Unknown Provider Type: X" for a name that nobody knows.
ProviderList make_providers(const std::vector<ProviderSpec>& specs, const SessionOptions& options,
                            const std::shared_ptr<Allocator>& cpu_allocator, const Logger& logger);

}  // namespace ort
