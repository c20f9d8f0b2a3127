#pragma once

#include "libort/core/type_dispatch.h"
#include "libort/ops/type_set.h"

namespace ort::cuda {

/// What kernels of this provider take, by kind.
inline const TypeSet kFloats{DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16};
/// Floats and the integers that indices and masks are made of.
inline const TypeSet kNumbers = kFloats | TypeSet{DataType::kInt32, DataType::kInt64};
/// Every type whose elements have a fixed size of whole bytes: for operators that only move them.
inline const TypeSet kFixedSize =
    kFloats | TypeSet{DataType::kInt8,  DataType::kInt16,     DataType::kInt32,     DataType::kInt64,
                      DataType::kUint8, DataType::kUint16,    DataType::kUint32,    DataType::kUint64,
                      DataType::kBool,  DataType::kComplex64, DataType::kComplex128};

/// The C++ types of kNumbers.
using NumberTypes = Types<float, double, Float16, BFloat16, int32_t, int64_t>;

}  // namespace ort::cuda
