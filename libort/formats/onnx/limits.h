#pragma once

#include <cstddef>
#include <cstdint>

namespace ort::onnx {

/// Bounds on what a file may ask for. Each is named in the error (limit) that it raises.
inline constexpr std::size_t kMaxProtobufBytes = INT32_MAX;               ///< of one protobuf file
inline constexpr int kMaxGraphNesting = 32;                               ///< subgraphs inside subgraphs
inline constexpr std::size_t kMaxNodes = 1'000'000;                       ///< of a model, functions expanded
inline constexpr std::size_t kMaxRank = 64;                               ///< of tensors and declared shapes
inline constexpr std::size_t kMaxNameBytes = std::size_t{64} << 10;       ///< of one name
inline constexpr std::size_t kMaxStringBytes = std::size_t{64} << 20;     ///< of one string in an attribute
inline constexpr std::size_t kMaxWarnings = 100;                          ///< kept; the rest is counted
inline constexpr int kMaxFunctionDepth = 32;                              ///< calls inside calls
inline constexpr std::size_t kFunctionGrowth = 10;                        ///< times the nodes or bytes of the source
inline constexpr std::size_t kFreeFunctionNodes = 10'000;                 ///< that a small model may grow to
inline constexpr std::size_t kFreeFunctionBytes = std::size_t{64} << 20;  ///< that a small model may grow to
inline constexpr std::size_t kDenseGrowth = 64;                           ///< times the bytes of a sparse initializer
inline constexpr std::size_t kFreeDenseBytes = std::size_t{64} << 20;     ///< that any sparse initializer may grow to

}  // namespace ort::onnx
