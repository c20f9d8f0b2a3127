#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "libort/ops/type_set.h"

namespace ort::portable {

/// Element types that kernels are registered for; nothing: all that the operators allow.
using MovedTypes = std::optional<TypeSet>;

/// Tensors whose elements have 1, 2, 4, 8 or 16 bytes of their own: no strings and no packed types.
inline constexpr TypeSet kFixedSizeTensors =
    (kAllTensorsIr13 | kFloat6).without(kString | kInt4 | kFloat4 | kInt2 | kFloat6);

/// KernelDef::types where `parameter` is what moves.
inline std::map<std::string, TypeSet, std::less<>> types_of(const char* parameter, const MovedTypes& types) {
  if (!types) return {};
  return {{parameter, *types}};
}

}  // namespace ort::portable
