#include "providers/cuda/provider_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <variant>

#include "libort/core/fail.h"
#include "libort/core/text.h"

namespace ort::cuda {
namespace {

using Member = std::variant<int ProviderOptions::*, std::uintptr_t ProviderOptions::*, bool ProviderOptions::*,
                            ArenaExtend ProviderOptions::*, AlgoSearch ProviderOptions::*>;

struct Option {
  std::string_view name;
  Member member;
  bool has_effect = true;
};

using O = ProviderOptions;

/// In ONNX Runtime's order. std::size_t and std::uintptr_t are one type.
const std::array<Option, 22> kOptions = {{
    {"device_id", &O::device_id},
    {"gpu_mem_limit", &O::gpu_mem_limit},
    {"arena_extend_strategy", &O::arena_extend_strategy},
    {"cudnn_conv_algo_search", &O::cudnn_conv_algo_search},
    {"do_copy_in_default_stream", &O::do_copy_in_default_stream},
    {"has_user_compute_stream", &O::has_user_compute_stream},
    {"user_compute_stream", &O::user_compute_stream},
    {"gpu_external_alloc", &O::gpu_external_alloc},
    {"gpu_external_free", &O::gpu_external_free},
    {"gpu_external_empty_cache", &O::gpu_external_empty_cache, false},
    {"cudnn_conv_use_max_workspace", &O::cudnn_conv_use_max_workspace},
    {"cudnn_conv1d_pad_to_nc1d", &O::cudnn_conv1d_pad_to_nc1d, false},
    {"enable_cuda_graph", &O::enable_cuda_graph},
    {"tunable_op_enable", &O::tunable_op_enable, false},
    {"tunable_op_tuning_enable", &O::tunable_op_tuning_enable, false},
    {"tunable_op_max_tuning_duration_ms", &O::tunable_op_max_tuning_duration_ms, false},
    {"enable_skip_layer_norm_strict_mode", &O::enable_skip_layer_norm_strict_mode, false},
    {"prefer_nhwc", &O::prefer_nhwc, false},
    {"use_ep_level_unified_stream", &O::use_ep_level_unified_stream, false},
    {"use_tf32", &O::use_tf32},
    {"fuse_conv_bias", &O::fuse_conv_bias, false},
    {"sdpa_kernel", &O::sdpa_kernel, false},
}};

[[noreturn]] void fail_value(std::string_view name, const std::string& text) {
  fail_usage("Failed to parse provider option \"" + std::string(name) + "\": Failed to parse value: \"" +
             printable(text) + "\"");
}

template <class Enum>
using Names = std::vector<std::pair<std::string_view, Enum>>;

template <class Enum>
const Names<Enum>& names_of();
template <>
const Names<ArenaExtend>& names_of() {
  static const Names<ArenaExtend> names = {{"kNextPowerOfTwo", ArenaExtend::kNextPowerOfTwo},
                                           {"kSameAsRequested", ArenaExtend::kSameAsRequested}};
  return names;
}
template <>
const Names<AlgoSearch>& names_of() {
  static const Names<AlgoSearch> names = {{"EXHAUSTIVE", AlgoSearch::kExhaustive},
                                          {"HEURISTIC", AlgoSearch::kHeuristic},
                                          {"DEFAULT", AlgoSearch::kDefault}};
  return names;
}

template <class T>
void parse(const Option& option, const std::string& text, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    if (text != "0" && text != "1" && text != "true" && text != "True" && text != "false" && text != "False")
      fail_value(option.name, text);
    value = text == "1" || text == "true" || text == "True";
  } else if constexpr (std::is_enum_v<T>) {
    for (const auto& [name, meaning] : names_of<T>()) {
      if (name == text) {
        value = meaning;
        return;
      }
    }
    fail_usage("Failed to parse provider option \"" + std::string(option.name) +
               "\": Failed to map enum name to value: " + printable(text));
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) fail_value(option.name, text);
  }
}

template <class T>
std::string print(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "1" : "0";
  } else if constexpr (std::is_enum_v<T>) {
    for (const auto& [name, meaning] : names_of<T>()) {
      if (meaning == value) return std::string(name);
    }
    return {};
  } else {
    return std::to_string(value);
  }
}

std::string print_option(const ProviderOptions& options, const Option& option) {
  return std::visit([&](auto member) { return print(options.*member); }, option.member);
}

}  // namespace

std::map<std::string, std::string> ProviderOptions::to_map() const {
  std::map<std::string, std::string> texts;
  for (const Option& option : kOptions) texts[std::string(option.name)] = print_option(*this, option);
  return texts;
}

ProviderOptions parse_options(const std::map<std::string, std::string>& texts) {
  ProviderOptions options;
  for (const auto& [name, text] : texts) {
    const auto known = std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& o) { return o.name == name; });
    if (known == kOptions.end()) {
      std::vector<std::string> names;
      for (const Option& option : kOptions) names.emplace_back(option.name);
      const std::string near = nearest_match(name, names);
      fail_usage("Unknown provider option: \"" + printable(name) + "\"." +
                 (near.empty() ? "" : " Did you mean \"" + near + "\"?"));
    }
    std::visit([&](auto member) { parse(*known, text, options.*member); }, known->member);
  }
  options.has_user_compute_stream = options.user_compute_stream != 0;
  if (options.has_user_compute_stream && options.gpu_external_alloc != 0) {
    fail_usage("user_compute_stream and gpu_external_alloc cannot be used together");
  }
  if ((options.gpu_external_alloc == 0) != (options.gpu_external_free == 0)) {
    fail_usage("gpu_external_alloc and gpu_external_free are given together or not at all");
  }
  return options;
}

std::vector<std::string> options_without_effect(const std::map<std::string, std::string>& texts) {
  const ProviderOptions given = parse_options(texts);
  const ProviderOptions defaults;
  std::vector<std::string> names;
  for (const Option& option : kOptions) {
    if (!option.has_effect && print_option(given, option) != print_option(defaults, option))
      names.emplace_back(option.name);
  }
  return names;
}

}  // namespace ort::cuda
