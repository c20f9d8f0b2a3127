#include "providers/cuda/algorithm_cache.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "libort/core/logging.h"
#include "tests/support/temporary_folder.h"

namespace ort::cuda {
namespace {

using testing::TemporaryFolder;

/// Collects warnings as long as it lives.
class Warnings {
 public:
  Warnings() {
    set_log_sink([this](LoggingLevel, std::string_view, std::string_view message) { list_.emplace_back(message); });
  }
  ~Warnings() { set_log_sink({}); }
  const std::vector<std::string>& list() const { return list_; }

 private:
  std::vector<std::string> list_;
};

TEST(AlgorithmCache, KeepsChoicesForLaterProcesses) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "new" / "folder" / "choices.json";
  AlgorithmCache first(file);
  EXPECT_FALSE(first.find("a problem"));
  first.store("a problem", "seven");
  first.store("another \"problem\"\n", "3:2=1");
  first.store("a problem", "eight");
  EXPECT_EQ(first.find("a problem"), "eight");

  const AlgorithmCache second(file);
  EXPECT_EQ(second.find("a problem"), "eight");
  EXPECT_EQ(second.find("another \"problem\"\n"), "3:2=1");
  EXPECT_FALSE(second.find("a third"));
}

TEST(AlgorithmCache, KeepsWhatOthersWroteMeanwhile) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "choices.json";
  AlgorithmCache one(file);
  AlgorithmCache other(file);
  one.store("mine", "1");
  other.store("theirs", "2");
  one.store("mine", "3");
  const AlgorithmCache later(file);
  EXPECT_EQ(later.find("mine"), "3");
  EXPECT_EQ(later.find("theirs"), "2");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "no temporary file stays";
}

TEST(AlgorithmCache, ADamagedFileIsEmpty) {
  const TemporaryFolder folder;
  for (const char* text : {"", "{", "[1, 2]", "\xff\xfe", "{\"a\": 1, \"b\": {\"c\": \"d\"}}", "null"}) {
    const auto file = folder.write("choices.json", text);
    AlgorithmCache cache(file);
    EXPECT_FALSE(cache.find("a")) << text;
    EXPECT_FALSE(cache.find("b")) << text;
    cache.store("a", "x");
    EXPECT_EQ(AlgorithmCache(file).find("a"), "x") << text;
  }
}

TEST(AlgorithmCache, WhereNothingCanBeWrittenItKeepsTheProcessGoing) {
  const TemporaryFolder folder;
  const auto no_folder = folder.write("file", "");
  const Warnings warnings;
  AlgorithmCache cache(no_folder / "choices.json");
  cache.store("a", "1");
  cache.store("b", "2");
  EXPECT_EQ(cache.find("a"), "1");
  ASSERT_EQ(warnings.list().size(), 1u) << "said once";
  EXPECT_NE(warnings.list()[0].find("the choice of algorithms cannot be kept in"), std::string::npos);
}

TEST(AlgorithmCache, WithoutAFileItServesTheProcess) {
  const Warnings warnings;
  AlgorithmCache cache({});
  cache.store("a", "1");
  EXPECT_EQ(cache.find("a"), "1");
  EXPECT_TRUE(warnings.list().empty());
}

TEST(AlgorithmCache, ServesManyThreads) {
  const TemporaryFolder folder;
  AlgorithmCache cache(folder.path() / "choices.json");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        cache.store(std::to_string(t) + "/" + std::to_string(i), std::to_string(i));
        cache.find("0/0");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const AlgorithmCache later(folder.path() / "choices.json");
  for (int t = 0; t < 4; ++t) EXPECT_EQ(later.find(std::to_string(t) + "/9"), "9");
}

TEST(AlgorithmCacheFile, StandsInTheUsersCacheFolder) {
  setenv("XDG_CACHE_HOME", "/somewhere", 1);
  setenv("HOME", "/home/somebody", 1);
  EXPECT_EQ(algorithm_cache_file("NVIDIA H200 sm90-1.2"), "/somewhere/libort/NVIDIA_H200_sm90-1.2.json");
  EXPECT_EQ(algorithm_cache_file("../a/b"), "/somewhere/libort/.._a_b.json");
  setenv("XDG_CACHE_HOME", "relative", 1);
  EXPECT_EQ(algorithm_cache_file("n"), "/home/somebody/.cache/libort/n.json");
  unsetenv("XDG_CACHE_HOME");
  EXPECT_EQ(algorithm_cache_file("n"), "/home/somebody/.cache/libort/n.json");
  unsetenv("HOME");
  EXPECT_TRUE(algorithm_cache_file("n").empty());
}

}  // namespace
}  // namespace ort::cuda
