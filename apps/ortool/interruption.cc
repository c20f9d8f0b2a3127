#include "apps/ortool/interruption.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <system_error>
#include <utility>

#include "apps/ortool/atomic_file.h"
#include "ort/error.h"
#include "ort/options.h"

namespace ortool {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kGrace{500};
constexpr int kTimeLimit = SIGALRM;

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

/// Waits for a signal (returned), `finished` (0) or the deadline (kTimeLimit).
int wait_for_event(int signals, int finished, std::optional<Clock::time_point> deadline) {
  pollfd sources[] = {{finished, POLLIN, 0}, {signals, POLLIN, 0}};
  for (;;) {
    int64_t wait_ms = -1;
    if (deadline) {
      wait_ms = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
      if (wait_ms <= 0) return kTimeLimit;
    }
    const int ready = poll(sources, 2, static_cast<int>(std::min<int64_t>(wait_ms, INT_MAX)));
    if (ready <= 0) continue;
    if (sources[0].revents != 0) return 0;
    signalfd_siginfo info{};
    if (read(signals, &info, sizeof(info)) == sizeof(info)) return static_cast<int>(info.ssi_signo);
  }
}

}  // namespace

Interrupted::Interrupted(int signal)
    : std::runtime_error(signal == SIGINT ? "interrupted" : "terminated"), exit_code_(128 + signal) {}

Interruption::Interruption(std::vector<ort::RunOptions*> runs, std::optional<Seconds> time_limit)
    : runs_(std::move(runs)), time_limit_(time_limit) {
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_CLOEXEC);
  finished_ = eventfd(0, EFD_CLOEXEC);
  if (signals_ < 0 || finished_ < 0) throw std::system_error(errno, std::generic_category(), "cannot watch signals");
  watcher_ = std::thread([this, start = Clock::now()] { watch(start); });
}

Interruption::~Interruption() {
  const uint64_t one = 1;
  if (write(finished_, &one, sizeof(one)) == sizeof(one)) {
    watcher_.join();
  } else {
    watcher_.detach();
  }
  close(signals_);
  close(finished_);
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Interruption::watch(Clock::time_point start) {
  std::optional<Clock::time_point> deadline;
  if (time_limit_) deadline = start + std::chrono::duration_cast<Clock::duration>(*time_limit_);
  const int cause = wait_for_event(signals_, finished_, deadline);
  if (cause == 0) return;
  cause_ = cause;
  for (ort::RunOptions* run : runs_) run->terminate = true;
  if (wait_for_event(signals_, finished_, Clock::now() + kGrace) != 0) end_process(cause);
}

void Interruption::end_process(int cause) const {
  remove_partial_files();
  const bool is_timeout = cause == kTimeLimit;
  const std::string line = fmt::format("ortool: {}: {}\n", is_timeout ? "error[timeout]" : "stopped", message(cause));
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
  _exit(is_timeout ? static_cast<int>(ort::ErrorKind::kTimeout) : Interrupted(cause).exit_code());
}

std::string Interruption::message(int cause) const {
  if (cause != kTimeLimit) return Interrupted(cause).what();
  return fmt::format("the time limit of {} s (--timeout) is over", time_limit_->count());
}

void Interruption::throw_if_over() const {
  const int cause = cause_;
  if (cause == 0) return;
  if (cause != kTimeLimit) throw Interrupted(cause);
  throw ort::Error(ort::ErrorCode::kFail, ort::ErrorKind::kTimeout, message(cause));
}

}  // namespace ortool
