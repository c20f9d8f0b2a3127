#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libort/core/thread_pool.h"
#include "libort/trace/plan_text.h"
#include "libort/trace/trace_file.h"

namespace ort {

/// One instruction as it ran, in nanoseconds since profiling began.
struct InstructionTimes {
  std::size_t instruction = 0;  ///< position in the plan
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  int64_t allocation_ns = 0;
  LoopTimes loops;
  int core = -1;
  ptrdiff_t late = -1;  ///< position in RunEvents::late; -1: its values are in the plan
};

/// Work on a lane of a device.
struct DeviceSpan {
  std::size_t instruction = 0;
  int64_t lane = 0;
  int64_t start_ns = 0;
  int64_t end_ns = 0;
};

/// Where the time of a run went; see README.md.
struct RunLedger {
  int64_t inputs = 0;
  int64_t planning = 0;
  int64_t allocation = 0;
  int64_t kernels = 0;
  int64_t thread_wait = 0;
  int64_t copies = 0;
  int64_t device_wait = 0;
  int64_t executor = 0;
  int64_t profiler = 0;
  int64_t outputs = 0;
};

/// A run as a whole.
struct RunSpan {
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  int64_t execution_start_ns = 0;  ///< 0: it did not come so far
  int64_t execution_end_ns = 0;
  bool is_warm_up = false;
  RunLedger ledger;
};

/// What a run has recorded since it last handed over.
struct RunEvents {
  std::shared_ptr<const PlanText> text;
  std::shared_ptr<const std::string> pool_name;
  int64_t run = 0;
  int64_t thread = 0;        ///< as the system numbers it
  uint64_t pool_thread = 0;  ///< as the pool numbers it
  bool counts_memory = false;
  int workers = 0;
  std::vector<InstructionTimes> times;
  std::vector<ThreadPool::Worker> worker_states;  ///< `workers` of them for each of `times`
  std::vector<ValueText> late;
  std::vector<DeviceSpan> spans;
};

/// The nodes, their memory as counters where that is asked for, and the work of devices.
void write_events(const RunEvents& events, TraceFile::Events& file);

/// `SequentialExecutor::Execute` and `model_run`.
void write_span(const RunSpan& span, int64_t run, int64_t plan, int64_t thread, TraceFile::Events& file);

}  // namespace ort
