#include "providers/cuda/provider_options.h"

#include <gtest/gtest.h>

#include "tests/support/throws_error.h"

namespace ort::cuda {
namespace {

using ort::testing::throws_error;

TEST(ProviderOptions, HaveTheDocumentedDefaults) {
  const std::map<std::string, std::string> texts = ProviderOptions{}.to_map();
  EXPECT_EQ(texts.size(), 22U);
  EXPECT_EQ(texts.at("device_id"), "0");
  EXPECT_EQ(texts.at("gpu_mem_limit"), "18446744073709551615");
  EXPECT_EQ(texts.at("arena_extend_strategy"), "kNextPowerOfTwo");
  EXPECT_EQ(texts.at("cudnn_conv_algo_search"), "EXHAUSTIVE");
  EXPECT_EQ(texts.at("do_copy_in_default_stream"), "1");
  EXPECT_EQ(texts.at("cudnn_conv_use_max_workspace"), "1");
  EXPECT_EQ(texts.at("use_tf32"), "1");
  for (const char* off : {"has_user_compute_stream", "user_compute_stream", "gpu_external_alloc", "enable_cuda_graph",
                          "tunable_op_enable", "prefer_nhwc", "fuse_conv_bias", "sdpa_kernel"}) {
    EXPECT_EQ(texts.at(off), "0") << off;
  }
}

TEST(ProviderOptions, AreEchoedAsTheyWereSet) {
  const std::map<std::string, std::string> given = {{"device_id", "3"},
                                                    {"gpu_mem_limit", "1000000"},
                                                    {"arena_extend_strategy", "kSameAsRequested"},
                                                    {"cudnn_conv_algo_search", "HEURISTIC"},
                                                    {"use_tf32", "0"},
                                                    {"tunable_op_max_tuning_duration_ms", "20"}};
  const std::map<std::string, std::string> echoed = parse_options(given).to_map();
  for (const auto& [name, text] : given) EXPECT_EQ(echoed.at(name), text);
  EXPECT_EQ(parse_options(echoed).to_map(), echoed);
}

TEST(ProviderOptions, TakeTheSpellingsOfTruth) {
  for (const char* yes : {"1", "true", "True"})
    EXPECT_TRUE(parse_options({{"enable_cuda_graph", yes}}).enable_cuda_graph);
  for (const char* no : {"0", "false", "False"}) EXPECT_FALSE(parse_options({{"use_tf32", no}}).use_tf32);
}

TEST(ProviderOptions, WhetherThereIsAUserStreamIsWorkedOut) {
  EXPECT_FALSE(parse_options({{"has_user_compute_stream", "1"}}).has_user_compute_stream);
  EXPECT_TRUE(parse_options({{"user_compute_stream", "4096"}}).has_user_compute_stream);
}

TEST(ProviderOptions, SayWhatIsWrong) {
  const auto fails = [](const std::map<std::string, std::string>& texts, std::string_view part) {
    return throws_error([&] { parse_options(texts); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage, part);
  };
  EXPECT_TRUE(fails({{"device_idx", "1"}}, "Unknown provider option: \"device_idx\". Did you mean \"device_id\"?"));
  EXPECT_TRUE(
      fails({{"device_id", "one"}}, "Failed to parse provider option \"device_id\": Failed to parse value: \"one\""));
  EXPECT_TRUE(fails({{"device_id", " 1"}}, "Failed to parse value: \" 1\""));
  EXPECT_TRUE(fails({{"use_tf32", "yes"}}, "Failed to parse value: \"yes\""));
  EXPECT_TRUE(fails({{"gpu_mem_limit", "-1"}}, "Failed to parse value: \"-1\""));
  EXPECT_TRUE(fails({{"cudnn_conv_algo_search", "FAST"}}, "Failed to map enum name to value: FAST"));
  EXPECT_TRUE(fails({{"user_compute_stream", "16"}, {"gpu_external_alloc", "16"}, {"gpu_external_free", "16"}},
                    "cannot be used together"));
  EXPECT_TRUE(fails({{"gpu_external_alloc", "16"}}, "together or not at all"));
}

TEST(ProviderOptions, ThoseWithoutEffectAreNamed) {
  EXPECT_TRUE(options_without_effect({{"use_tf32", "0"}, {"tunable_op_enable", "0"}}).empty());
  EXPECT_EQ(options_without_effect({{"tunable_op_enable", "1"}, {"sdpa_kernel", "8"}}),
            (std::vector<std::string>{"tunable_op_enable", "sdpa_kernel"}));
}

}  // namespace
}  // namespace ort::cuda
