#include "libort/exec/plan_cache.h"

#include <algorithm>

namespace ort {
namespace {

/// More runs at once than this give their memory back instead of keeping it.
constexpr std::size_t kMaxFramesPerPlan = 16;

bool fits(const Plan::Input& planned, const RuntimeValue& value) {
  if (!planned.is_tensor || !value.is_tensor()) return planned.is_tensor == value.is_tensor();
  const Tensor& tensor = value.tensor();
  return planned.dtype == tensor.dtype() && planned.shape == tensor.shape() && planned.device == tensor.device();
}

}  // namespace

bool PlanCache::matches(const Entry& entry, const Key& key) {
  if (entry.only_needed_nodes != key.only_needed_nodes) return false;
  if (!std::equal(entry.outputs.begin(), entry.outputs.end(), key.outputs.begin(), key.outputs.end())) return false;
  for (std::size_t i = 0; i < key.inputs.size(); ++i) {
    if (!fits(entry.plan->inputs[i], *key.inputs[i])) return false;
  }
  return true;
}

std::unique_ptr<Frame> PlanCache::take(const Key& key, std::shared_ptr<const Plan>& plan) {
  const std::lock_guard lock(mutex_);
  const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return matches(e, key); });
  if (entry == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, entry);
  plan = entry->plan;
  if (entry->frames.empty()) return nullptr;
  std::unique_ptr<Frame> frame = std::move(entry->frames.back());
  entry->frames.pop_back();
  return frame;
}

void PlanCache::add(const Key& key, std::shared_ptr<const Plan> plan) {
  if (capacity_ == 0) return;
  const std::lock_guard lock(mutex_);
  const bool known =
      std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) { return matches(entry, key); });
  if (known) return;
  entries_.push_front({std::move(plan), {key.outputs.begin(), key.outputs.end()}, key.only_needed_nodes, {}});
  if (entries_.size() > capacity_) entries_.pop_back();
}

void PlanCache::give_back(std::unique_ptr<Frame> frame) noexcept try {
  frame->reset();
  const std::lock_guard lock(mutex_);
  const auto entry =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.plan.get() == &frame->plan(); });
  if (entry == entries_.end() || entry->frames.size() >= kMaxFramesPerPlan) return;
  entry->frames.push_back(std::move(frame));
} catch (...) {
  // The run itself has told its caller what happened; without the frame nothing of it is left.
}

void PlanCache::synchronize() {
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    for (const auto& frame : entry.frames) frame->synchronize();
  }
}

}  // namespace ort
