#include "ort/dlpack.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "libort/core/device_text.h"
#include "libort/core/fail.h"
#include "libort/session/value_access.h"

namespace ort {
namespace {

using dlpack::DLDataType;
using dlpack::DLManagedTensor;
using dlpack::DLManagedTensorVersioned;
using dlpack::DLTensor;

static_assert(sizeof(DLTensor) == 48 && offsetof(DLTensor, byte_offset) == 40);
static_assert(sizeof(DLManagedTensor) == 64 && offsetof(DLManagedTensor, deleter) == 56);
static_assert(sizeof(DLManagedTensorVersioned) == 80 && offsetof(DLManagedTensorVersioned, dl_tensor) == 32);

struct TypeNumber {
  DataType dtype;
  uint8_t code;
  uint8_t bits;
};

constexpr std::array<TypeNumber, 20> kTypes = {{
    {DataType::kFloat, dlpack::kDLFloat, 32},
    {DataType::kDouble, dlpack::kDLFloat, 64},
    {DataType::kFloat16, dlpack::kDLFloat, 16},
    {DataType::kBfloat16, dlpack::kDLBfloat, 16},
    {DataType::kInt8, dlpack::kDLInt, 8},
    {DataType::kInt16, dlpack::kDLInt, 16},
    {DataType::kInt32, dlpack::kDLInt, 32},
    {DataType::kInt64, dlpack::kDLInt, 64},
    {DataType::kUint8, dlpack::kDLUInt, 8},
    {DataType::kUint16, dlpack::kDLUInt, 16},
    {DataType::kUint32, dlpack::kDLUInt, 32},
    {DataType::kUint64, dlpack::kDLUInt, 64},
    {DataType::kBool, dlpack::kDLBool, 8},
    {DataType::kComplex64, dlpack::kDLComplex, 64},
    {DataType::kComplex128, dlpack::kDLComplex, 128},
    {DataType::kFloat8E4M3FN, dlpack::kDLFloat8_e4m3fn, 8},
    {DataType::kFloat8E4M3FNUZ, dlpack::kDLFloat8_e4m3fnuz, 8},
    {DataType::kFloat8E5M2, dlpack::kDLFloat8_e5m2, 8},
    {DataType::kFloat8E5M2FNUZ, dlpack::kDLFloat8_e5m2fnuz, 8},
    {DataType::kFloat8E8M0, dlpack::kDLFloat8_e8m0fnu, 8},
}};

DataType dtype_of(const DLDataType& type) {
  const auto found =
      std::ranges::find_if(kTypes, [&](const TypeNumber& t) { return t.code == type.code && t.bits == type.bits; });
  if (found != kTypes.end() && type.lanes == 1) return found->dtype;
  fail_usage("a DLPack tensor of type code " + std::to_string(type.code) + " with " + std::to_string(type.bits) +
             " bits and " + std::to_string(type.lanes) + " lanes has no ONNX element type");
}

Device device_of(const dlpack::DLDevice& device) {
  switch (device.device_type) {
    case dlpack::kDLCPU:
    case dlpack::kDLCUDAHost:
      return {};
    case dlpack::kDLCUDA:
    case dlpack::kDLCUDAManaged:
      return {"cuda", device.device_id};
  }
  fail_usage("a DLPack tensor on device type " + std::to_string(device.device_type) + " cannot be used here");
}

Shape shape_of(const DLTensor& tensor) {
  if (tensor.ndim < 0 || (tensor.ndim > 0 && tensor.shape == nullptr))
    fail_usage("a DLPack tensor with " + std::to_string(tensor.ndim) + " dimensions has no shape");
  const std::span<const int64_t> dims(tensor.shape, static_cast<std::size_t>(tensor.ndim));
  for (const int64_t dim : dims) {
    if (dim < 0) fail_usage("a DLPack tensor has the negative dimension " + std::to_string(dim));
  }
  return Shape(dims);
}

void check_dense(const DLTensor& tensor, const Shape& shape) {
  if (tensor.strides == nullptr || shape.elements() == 0) return;
  const std::vector<int64_t> dense = contiguous_strides(shape);
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int64_t stride = tensor.strides[axis];
    if (shape[axis] == 1 || stride == dense[static_cast<std::size_t>(axis)]) continue;
    fail_usage("a DLPack tensor of shape " + shape.to_string() +
               " must be dense and row-major, but its stride of axis " + std::to_string(axis) + " is " +
               std::to_string(stride) + " instead of " + std::to_string(dense[static_cast<std::size_t>(axis)]));
  }
}

/// Calls the deleter at its end, once it has something to delete.
template <class Managed>
struct Taken {
  Taken() = default;
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;
  ~Taken() {
    if (managed != nullptr && managed->deleter != nullptr) managed->deleter(managed);
  }
  Managed* managed = nullptr;
};

template <class Managed>
OrtValue take(Managed* managed, bool is_bool_tensor) {
  const DLTensor& given = managed->dl_tensor;
  DataType dtype = dtype_of(given.dtype);
  if (is_bool_tensor && dtype == DataType::kUint8) dtype = DataType::kBool;
  Shape shape = shape_of(given);
  check_dense(given, shape);
  const std::size_t bytes = buffer_bytes(dtype, shape.elements());
  auto* const data = given.data == nullptr ? nullptr : static_cast<std::byte*>(given.data) + given.byte_offset;
  auto taken = std::make_shared<Taken<Managed>>();
  OrtValue value = ValueAccess::wrap(Tensor(dtype, std::move(shape), data, bytes, taken, device_of(given.device)));
  taken->managed = managed;
  return value;
}

/// A tensor that was given away, with what it points to.
template <class Managed>
struct Given {
  Managed managed;
  OrtValue value;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;
};

template <class Managed>
Managed* give(const OrtValue& value) {
  const Tensor& tensor = ValueAccess::tensor(value);
  const auto type = std::ranges::find(kTypes, tensor.dtype(), &TypeNumber::dtype);
  if (type == kTypes.end())
    fail_usage("a tensor of type " + std::string(data_type_name(tensor.dtype())) + " cannot be given as DLPack");
  const Device& device = tensor.device();
  if (!device.is_cpu() && device.type != "cuda")
    fail_usage("a tensor on device " + device_text(device) + " cannot be given as DLPack");
  auto given = std::make_unique<Given<Managed>>();
  given->value = value;
  given->shape = tensor.shape().dims();
  given->strides = contiguous_strides(tensor.shape());
  given->managed.manager_ctx = given.get();
  given->managed.deleter = [](Managed* self) { delete static_cast<Given<Managed>*>(self->manager_ctx); };
  given->managed.dl_tensor = {
      .data = value.data_ptr(),
      .device = {device.is_cpu() ? dlpack::kDLCPU : dlpack::kDLCUDA, device.id},
      .ndim = tensor.shape().rank(),
      .dtype = {type->code, type->bits, 1},
      .shape = given->shape.data(),
      .strides = given->strides.data(),
      .byte_offset = 0,
  };
  return &given.release()->managed;
}

}  // namespace

OrtValue from_dlpack(DLManagedTensor* managed, bool is_bool_tensor) {
  if (managed == nullptr) fail_usage("a DLPack tensor is needed, got a null pointer");
  return take(managed, is_bool_tensor);
}

OrtValue from_dlpack(DLManagedTensorVersioned* managed, bool is_bool_tensor) {
  if (managed == nullptr) fail_usage("a DLPack tensor is needed, got a null pointer");
  if (managed->version.major != 1) {
    fail_usage("a DLPack tensor of version " + std::to_string(managed->version.major) + "." +
               std::to_string(managed->version.minor) + " cannot be read; known is version 1");
  }
  return take(managed, is_bool_tensor);
}

DLManagedTensor* to_dlpack(const OrtValue& value) { return give<DLManagedTensor>(value); }

DLManagedTensorVersioned* to_dlpack_versioned(const OrtValue& value) {
  auto* const given = give<DLManagedTensorVersioned>(value);
  given->version = {1, 1};
  given->flags = 0;
  return given;
}

}  // namespace ort
