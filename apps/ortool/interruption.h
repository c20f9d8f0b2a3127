#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace ort {
class RunOptions;
}

namespace ortool {

/// A signal ended the command: exit code 128 + signal.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(int signal);
  int exit_code() const { return exit_code_; }

 private:
  int exit_code_;
};

/// While it lives, SIGINT, SIGTERM and a time limit end the command in an orderly way: they set
/// `RunOptions::terminate`, and the run in progress throws. Should the object still live after a grace time of half a
/// second (a load cannot be terminated), or should a second signal come, the process ends at once with 130, 143 or
/// 124, one line on standard error, and no partial file left.
///
/// To be made before any other thread, which then inherits the blocked signals. One at a time.
class Interruption {
 public:
  using Seconds = std::chrono::duration<double>;

  Interruption(ort::RunOptions& run, std::optional<Seconds> time_limit) : Interruption(std::vector{&run}, time_limit) {}

  /// For commands whose runs have different options.
  Interruption(std::vector<ort::RunOptions*> runs, std::optional<Seconds> time_limit);
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption();

  /// Throws Interrupted or ort::Error (timeout) when a signal came or the time is over.
  void throw_if_over() const;

 private:
  void watch(std::chrono::steady_clock::time_point start);
  [[noreturn]] void end_process(int cause) const;
  std::string message(int cause) const;

  const std::vector<ort::RunOptions*> runs_;
  const std::optional<Seconds> time_limit_;
  std::atomic<int> cause_{0};  // a signal number; SIGALRM stands for the time limit
  int signals_ = -1;
  int finished_ = -1;
  std::thread watcher_;
};

}  // namespace ortool
