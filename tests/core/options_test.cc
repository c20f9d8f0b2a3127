#include "ort/options.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libort/core/logging.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

template <class Action>
::testing::AssertionResult throws_usage(Action&& action, std::string_view part) {
  return ort::testing::throws_error(action, ErrorCode::kInvalidArgument, ErrorKind::kUsage, part);
}

OrtValue tensor() { return OrtValue::from_vector<float>({1, 2}, std::vector<int64_t>{2}); }

TEST(SessionOptions, DefaultsAreThoseOfOnnxRuntime) {
  const SessionOptions options;
  EXPECT_TRUE(options.enable_cpu_mem_arena);
  EXPECT_TRUE(options.enable_mem_pattern);
  EXPECT_TRUE(options.enable_mem_reuse);
  EXPECT_EQ(options.logid, "");
  EXPECT_EQ(options.log_severity_level, -1);
  EXPECT_EQ(options.intra_op_num_threads, 0);
  EXPECT_EQ(options.execution_order, ExecutionOrder::DEFAULT);
  EXPECT_EQ(options.graph_optimization_level, GraphOptimizationLevel::ORT_ENABLE_ALL);
  EXPECT_EQ(options.memory_limit, 0u);
}

TEST(SessionOptions, ConfigEntries) {
  SessionOptions options;
  options.add_session_config_entry("session.intra_op.allow_spinning", "0");
  options.add_session_config_entry(std::string(128, 'k'), std::string(2048, 'v'));
  options.add_session_config_entry("empty", "");
  EXPECT_EQ(options.get_session_config_entry("session.intra_op.allow_spinning"), "0");
  EXPECT_EQ(options.get_session_config_entry("empty"), "");
  EXPECT_TRUE(options.has_session_config_entry("empty"));
  EXPECT_FALSE(options.has_session_config_entry("absent"));
  EXPECT_EQ(options.config_entries().size(), 3u);
}

TEST(SessionOptions, ConfigEntriesOutOfBounds) {
  SessionOptions options;
  const std::string too_long_key(129, 'k');
  const std::string too_long_value(2049, 'v');
  EXPECT_TRUE(throws_usage([&] { options.add_session_config_entry("", "v"); },
                           "Config key is empty or longer than maximum length 128"));
  EXPECT_TRUE(throws_usage([&] { options.add_session_config_entry(too_long_key, "v"); },
                           "Config key is empty or longer than maximum length 128"));
  EXPECT_TRUE(throws_usage([&] { options.add_session_config_entry("k", too_long_value); },
                           "Config value is longer than maximum length: 2048"));
  EXPECT_TRUE(ort::testing::throws_error([&] { options.get_session_config_entry("k"); }, ErrorCode::kFail,
                                         ErrorKind::kUsage, "SessionOptions does not have configuration with key: k"));
  EXPECT_TRUE(options.config_entries().empty());
}

TEST(SessionOptions, OverwritingAnEntryWarns) {
  std::vector<std::string> messages;
  set_log_sink([&](LoggingLevel, std::string_view, std::string_view message) { messages.emplace_back(message); });
  SessionOptions options;
  options.add_session_config_entry("key", "old");
  EXPECT_TRUE(messages.empty());
  options.add_session_config_entry("key", "new\x1b");
  set_log_sink({});
  EXPECT_EQ(messages, std::vector<std::string>{
                          "Session config key 'key' had the value 'old'; it is overwritten with 'new\\x1b'"});
  EXPECT_EQ(options.get_session_config_entry("key"), "new\x1b");
}

TEST(SessionOptions, FreeDimensions) {
  SessionOptions options;
  options.add_free_dimension_override_by_name("batch", 4);
  options.add_free_dimension_override_by_name("batch", 8);
  options.add_free_dimension_override_by_denotation("DATA_BATCH", 0);
  EXPECT_EQ(options.overrides_by_name(), (std::map<std::string, int64_t>{{"batch", 8}}));
  EXPECT_EQ(options.overrides_by_denotation(), (std::map<std::string, int64_t>{{"DATA_BATCH", 0}}));
  EXPECT_TRUE(throws_usage([&] { options.add_free_dimension_override_by_name("batch", -1); },
                           "Invalid free dimension override. The dimension 'batch' cannot be -1"));
}

TEST(SessionOptions, Initializers) {
  SessionOptions options;
  const OrtValue value = tensor();
  options.add_initializer("w", value);
  ASSERT_EQ(options.initializers().count("w"), 1u);
  EXPECT_EQ(options.initializers().at("w").data_ptr(), value.data_ptr());
  EXPECT_TRUE(throws_usage([&] { options.add_initializer("", value); }, "Received nullptr for name"));
  EXPECT_TRUE(throws_usage([&] { options.add_initializer("v", OrtValue()); },
                           "Received OrtValue is not a tensor. Only tensors are supported."));
  EXPECT_TRUE(throws_usage([&] { options.add_initializer("w", value); },
                           "An OrtValue for this name has already been added: w"));
}

TEST(SessionOptions, ExternalInitializersAreAddedTogetherOrNotAtAll) {
  SessionOptions options;
  options.add_external_initializers({"a", "b"}, {tensor(), tensor()});
  EXPECT_EQ(options.external_initializers().size(), 2u);
  EXPECT_TRUE(throws_usage([&] { options.add_external_initializers({"c"}, {}); }, "equal length, got 1 and 0"));
  EXPECT_TRUE(throws_usage(
      [&] {
        options.add_external_initializers({"c", "a"}, {tensor(), tensor()});
      },
      "already been added: a"));
  EXPECT_TRUE(throws_usage(
      [&] {
        options.add_external_initializers({"c", ""}, {tensor(), tensor()});
      },
      "Received nullptr for name"));
  EXPECT_EQ(options.external_initializers().size(), 2u);
}

TEST(SessionOptions, FetchesAndProviders) {
  SessionOptions options;
  options.add_fetch("/block1/*");
  EXPECT_EQ(options.fetches(), std::vector<std::string>{"/block1/*"});
  EXPECT_TRUE(throws_usage([&] { options.add_fetch(""); }, "pattern of the tensors to fetch is empty"));
  EXPECT_TRUE(throws_usage([&] { options.add_provider(nullptr); }, "Received nullptr for the execution provider"));
  EXPECT_TRUE(options.own_providers().empty());
}

TEST(RunOptions, ConfigEntries) {
  RunOptions options;
  EXPECT_FALSE(options.terminate);
  EXPECT_EQ(options.log_severity_level, -1);
  options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0");
  EXPECT_EQ(options.get_run_config_entry("memory.enable_memory_arena_shrinkage"), "cpu:0");
  EXPECT_TRUE(options.has_run_config_entry("memory.enable_memory_arena_shrinkage"));
  EXPECT_EQ(options.config_entries().size(), 1u);
  EXPECT_TRUE(throws_usage([&] { options.add_run_config_entry("", "v"); }, "Config key is empty"));
  EXPECT_TRUE(ort::testing::throws_error([&] { options.get_run_config_entry("absent\n"); }, ErrorCode::kFail,
                                         ErrorKind::kUsage,
                                         "RunOptions does not have configuration with key: absent\\x0a"));
}

}  // namespace
}  // namespace ort
