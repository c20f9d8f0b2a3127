#include "apps/ortool/conformance/stop_signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "apps/ortool/interruption.h"

namespace ortool {
namespace {

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = stop_set();
  descriptor_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "cannot watch signals");
  sigprocmask(SIG_BLOCK, &set, nullptr);
}

StopSignals::~StopSignals() {
  restore();
  close(descriptor_);
}

void StopSignals::throw_if_stopped() const {
  signalfd_siginfo info{};
  if (read(descriptor_, &info, sizeof(info)) == sizeof(info)) throw Interrupted(static_cast<int>(info.ssi_signo));
}

void StopSignals::restore() {
  const sigset_t set = stop_set();
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace ortool
