#pragma once

#include <cstddef>
#include <cstdint>

#include "libort/core/fail.h"
#include "providers/cuda/device/element.h"

namespace ort::cuda {

/// Calls `visit.template operator()<E>()` with a type E as large as the elements of `dtype`, for kernels that only move
/// them. Throws (unsupported) for strings and packed types.
template <class Visitor>
void dispatch_size(DataType dtype, Visitor&& visit) {
  switch (dtype == DataType::kString ? 0 : data_type_bits(dtype)) {
    case 8:
      return visit.template operator()<uint8_t>();
    case 16:
      return visit.template operator()<uint16_t>();
    case 32:
      return visit.template operator()<uint32_t>();
    case 64:
      return visit.template operator()<uint64_t>();
    case 128:
      return visit.template operator()<Bytes16>();
    default:
      fail_unsupported("no CUDA kernel moves elements of " + std::string(data_type_name(dtype)));
  }
}

}  // namespace ort::cuda
