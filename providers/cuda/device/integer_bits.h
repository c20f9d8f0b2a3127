#pragma once

#include <type_traits>

#include "libort/core/type_dispatch.h"

namespace ort::cuda {

using IntegerTypes = Types<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;

/// Calls `visit.template operator()<U>()` with the unsigned type as wide as the integer type `dtype`, for operations
/// that do not look at the sign.
template <class Visitor>
void dispatch_bits(DataType dtype, Visitor&& visit) {
  dispatch(dtype, IntegerTypes{}, [&]<class T>() { visit.template operator()<std::make_unsigned_t<T>>(); });
}

}  // namespace ort::cuda
