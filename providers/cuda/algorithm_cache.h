#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace ort::cuda {

/// Which algorithm was the fastest for a problem on this machine: kept for the process and, where a file can be
/// written, for later ones. Problems and algorithms are texts of the library that they belong to. A file that is
/// missing, damaged or cannot be written is no error. Thread-safe.
class AlgorithmCache {
 public:
  /// An empty path: nothing is kept beyond the process.
  explicit AlgorithmCache(std::filesystem::path file);

  std::optional<std::string> find(const std::string& problem) const;

  /// Also writes the file, together with what other processes wrote into it.
  void store(const std::string& problem, const std::string& algorithm);

 private:
  using Entries = std::map<std::string, std::string>;

  static Entries read(const std::filesystem::path& file);
  bool write() const;

  std::filesystem::path file_;
  mutable std::mutex mutex_;
  Entries entries_;
  bool warned_ = false;
};

/// "$XDG_CACHE_HOME/libort/<name>.json", or below ~/.cache; empty when neither variable says where. Characters of
/// `name` that do not belong into a file name become '_'.
std::filesystem::path algorithm_cache_file(std::string_view name);

}  // namespace ort::cuda
