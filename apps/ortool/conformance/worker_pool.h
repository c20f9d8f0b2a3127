#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "apps/ortool/conformance/case_result.h"
#include "apps/ortool/conformance/stop_signals.h"

namespace ortool {

struct WorkerPoolOptions {
  std::size_t workers = 1;
  std::chrono::duration<double> time_limit{120};  ///< for each test
};

/// Runs the tests 0 to `count` - 1 in child processes, several at once. A child that dies or takes too long costs the
/// test it was at ("crashed", "timeout") and is replaced. `on_result` is called in this process, in the order in which
/// the tests end. To be called while the process has one thread.
/// Throws Interrupted (after ending the children) and std::system_error when no child can be started.
void run_in_workers(std::size_t count, const WorkerPoolOptions& options,
                    const std::function<CaseResult(std::size_t test)>& run_test,
                    const std::function<void(std::size_t test, const CaseResult& result)>& on_result,
                    const StopSignals& stop);

}  // namespace ortool
