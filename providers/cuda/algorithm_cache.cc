#include "providers/cuda/algorithm_cache.h"

#include <fcntl.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "libort/core/logging.h"
#include "libort/core/text.h"

namespace ort::cuda {
namespace {

constexpr std::size_t kMaxEntries = 10000;
constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{16} << 20;

/// Writes all of it beside `file` and puts it in its place; false when the system refuses.
bool replace_file(const std::filesystem::path& file, std::string_view text) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  std::string temporary = file.string() + ".XXXXXX";
  const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) return false;
  bool written = true;
  while (written && !text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    written = count > 0;
    if (written) text.remove_prefix(static_cast<std::size_t>(count));
  }
  written = written && fsync(descriptor) == 0;
  written = close(descriptor) == 0 && written;
  if (written) std::filesystem::rename(temporary, file, error);
  if (written && !error) return true;
  unlink(temporary.c_str());
  return false;
}

}  // namespace

AlgorithmCache::AlgorithmCache(std::filesystem::path file) : file_(std::move(file)), entries_(read(file_)) {}

std::optional<std::string> AlgorithmCache::find(const std::string& problem) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(problem);
  return found == entries_.end() ? std::nullopt : std::optional(found->second);
}

void AlgorithmCache::store(const std::string& problem, const std::string& algorithm) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= kMaxEntries && !entries_.contains(problem)) return;
  entries_[problem] = algorithm;
  if (file_.empty()) return;
  entries_.merge(read(file_));
  if (write() || std::exchange(warned_, true)) return;
  Logger().warning("the choice of algorithms cannot be kept in " + printable(file_.string()));
}

AlgorithmCache::Entries AlgorithmCache::read(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t size = file.empty() ? 0 : std::filesystem::file_size(file, error);
  if (file.empty() || error || size > kMaxFileBytes) return {};
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  const nlohmann::json root = nlohmann::json::parse(text, nullptr, false);
  if (!root.is_object()) return {};
  Entries entries;
  for (const auto& [problem, algorithm] : root.items()) {
    if (algorithm.is_string() && entries.size() < kMaxEntries) entries.emplace(problem, algorithm.get<std::string>());
  }
  return entries;
}

bool AlgorithmCache::write() const {
  return replace_file(file_, nlohmann::json(entries_).dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::filesystem::path algorithm_cache_file(std::string_view name) {
  const auto folder = [](const char* variable) -> std::filesystem::path {
    const char* value = std::getenv(variable);
    return value == nullptr ? "" : value;
  };
  std::filesystem::path base = folder("XDG_CACHE_HOME");
  if (!base.is_absolute()) base = folder("HOME") / ".cache";
  if (!base.is_absolute()) return {};
  std::string file(name);
  for (char& c : file) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-') c = '_';
  }
  return base / "libort" / (file + ".json");
}

}  // namespace ort::cuda
