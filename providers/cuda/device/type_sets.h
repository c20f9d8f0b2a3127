#pragma once

#include "libort/core/type_dispatch.h"
#include "libort/ops/type_set.h"

namespace ort::cuda {

/// What kernels of this provider take, by kind. What only moves takes portable::kFixedSizeTensors.
inline const TypeSet kFloats{DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16};
/// Floats and the integers that indices and masks are made of.
inline const TypeSet kNumbers = kFloats | TypeSet{DataType::kInt32, DataType::kInt64};

/// The C++ types of kNumbers.
using NumberTypes = Types<float, double, Float16, BFloat16, int32_t, int64_t>;

}  // namespace ort::cuda
