#include "libort/trace/run_trace.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>

#include "libort/core/logging.h"
#include "libort/trace/trace_event.h"

namespace ort {
namespace {

/// A long run leaves what it has after so many nodes, or so much time.
constexpr std::size_t kMostHeld = 8192;
constexpr int64_t kLongestHeldNs = 1'000'000'000;

}  // namespace

RunTrace::RunTrace(std::shared_ptr<SessionTrace> trace, const Settings& settings, ThreadPool& pool)
    : trace_(std::move(trace)), settings_(settings), pool_(pool) {
  if (trace_ == nullptr) return;
  span_.start_ns = phase_start_ = handed_over_at_ = trace_->now();
  span_.is_warm_up = settings.is_warm_up;
}

void RunTrace::enter(Phase phase) {
  if (!records()) return;
  const int64_t now = trace_->now();
  phase_times_[static_cast<std::size_t>(phase_)] += now - phase_start_;
  if (phase == Phase::kExecution) span_.execution_start_ns = now;
  if (phase_ == Phase::kExecution) span_.execution_end_ns = now;
  phase_ = phase;
  phase_start_ = now;
}

ExecutionObserver* RunTrace::observe(const std::shared_ptr<const Plan>& plan, ExecutionObserver* inner) {
  if (!records()) return inner;
  const int64_t start = trace_->now();
  inner_ = inner;
  events_.text = trace_->text_of(plan, events_.counts_memory);
  events_.pool_name = trace_->pool_name();
  events_.run = trace_->next_run();
  events_.thread = current_thread_number();
  events_.pool_thread = pthread_self();
  events_.workers = pool_.threads() - 1;
  events_.times.reserve(std::min(plan->instructions.size(), kMostHeld));
  events_.worker_states.reserve(events_.times.capacity() * static_cast<std::size_t>(events_.workers));
  recorder_.emplace(current_.loops);
  const int64_t own_time = trace_->now() - start;
  span_.ledger.profiler += own_time;
  phase_start_ += own_time;
  return this;
}

void RunTrace::on_begin(const Instruction& instruction, const Frame& frame) {
  if (inner_ != nullptr) inner_->on_begin(instruction, frame);
  if (instruction.device != 0) begin_device_work(instruction, frame);
  current_.loops = {};
  current_.allocation_ns = 0;
  current_.start_ns = trace_->now();
}

void RunTrace::on_end(const Instruction& instruction, const Frame& frame) {
  current_.end_ns = trace_->now();
  current_.instruction = static_cast<std::size_t>(&instruction - frame.plan().instructions.data());
  current_.core = sched_getcpu();
  current_.late = -1;
  if (events_.text->instructions[current_.instruction].values.empty()) {
    current_.late = static_cast<ptrdiff_t>(events_.late.size());
    events_.late.push_back(late_value_text(frame, instruction));
  }
  if (instruction.device != 0 && !device_work_.empty() && device_work_.back().end == nullptr)
    device_work_.back().end = device_work_.back().stream->mark_time(device_work_.back().lane);

  const int64_t duration = current_.end_ns - current_.start_ns;
  const int64_t computing = duration - current_.loops.wait_ns - current_.allocation_ns;
  (instruction.work == Instruction::Work::kCopy ? span_.ledger.copies : span_.ledger.kernels) += computing;
  span_.ledger.thread_wait += current_.loops.wait_ns;
  span_.ledger.allocation += current_.allocation_ns;
  node_time_ += duration;
  ++nodes_;
  events_.times.push_back(current_);
  for (int i = 0; i < events_.workers; ++i) events_.worker_states.push_back(pool_.worker(i));
  if (inner_ != nullptr) inner_->on_end(instruction, frame);
  if (events_.times.size() == kMostHeld || current_.end_ns - handed_over_at_ > kLongestHeldNs) hand_over();
}

void RunTrace::on_instructions_done() {
  instructions_done_ = trace_->now();
  if (inner_ != nullptr) inner_->on_instructions_done();
}

void RunTrace::begin_device_work(const Instruction& instruction, const Frame& frame) {
  Stream* const stream = frame.stream(instruction);
  if (stream == nullptr) return;
  MarkedWork work;
  work.instruction = static_cast<std::size_t>(&instruction - frame.plan().instructions.data());
  work.stream = stream;
  work.lane = instruction.work == Instruction::Work::kCopy ? Stream::Lane::kCopies : Stream::Lane::kCompute;
  know_stream(*stream);
  work.begin = stream->mark_time(work.lane);
  if (work.begin == nullptr) return;
  work.lane_number = trace_->lane_of(*stream, work.lane, frame.plan().devices[instruction.device]);
  device_work_.push_back(std::move(work));
}

void RunTrace::know_stream(Stream& stream) {
  const auto is_known = [&](const KnownMark& mark) { return mark.stream == &stream; };
  if (std::ranges::any_of(known_marks_, is_known)) return;
  stream.synchronize();
  const int64_t before = trace_->now();
  std::unique_ptr<TimeMark> mark = stream.mark_time(Stream::Lane::kCompute);
  if (mark == nullptr) return;
  stream.synchronize();
  known_marks_.push_back({&stream, std::move(mark), (before + trace_->now()) / 2});
}

const RunTrace::KnownMark& RunTrace::known_mark(const Stream& stream) const {
  return *std::ranges::find_if(known_marks_, [&](const KnownMark& mark) { return mark.stream == &stream; });
}

void RunTrace::collect_device_work() {
  for (const MarkedWork& work : device_work_) {
    if (work.end == nullptr) continue;
    const KnownMark& known = known_mark(*work.stream);
    const int64_t duration = std::max<int64_t>(0, work.end->nanoseconds_since(*work.begin));
    const int64_t start =
        trace_->take_lane(work.lane_number, known.host_ns + work.begin->nanoseconds_since(*known.mark), duration);
    events_.spans.push_back({work.instruction, work.lane_number, start, start + duration});
  }
  device_work_.clear();
}

void RunTrace::hand_over() {
  handed_over_at_ = current_.end_ns;
  RunEvents next;
  next.text = events_.text;
  next.pool_name = events_.pool_name;
  next.run = events_.run;
  next.thread = events_.thread;
  next.pool_thread = events_.pool_thread;
  next.counts_memory = events_.counts_memory;
  next.workers = events_.workers;
  trace_->post([events = std::make_shared<RunEvents>(std::exchange(events_, std::move(next)))](auto& file) {
    write_events(*events, file);
  });
}

void RunTrace::write_run() {
  try {
    collect_device_work();
  } catch (const std::exception& error) {
    Logger().warning(std::string("times of a device are missing in the trace: ") + error.what());
  }
  RunLedger& ledger = span_.ledger;
  const auto time_of = [&](Phase phase) { return phase_times_[static_cast<std::size_t>(phase)]; };
  ledger.inputs = time_of(Phase::kInputs);
  ledger.planning = time_of(Phase::kPlanning);
  ledger.allocation += time_of(Phase::kAllocation);
  ledger.outputs = time_of(Phase::kOutputs);
  if (instructions_done_ > 0 && span_.execution_end_ns > 0) {
    ledger.device_wait = span_.execution_end_ns - instructions_done_;
    const int64_t between = std::max<int64_t>(0, instructions_done_ - span_.execution_start_ns - node_time_);
    const int64_t recording = std::min(between, nodes_ * trace_->record_cost());
    ledger.profiler += recording;
    ledger.executor = between - recording;
  }
  const int64_t plan = events_.text == nullptr ? 0 : events_.text->number;
  const int64_t run = events_.run;
  const int64_t thread = current_thread_number();
  trace_->post([events = std::make_shared<RunEvents>(std::move(events_)), span = span_, run, plan, thread](auto& file) {
    write_events(*events, file);
    write_span(span, run, plan, thread, file);
  });
}

RunTrace::~RunTrace() {
  if (trace_ == nullptr) return;
  recorder_.reset();
  if (settings_.only_duration) {
    trace_->add_unprofiled_run(span_.start_ns, trace_->now());
    return;
  }
  if (events_.run == 0) events_.run = trace_->next_run();
  enter(Phase::kOutputs);
  span_.end_ns = trace_->now();
  write_run();
  if (trace_->is_of_one_run()) complete_file();
}

void RunTrace::complete_file() {
  try {
    trace_->close();
  } catch (const std::exception& error) {
    Logger().warning(error.what());
  }
}

}  // namespace ort
