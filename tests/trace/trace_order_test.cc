#include "libort/trace/trace_order.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "ort/error.h"

namespace ort {
namespace {

std::string temporary(const std::string& name) {
  return (std::filesystem::temp_directory_path() / ("trace_order_test_" + name)).string();
}

TEST(SortTrace, KeepsNamesThatLookLikeTimes) {
  const std::string path = temporary("names.json");
  std::ofstream(path)
      << "[\n{\"dur\" :1,\"ts\" :9,\"name\" :\"a\\\"ts\\\" :1\"}  \n,\n{\"dur\" :1,\"ts\" :2,\"name\" :\"b\"}\n]\n";
  sort_trace(path);
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(),
            "[\n{\"dur\" :1,\"ts\" :2,\"name\" :\"b\"},\n{\"dur\" :1,\"ts\" :9,\"name\" :\"a\\\"ts\\\" :1\"}\n]\n");
  std::filesystem::remove(path);
}

TEST(SortTrace, RefusesAFileThatIsNotThere) { EXPECT_THROW(sort_trace(temporary("missing.json")), Error); }

}  // namespace
}  // namespace ort
