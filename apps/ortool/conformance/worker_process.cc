#include "apps/ortool/conformance/worker_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <system_error>
#include <vector>

#include "apps/ortool/conformance/stop_signals.h"

namespace ortool {
namespace {

constexpr std::size_t kMaxMessage = 160 * 1024;

/// Keeps what a test may print away from the report, and ends the child when its parent is gone.
void prepare_child(pid_t parent) {
  StopSignals::restore();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null >= 0) dup2(null, STDIN_FILENO);
}

/// Whatever escapes from here ends the child only: unwinding into its copy of the parent must not happen.
[[noreturn]] void serve(int socket, pid_t parent, const WorkerProcess::RunTest& run_test) noexcept {
  prepare_child(parent);
  std::size_t test = 0;
  while (recv(socket, &test, sizeof(test), 0) == static_cast<ssize_t>(sizeof(test))) {
    const std::string message = to_message(run_test(test));
    if (send(socket, message.data(), message.size(), MSG_NOSIGNAL) < 0) break;
  }
  _exit(0);
}

std::string describe_end(int status) {
  if (WIFEXITED(status)) return fmt::format("exit code {}", WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  const char* name = sigabbrev_np(signal);
  return name != nullptr ? fmt::format("SIG{}", name) : fmt::format("signal {}", signal);
}

}  // namespace

WorkerProcess::WorkerProcess(const RunTest& run_test, const std::function<void()>& in_child) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot connect to a worker process");
  }
  std::fflush(nullptr);
  const pid_t parent = getpid();
  child_ = fork();
  if (child_ == 0) {
    close(ends[0]);
    in_child();
    serve(ends[1], parent, run_test);
  }
  close(ends[1]);
  socket_ = ends[0];
  if (child_ < 0) {
    const int error = errno;
    close_descriptor();
    throw std::system_error(error, std::generic_category(), "cannot start a worker process");
  }
}

WorkerProcess::~WorkerProcess() { end(); }

bool WorkerProcess::start(std::size_t test) {
  return send(socket_, &test, sizeof(test), MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof(test));
}

std::optional<CaseResult> WorkerProcess::receive() {
  std::vector<char> message(kMaxMessage);
  const ssize_t size = recv(socket_, message.data(), message.size(), 0);
  if (size <= 0) return std::nullopt;
  try {
    return from_message({message.data(), static_cast<std::size_t>(size)});
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string WorkerProcess::end() {
  close_descriptor();
  if (child_ < 0) return "";
  kill(child_, SIGKILL);
  int status = 0;
  while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  return describe_end(status);
}

void WorkerProcess::close_descriptor() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

}  // namespace ortool
