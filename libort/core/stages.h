#pragma once

#include <chrono>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ort {

/// A part of a longer work that is over.
struct Stage {
  using Clock = std::chrono::steady_clock;
  std::string path;  ///< "load/parse"
  Clock::time_point start;
  Clock::time_point end;
  std::vector<std::pair<std::string_view, int64_t>> counts = {};  ///< what it did: ("rewrites", 3)
};

/// Hears of stages when they end.
class StageListener {
 public:
  virtual ~StageListener() = default;
  virtual void on_stage(const Stage& stage) = 0;
};

/// A stage from here to the end of the scope; without a listener nothing. An exception ends it unheard.
class StageTimer {
 public:
  StageTimer(StageListener* listener, std::string_view path) : listener_(listener) {
    if (listener_ == nullptr) return;
    stage_.path = path;
    stage_.start = Stage::Clock::now();
  }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;
  ~StageTimer() {
    if (listener_ == nullptr || std::uncaught_exceptions() > exceptions_) return;
    stage_.end = Stage::Clock::now();
    listener_->on_stage(stage_);
  }

  void count(std::string_view what, int64_t number) { stage_.counts.emplace_back(what, number); }

 private:
  StageListener* listener_;
  Stage stage_;
  int exceptions_ = std::uncaught_exceptions();
};

}  // namespace ort
