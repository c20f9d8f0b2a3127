#pragma once

#include <cstdint>

#include "ort/value.h"

namespace ort {

/// The data structures of DLPack (dmlc/dlpack, versions 0.8 and 1.1) with their names and layout: pointers to the types
/// of its own header can be cast to these and back.
namespace dlpack {

enum DLDeviceType : int32_t {
  kDLCPU = 1,
  kDLCUDA = 2,
  kDLCUDAHost = 3,
  kDLCUDAManaged = 13,
};

enum DLDataTypeCode : uint8_t {
  kDLInt = 0,
  kDLUInt = 1,
  kDLFloat = 2,
  kDLOpaqueHandle = 3,
  kDLBfloat = 4,
  kDLComplex = 5,
  kDLBool = 6,
  kDLFloat8_e4m3fn = 10,
  kDLFloat8_e4m3fnuz = 11,
  kDLFloat8_e5m2 = 12,
  kDLFloat8_e5m2fnuz = 13,
  kDLFloat8_e8m0fnu = 14,
};

struct DLDevice {
  DLDeviceType device_type;
  int32_t device_id;
};

struct DLDataType {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
};

struct DLTensor {
  void* data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t* shape;
  int64_t* strides;  ///< in elements; null: dense and row-major
  uint64_t byte_offset;
};

/// What the Python capsule "dltensor" points to.
struct DLManagedTensor {
  DLTensor dl_tensor;
  void* manager_ctx;
  void (*deleter)(DLManagedTensor* self);
};

struct DLPackVersion {
  uint32_t major;
  uint32_t minor;
};

inline constexpr uint64_t DLPACK_FLAG_BITMASK_READ_ONLY = 1;
inline constexpr uint64_t DLPACK_FLAG_BITMASK_IS_COPIED = 2;

/// What the Python capsule "dltensor_versioned" points to.
struct DLManagedTensorVersioned {
  DLPackVersion version;
  void* manager_ctx;
  void (*deleter)(DLManagedTensorVersioned* self);
  uint64_t flags;
  DLTensor dl_tensor;
};

}  // namespace dlpack

/// A tensor over the memory of `managed`, whose deleter is called once when the last copy of the value is gone. With
/// `is_bool_tensor` uint8 means bool, as exporters before DLPack 0.8 wrote it. A tensor that its exporter calls
/// read-only must not be written through the value.
/// Throws INVALID_ARGUMENT for what is no dense row-major tensor of one of ONNX's element types with whole bytes, for
/// memory that is not aligned to its elements, a device that is not known here and another major version than 1; then
/// `managed` still belongs to the caller.
OrtValue from_dlpack(dlpack::DLManagedTensor* managed, bool is_bool_tensor = false);
OrtValue from_dlpack(dlpack::DLManagedTensorVersioned* managed, bool is_bool_tensor = false);

/// The tensor for another library, without a copy: it keeps the memory alive until its deleter is called, once, by
/// whoever takes it. Strides are always given. Throws INVALID_ARGUMENT for what is no tensor, for strings and packed
/// types, and for a device that DLPack has no number for.
dlpack::DLManagedTensor* to_dlpack(const OrtValue& value);
dlpack::DLManagedTensorVersioned* to_dlpack_versioned(const OrtValue& value);

}  // namespace ort
