#include <gtest/gtest.h>

#include "ort/io_binding.h"
#include "tests/session/model_bytes.h"
#include "tests/support/test_device.h"
#include "tests/support/throws_error.h"

namespace ort::test {
namespace {

using testing::throws_error;

using Floats = std::vector<float>;
using Dims = std::vector<int64_t>;

/// The shape of b is known when the model runs: its memory comes from an arena.
constexpr const char* kLateModel =
    "g (float[N] x, int64[2] shape) => (float[M, K] y) { a = Relu(x) b = Reshape(a, shape) y = Neg(b) }";

::testing::AssertionResult throws_usage(auto&& action, std::string_view part) {
  return throws_error(action, ErrorCode::kInvalidArgument, ErrorKind::kUsage, part);
}

std::map<std::string, OrtValue> late_feed(std::size_t elements) {
  return {{"x", floats(Floats(elements, -1.0f), {static_cast<int64_t>(elements)})},
          {"shape", OrtValue::from_vector<int64_t>({-1, 1}, Dims{2})}};
}

OrtMemoryInfo cpu_arena() { return {"Cpu", OrtAllocatorType::ORT_ARENA_ALLOCATOR, 0, OrtMemType::DEFAULT}; }

/// Registers an arena of CPU memory as long as it lives.
class SharedArena {
 public:
  explicit SharedArena(const OrtArenaCfg& config = {}) { create_and_register_allocator(cpu_arena(), config); }
  ~SharedArena() { unregister_allocator(cpu_arena()); }
  SharedArena(const SharedArena&) = delete;
  SharedArena& operator=(const SharedArena&) = delete;
  static ArenaStatistics statistics() { return get_shared_allocator_statistics(cpu_arena()); }
};

TEST(OrtArenaCfg, ComesFromPositionsAndNames) {
  const OrtArenaCfg positional(8, 1, 2, 3);
  EXPECT_EQ(positional.max_mem, 8U);
  EXPECT_EQ(positional.arena_extend_strategy, 1);
  EXPECT_EQ(positional.initial_chunk_size_bytes, 2);
  EXPECT_EQ(positional.max_dead_bytes_per_chunk, 3);
  const OrtArenaCfg named({{"max_mem", 1},
                           {"arena_extend_strategy", 11},
                           {"initial_chunk_size_bytes", 2},
                           {"max_dead_bytes_per_chunk", 3},
                           {"initial_growth_chunk_size_bytes", 4},
                           {"max_power_of_two_extend_bytes", 5}});
  EXPECT_EQ(named.arena_extend_strategy, 11) << "checked at registration only";
  EXPECT_EQ(named.initial_growth_chunk_size_bytes, 4);
  EXPECT_EQ(named.max_power_of_two_extend_bytes, 5);
  EXPECT_TRUE(throws_usage([] { OrtArenaCfg({{"size", 1}}); }, "Invalid OrtArenaCfg option: size"));
}

TEST(SharedAllocators, AreRegisteredOnce) {
  {
    const SharedArena arena;
    EXPECT_TRUE(throws_usage([] { create_and_register_allocator(cpu_arena()); },
                             "Error when creating and registering allocator: An allocator for this device has already "
                             "been registered for sharing."));
  }
  EXPECT_TRUE(throws_usage([] { unregister_allocator(cpu_arena()); },
                           "No allocator for this device has been registered for sharing."));
}

TEST(SharedAllocators, CheckTheirSettings) {
  EXPECT_TRUE(throws_usage([] { create_and_register_allocator(cpu_arena(), OrtArenaCfg(0, 2, -1, -1)); },
                           "Error when creating and registering allocator: Received invalid value for arena extend "
                           "strategy. Valid values can be either 0, 1 or -1."));
  EXPECT_TRUE(throws_usage([] { create_and_register_allocator(cpu_arena(), OrtArenaCfg(0, 0, -2, -1)); },
                           "Received invalid value for initial_chunk_size_bytes: -2"));
  const OrtMemoryInfo cuda("Cuda", OrtAllocatorType::ORT_ARENA_ALLOCATOR, 0, OrtMemType::DEFAULT);
  EXPECT_TRUE(throws_usage([&] { create_and_register_allocator(cuda); },
                           "Only CPU devices are supported. Please call CreateAndRegisterAllocatorV2() for other "
                           "device."));
  EXPECT_TRUE(throws_usage([&] { create_and_register_allocator_v2("XyzExecutionProvider", cuda, {}, {}); },
                           "Error when creating and registering allocator in create_and_register_allocator_v2: "
                           "XyzExecutionProvider is not implemented in CreateAndRegisterAllocatorV2()"));
  EXPECT_TRUE(throws_usage(
      [&] {
        create_and_register_allocator_v2("CPUExecutionProvider", cpu_arena(), {{"colour", "red"}}, {});
      },
      "Unknown provider option: \"colour\""));
}

TEST(SharedAllocators, ServeSessionsThatAskForThem) {
  const SharedArena arena;
  const InferenceSession own(model_bytes(kLateModel));
  own.run({}, late_feed(100));
  EXPECT_EQ(SharedArena::statistics().num_allocs, 0);
  SessionOptions options;
  options.add_session_config_entry("session.use_env_allocators", "1");
  const InferenceSession first(model_bytes(kLateModel), options);
  const InferenceSession second(model_bytes(kLateModel), options);
  const OrtValue result = first.run({}, late_feed(100))[0];
  const int64_t after_first = SharedArena::statistics().num_allocs;
  EXPECT_GT(after_first, 0);
  second.run({}, late_feed(100));
  EXPECT_GT(SharedArena::statistics().num_allocs, after_first);
  EXPECT_EQ(SharedArena::statistics().num_arena_extensions, 1);
  EXPECT_EQ(first.get_arena_statistics(), SharedArena::statistics());
  EXPECT_EQ(result.data<float>()[99], 0);
}

TEST(SharedAllocators, LimitTheirSessions) {
  const SharedArena arena(OrtArenaCfg(1 << 20, 1, -1, -1));
  SessionOptions options;
  options.add_session_config_entry("session.use_env_allocators", "1");
  const InferenceSession model(model_bytes(kLateModel), options);
  EXPECT_TRUE(throws_error([&] { model.run({}, late_feed(1 << 20)); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "is smaller than requested bytes of 4194304"));
  EXPECT_EQ(model.run({}, late_feed(10))[0].shape(), (Dims{10, 1}));
}

TEST(SharedAllocators, PlainMemoryIsSharedToo) {
  const OrtMemoryInfo plain("Cpu", OrtAllocatorType::ORT_DEVICE_ALLOCATOR, 0, OrtMemType::DEFAULT);
  create_and_register_allocator_v2("CPUExecutionProvider", plain, {}, {});
  SessionOptions options;
  options.add_session_config_entry("session.use_env_allocators", "1");
  const InferenceSession model(model_bytes(kLateModel), options);
  EXPECT_EQ(model.run({}, late_feed(10))[0].shape(), (Dims{10, 1}));
  EXPECT_EQ(get_shared_allocator_statistics(plain), ArenaStatistics{});
  unregister_allocator(plain);
}

TEST(SessionArena, HoldsWhatIsSizedWhileItRuns) {
  const InferenceSession model(model_bytes(kLateModel));
  model.run({}, late_feed(1000));
  const ArenaStatistics once = model.get_arena_statistics();
  EXPECT_GT(once.num_allocs, 0);
  EXPECT_EQ(once.bytes_in_use, 0);
  for (int round = 0; round < 10; ++round) model.run({}, late_feed(1000));
  EXPECT_EQ(model.get_arena_statistics().total_allocated_bytes, once.total_allocated_bytes);
  SessionOptions without;
  without.enable_cpu_mem_arena = false;
  const InferenceSession plain(model_bytes(kLateModel), without);
  plain.run({}, late_feed(1000));
  EXPECT_EQ(plain.get_arena_statistics(), ArenaStatistics{});
}

TEST(SessionArena, ShrinksAfterARun) {
  const InferenceSession model(model_bytes(kLateModel));
  model.run({}, late_feed(100));
  const int64_t first_region = model.get_arena_statistics().total_allocated_bytes;
  model.run({}, late_feed(1 << 20));
  EXPECT_GT(model.get_arena_statistics().total_allocated_bytes, first_region);
  RunOptions options;
  options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0");
  model.run({}, late_feed(100), &options);
  EXPECT_EQ(model.get_arena_statistics().total_allocated_bytes, first_region);
}

TEST(SessionArena, ShrinksOnlyWhatItHas) {
  const InferenceSession model(model_bytes(kLateModel));
  const auto run_with = [](const InferenceSession& session, const char* list) {
    RunOptions options;
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", list);
    session.run({}, late_feed(10), &options);
  };
  EXPECT_TRUE(throws_usage([&] { run_with(model, "tpu:0"); },
                           "Unsupported device specified in the memory arena shrink list: tpu"));
  EXPECT_TRUE(
      throws_usage([&] { run_with(model, "cpu:x"); }, "Unsupported device id in the memory arena shrink list: x"));
  EXPECT_TRUE(throws_usage([&] { run_with(model, "cpu"); }, "Unsupported device id in the memory arena shrink list: "));
  EXPECT_TRUE(throws_usage([&] { run_with(model, "cpu:0;gpu:0"); },
                           "Did not find an arena based allocator registered for device-id  combination in the memory "
                           "arena shrink list: gpu:0"));
  SessionOptions without;
  without.enable_cpu_mem_arena = false;
  const InferenceSession plain(model_bytes(kLateModel), without);
  EXPECT_TRUE(throws_usage([&] { run_with(plain, "cpu:0"); },
                           "The registered allocator for device-id  combination is not an arena based allocator: "
                           "cpu:0"));
}

class SharedDeviceArena : public OnDevice {};

TEST_P(SharedDeviceArena, ServesSessionsOfItsDevice) {
  const OrtMemoryInfo info("far", OrtAllocatorType::ORT_ARENA_ALLOCATOR, 0, OrtMemType::DEFAULT);
  create_and_register_allocator_v2("FarExecutionProvider", info, {{"device_id", "0"}}, {});
  options_.add_session_config_entry("session.use_env_allocators", "1");
  {
    const auto model = session(
        "g (float[N] x, int64[2] shape) => (float[M, K] y) { a = Relu(x) b = Reshape(a, shape) y = Add(b, b) }");
    IOBinding binding = model.io_binding();
    for (const auto& [name, value] : late_feed(100)) binding.bind_ortvalue_input(name, value);
    binding.bind_output("y", device_);
    for (int round = 0; round < 3; ++round) model.run_with_iobinding(binding);
    EXPECT_EQ(elements_of(binding.get_outputs()[0]), Floats(100, 0.0f));
    EXPECT_GT(model.get_arena_statistics(device_).num_allocs, 0);
    RunOptions shrinking;
    shrinking.add_run_config_entry("memory.enable_memory_arena_shrinkage", "far:0;cpu:0");
    model.run_with_iobinding(binding, &shrinking);
  }
  EXPECT_EQ(get_shared_allocator_statistics(info).bytes_in_use, 0);
  unregister_allocator(info);
}

INSTANTIATE_TEST_SUITE_P(On, SharedDeviceArena, ::testing::Values("far"), test_device_name);

}  // namespace
}  // namespace ort::test
