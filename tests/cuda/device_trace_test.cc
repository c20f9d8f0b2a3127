#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/cuda/cuda_double.h"
#include "tests/session/model_bytes.h"

namespace ort::test {
namespace {

using nlohmann::json;

constexpr const char* kChain = "g (float[N] x) => (float[N] y) { a = Add(x, x) b = Relu(a) y = Mul(b, x) }";

class DeviceTrace : public CudaDouble {
 protected:
  void SetUp() override {
    char folder[] = "/tmp/device_trace_test_XXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    options_.enable_profiling = true;
    options_.profile_file_prefix = (folder_ / "profile").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// The trace of three runs of the chain.
  json events(const std::map<std::string, std::string>& provider_options = {}) {
    auto model = session(kChain, provider_options);
    for (int round = 0; round < 3; ++round) {
      EXPECT_EQ(to_vector(model.run({}, {{"x", floats({1, -2, 3}, {3})}})[0]), (std::vector<float>{2, 0, 18}));
    }
    return json::parse(std::ifstream(model.end_profiling()));
  }

  static std::vector<json> of_category(const json& events, const std::string& category) {
    std::vector<json> found;
    for (const json& event : events) {
      if (event.at("cat") == category) found.push_back(event);
    }
    return found;
  }

  std::filesystem::path folder_;
};

TEST_F(DeviceTrace, NodesHaveTheTimeOfTheirHostAndKernelsThatOfTheDevice) {
  const json trace = events();
  std::multiset<std::string> parents;
  for (const json& kernel : of_category(trace, "Kernel")) {
    const json& args = kernel.at("args");
    if (args.at("op_name") == "") continue;
    parents.insert(args.at("parent_name").get<std::string>());
    for (const char* key : {"stream", "grid_x", "grid_y", "grid_z", "block_x", "block_y", "block_z"})
      EXPECT_TRUE(args.at(key).is_string()) << key;
    EXPECT_GE(args.at("dur_ns"), 0);
    EXPECT_EQ(kernel.at("ts"), args.at("start_ns").get<int64_t>() / 1000);
  }
  std::multiset<std::string> nodes;
  for (const json& node : of_category(trace, "Node")) {
    EXPECT_EQ(node.at("args").at("provider"), "CUDAExecutionProvider");
    if (node.at("args").at("op_name") != "Copy") nodes.insert(node.at("name").get<std::string>());
  }
  EXPECT_EQ(nodes.size(), 9u);
  EXPECT_EQ(parents, nodes);
}

TEST_F(DeviceTrace, CopiesHaveTheirDirectionTheirBytesAndNoOperator) {
  std::map<std::string, int> directions;
  for (const json& kernel : of_category(events(), "Kernel")) {
    const json& args = kernel.at("args");
    if (args.at("op_name") != "") continue;
    ++directions[kernel.at("name")];
    EXPECT_EQ(args.at("bytes"), 12);
  }
  EXPECT_EQ(directions, (std::map<std::string, int>{{"MemcpyHostToDevice", 3}, {"MemcpyDeviceToHost", 3}}));
}

TEST_F(DeviceTrace, EveryLaneHasANameAndNothingOverlapsInIt) {
  for (const char* same_stream : {"1", "0"}) {
    const json trace = events({{"do_copy_in_default_stream", same_stream}});
    std::map<int64_t, std::string> names;
    for (const json& event : trace) {
      if (event.at("name") == "thread_name") names[event.at("tid")] = event.at("args").at("name");
    }
    std::map<int64_t, int64_t> ends;
    for (const json& kernel : of_category(trace, "Kernel")) {
      const int64_t lane = kernel.at("tid");
      EXPECT_TRUE(names.contains(lane)) << kernel;
      // What takes less than a microsecond may seem to lie inside its neighbour.
      if (kernel.at("dur") == 0) continue;
      EXPECT_GE(kernel.at("ts"), ends[lane]) << kernel;
      ends[lane] = kernel.at("ts").get<int64_t>() + kernel.at("dur").get<int64_t>();
    }
    EXPECT_EQ(names.size(), 2u);
    for (const auto& [lane, name] : names) EXPECT_TRUE(name.starts_with("cuda:0 ")) << name;
  }
}

}  // namespace
}  // namespace ort::test
