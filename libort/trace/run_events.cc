#include "libort/trace/run_events.h"

#include <algorithm>

#include "libort/trace/json_text.h"
#include "libort/trace/trace_event.h"

namespace ort {
namespace {

constexpr int64_t kNanosecondsPerMicrosecond = 1000;

void append_blocks(std::string& text, const LoopTimes& loops) {
  text += "\"block_size\": [";
  const auto known = std::min<int64_t>(loops.loops, static_cast<int64_t>(loops.grains.size()));
  for (int64_t i = 0; i < known; ++i) {
    if (i > 0) text += ", ";
    append_number(text, loops.grains[static_cast<std::size_t>(i)]);
  }
  text += "], ";
}

void append_microseconds(std::string& text, std::string_view name, int64_t nanoseconds) {
  text += "\"";
  text += name;
  text += "\": ";
  append_number(text, nanoseconds / kNanosecondsPerMicrosecond);
}

/// ONNX Runtime's thread_scheduling_stats: "" where the caller is the only thread.
void append_scheduling(std::string& text, const RunEvents& events, std::size_t position) {
  text += ",\"thread_scheduling_stats\" : ";
  if (events.workers == 0) {
    text += "\"\"";
    return;
  }
  const InstructionTimes& times = events.times[position];
  text += "{\"main_thread\": {\"thread_pool_name\": \"" + *events.pool_name + "\", \"thread_id\": \"" +
          std::to_string(events.pool_thread) + "\", ";
  append_blocks(text, times.loops);
  text += "\"core\": " + std::to_string(times.core) + ", ";
  append_microseconds(text, "Distribution", times.loops.distribute_ns);
  text += ", \"DistributionEnqueue\": 0, ";
  append_microseconds(text, "Run", times.loops.run_ns);
  text += ", ";
  append_microseconds(text, "Wait", times.loops.wait_ns);
  text += ", \"WaitRevoke\": 0}, \"sub_threads\": {";
  const auto count = static_cast<std::size_t>(events.workers);
  for (std::size_t i = 0; i < count; ++i) {
    const ThreadPool::Worker& worker = events.worker_states[position * count + i];
    text += (i == 0 ? "\"" : ", \"") + std::to_string(worker.thread) + "\": {\"num_run\": ";
    append_number(text, worker.loops);
    text += ", \"core\": ";
    append_number(text, worker.core);
    text += '}';
  }
  text += "}}";
}

std::string node_args(const RunEvents& events, std::size_t position) {
  const InstructionTimes& times = events.times[position];
  const InstructionText& fixed = events.text->instructions[times.instruction];
  std::string args = fixed.node;
  args += times.late < 0 ? fixed.values : events.late[static_cast<std::size_t>(times.late)].values;
  append_scheduling(args, events, position);
  args += fixed.rest;
  if (times.late >= 0) args += events.late[static_cast<std::size_t>(times.late)].cost;
  append_member(args, "run", events.run);
  append_member(args, "start_ns", times.start_ns);
  append_member(args, "dur_ns", times.end_ns - times.start_ns);
  if (times.loops.wait_ns > 0) append_member(args, "wait_ns", times.loops.wait_ns);
  if (times.allocation_ns > 0) append_member(args, "allocation_ns", times.allocation_ns);
  return args;
}

void write_memory(const RunEvents& events, const InstructionTimes& times, TraceFile::Events& file) {
  const MemoryPlan& memory = events.text->memory;
  const PlannedNode& node = memory.nodes[times.instruction];
  std::string args = "\"values\" : ";
  append_number(args, static_cast<int64_t>(node.in_use - node.workspace));
  append_member(args, "workspace", static_cast<int64_t>(node.workspace));
  append_member(args, "weights", static_cast<int64_t>(memory.weights_bytes));
  append_member(args, "arena", static_cast<int64_t>(memory.arena_bytes));
  std::string text;
  append_event(text, {"EXTRA", events.thread, times.start_ns, times.start_ns, 'C', "\"memory\"", args});
  file.add(text);
}

/// ONNX Runtime's name of a copy.
std::string_view copy_name(const Plan& plan, const Instruction& copy) {
  if (plan.slots[copy.inputs[0]].device == 0) return "\"MemcpyHostToDevice\"";
  return plan.slots[copy.outputs[0]].device == 0 ? "\"MemcpyDeviceToHost\"" : "\"MemcpyDeviceToDevice\"";
}

void write_device_span(const RunEvents& events, const DeviceSpan& span, TraceFile::Events& file) {
  const Plan& plan = *events.text->plan;
  const Instruction& instruction = plan.instructions[span.instruction];
  const bool is_copy = instruction.work == Instruction::Work::kCopy;
  std::string args = "\"stream\" : \"" + std::to_string(span.lane) + "\"";
  for (const std::string_view key : {"grid_x", "grid_y", "grid_z", "block_x", "block_y", "block_z"})
    append_quoted_member(args, key, -1);
  append_member(args, "op_name", is_copy ? "" : std::string_view(instruction.record->op_type));
  append_member(args, "parent_name", instruction.record->name + "_kernel_time");
  append_member(args, "run", events.run);
  append_member(args, "start_ns", span.start_ns);
  append_member(args, "dur_ns", span.end_ns - span.start_ns);
  if (is_copy && plan.slots[instruction.inputs[0]].home != Home::kLate) {
    const Slot& source = plan.slots[instruction.inputs[0]];
    append_member(args, "bytes",
                  static_cast<int64_t>(source.home == Home::kConstant ? source.constant.bytes() : source.bytes));
  }
  const std::string name =
      is_copy ? std::string(copy_name(plan, instruction)) : quoted_json(instruction.record->name + "_device_time");
  std::string text;
  append_event(text, {"Kernel", span.lane, span.start_ns, span.end_ns, 'X', name, args});
  file.add(text);
}

void append_ledger(std::string& args, const RunLedger& ledger) {
  std::string text;
  append_member(text, "inputs", ledger.inputs);
  append_member(text, "planning", ledger.planning);
  append_member(text, "allocation", ledger.allocation);
  append_member(text, "kernels", ledger.kernels);
  append_member(text, "thread_wait", ledger.thread_wait);
  append_member(text, "copies", ledger.copies);
  append_member(text, "device_wait", ledger.device_wait);
  append_member(text, "executor", ledger.executor);
  append_member(text, "profiler", ledger.profiler);
  append_member(text, "outputs", ledger.outputs);
  args += ",\"ledger\" : {" + text.substr(1) + '}';
}

}  // namespace

void write_events(const RunEvents& events, TraceFile::Events& file) {
  std::string text;
  for (std::size_t i = 0; i < events.times.size(); ++i) {
    const InstructionTimes& times = events.times[i];
    if (events.counts_memory) write_memory(events, times, file);
    text.clear();
    append_event(text, {"Node", events.thread, times.start_ns, times.end_ns, 'X',
                        events.text->instructions[times.instruction].quoted_name, node_args(events, i)});
    file.add(text);
  }
  for (const DeviceSpan& span : events.spans) write_device_span(events, span, file);
}

void write_span(const RunSpan& span, int64_t run, int64_t plan, int64_t thread, TraceFile::Events& file) {
  std::string text;
  std::string args;
  if (span.execution_start_ns > 0) {
    args = "\"run\" : " + std::to_string(run);
    append_member(args, "start_ns", span.execution_start_ns);
    append_member(args, "dur_ns", span.execution_end_ns - span.execution_start_ns);
    append_event(text, {"Session", thread, span.execution_start_ns, span.execution_end_ns, 'X',
                        "\"SequentialExecutor::Execute\"", args});
    file.add(text);
  }
  args = "\"run\" : " + std::to_string(run);
  if (plan > 0) append_member(args, "plan", plan);
  if (span.is_warm_up) args += ",\"warm_up\" : true";
  append_member(args, "start_ns", span.start_ns);
  append_member(args, "dur_ns", span.end_ns - span.start_ns);
  append_ledger(args, span.ledger);
  text.clear();
  append_event(text, {"Session", thread, span.start_ns, span.end_ns, 'X', "\"model_run\"", args});
  file.add(text);
}

}  // namespace ort
