#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace ort::onnx {

/// Makes names that are different from all others. They live in `storage`, which must outlive the pool.
class NamePool {
 public:
  explicit NamePool(std::deque<std::string>& storage) : storage_(storage) {}

  /// Marks a name of the model as taken; the text must outlive the pool.
  void take(std::string_view name) { taken_.insert(name); }

  /// "prefix/name", cut where it is very long, with a number behind it when that is taken.
  std::string_view make(std::string_view prefix, std::string_view name) {
    return make(std::string(prefix.substr(0, kMaxPart)) + "/" + std::string(name.substr(0, kMaxPart)));
  }

  /// `base`, with a number behind it when that is taken.
  std::string_view make(const std::string& base) {
    std::string name = base;
    while (taken_.contains(name)) name = base + "_" + std::to_string(++last_number_[base]);
    storage_.push_back(std::move(name));
    taken_.insert(storage_.back());
    return storage_.back();
  }

 private:
  static constexpr std::size_t kMaxPart = 512;

  std::deque<std::string>& storage_;
  std::unordered_set<std::string_view> taken_;
  std::unordered_map<std::string, std::size_t> last_number_;
};

}  // namespace ort::onnx
