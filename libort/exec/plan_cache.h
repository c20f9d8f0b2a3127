#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "libort/exec/frame.h"

namespace ort {

/// The plans of a session, at most `capacity`, least recently used first to go, each with the frames that its runs left
/// behind. Thread-safe. Finding a plan and a frame that are there allocates nothing.
class PlanCache {
 public:
  explicit PlanCache(std::size_t capacity) : capacity_(capacity) {}

  struct Key {
    std::span<const RuntimeValue* const> inputs;  ///< one for each graph input
    std::span<const RequestedOutput> outputs;
    bool only_needed_nodes = false;
  };

  /// A frame of a matching plan that no other run uses; null when there is none. `plan` is set when there is a plan.
  std::unique_ptr<Frame> take(const Key& key, std::shared_ptr<const Plan>& plan);

  /// Remembers a plan that was made for the key.
  void add(const Key& key, std::shared_ptr<const Plan> plan);

  /// Takes a frame back after its run; one whose device fails is given up.
  void give_back(std::unique_ptr<Frame> frame) noexcept;

  /// Waits for what ended runs left on their devices.
  void synchronize();

 private:
  struct Entry {
    std::shared_ptr<const Plan> plan;
    std::vector<RequestedOutput> outputs;
    bool only_needed_nodes = false;
    std::vector<std::unique_ptr<Frame>> frames;
  };
  static bool matches(const Entry& entry, const Key& key);

  std::size_t capacity_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // most recently used first
};

}  // namespace ort
