#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace ort::cuda {

/// How the device's arena asks for more memory.
enum class ArenaExtend { kNextPowerOfTwo, kSameAsRequested };

/// How the algorithm of a convolution is found: all candidates timed, the library's advice, or its default.
enum class AlgoSearch { kExhaustive, kHeuristic, kDefault };

/// Options of the CUDA provider with the names and defaults of ONNX Runtime's.
struct ProviderOptions {
  int device_id = 0;
  std::size_t gpu_mem_limit = std::numeric_limits<std::size_t>::max();  ///< bytes
  ArenaExtend arena_extend_strategy = ArenaExtend::kNextPowerOfTwo;
  AlgoSearch cudnn_conv_algo_search = AlgoSearch::kExhaustive;
  bool do_copy_in_default_stream = true;
  bool has_user_compute_stream = false;  ///< what is given is not looked at: true when there is one
  std::uintptr_t user_compute_stream = 0;
  std::uintptr_t gpu_external_alloc = 0;  ///< void* (*)(size_t)
  std::uintptr_t gpu_external_free = 0;   ///< void (*)(void*)
  std::uintptr_t gpu_external_empty_cache = 0;
  bool cudnn_conv_use_max_workspace = true;
  bool cudnn_conv1d_pad_to_nc1d = false;
  bool enable_cuda_graph = false;
  bool tunable_op_enable = false;
  bool tunable_op_tuning_enable = false;
  int tunable_op_max_tuning_duration_ms = 0;
  bool enable_skip_layer_norm_strict_mode = false;
  bool prefer_nhwc = false;
  bool use_ep_level_unified_stream = false;
  bool use_tf32 = true;
  bool fuse_conv_bias = false;
  int sdpa_kernel = 0;

  /// Every option as text, as `parse_options` reads it.
  std::map<std::string, std::string> to_map() const;
};

/// Throws (usage) ONNX Runtime's messages: `Unknown provider option: "K".`, `Failed to parse provider option "K":
/// Failed to parse value: "V"`, `Failed to map enum name to value: V`; a stream of the user together with an external
/// allocator.
ProviderOptions parse_options(const std::map<std::string, std::string>& texts);

/// Names of the options in `texts` that have no effect here although they ask for something else than the default.
std::vector<std::string> options_without_effect(const std::map<std::string, std::string>& texts);

}  // namespace ort::cuda
