#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ort/data_type.h"
#include "ort/device.h"

namespace ort {

struct ValueAccess;  // the library's own door to the representation
class RuntimeValue;

/// A tensor, a sequence, a map or an optional without value. Copies share the data (like a Python reference).
///
/// Tensors are dense, row-major and little-endian; packed types (4, 2 and 6 bits) keep ONNX's packing, low bits first.
/// They lie on the CPU or on another device; there the host can copy them but not look at them. Strings live on the CPU
/// only.
class OrtValue {
 public:
  /// An optional without a value, of type "optional()".
  OrtValue();

  /// Uninitialised tensor, as ONNX Runtime's ortvalue_from_shape_and_type. Strings start empty.
  /// Throws INVALID_ARGUMENT for a negative dimension or an unknown type, limit when the size overflows or the device
  /// has no memory for it, EP_FAIL with the reason when the device is not there.
  static OrtValue from_shape_and_type(std::span<const int64_t> shape, DataType dtype, const OrtDevice& device = {});

  /// The same in the memory that `memory_info` means: "CudaPinned" is CPU memory that the device reads directly.
  static OrtValue from_shape_and_type(std::span<const int64_t> shape, DataType dtype, const OrtMemoryInfo& memory_info);

  /// Tensor over memory of the caller on `device`, which must stay valid and at least `bytes` long as long as any copy
  /// of the value lives; `owner` may keep it alive. Not for strings. Throws INVALID_ARGUMENT when `bytes` is too small,
  /// and when `data` is not aligned to the C++ type of the elements.
  static OrtValue from_memory(void* data, std::size_t bytes, std::span<const int64_t> shape, DataType dtype,
                              std::shared_ptr<void> owner = nullptr, const OrtDevice& device = {});

  /// Tensor on `device` that owns a copy of `bytes`, which lie in CPU memory (exactly the size that shape and type ask
  /// for; not for strings). Throws as `from_shape_and_type`.
  static OrtValue from_bytes(std::span<const std::byte> bytes, std::span<const int64_t> shape, DataType dtype,
                             const OrtDevice& device = {});

  /// Tensor of strings, row-major; as many as the shape has elements.
  static OrtValue from_strings(std::vector<std::string> strings, std::span<const int64_t> shape);

  /// Tensor that owns `elements`; T is a C++ arithmetic type (bool as uint8_t's layout).
  template <class T>
  static OrtValue from_vector(const std::vector<T>& elements, std::span<const int64_t> shape,
                              const OrtDevice& device = {});

  /// Sequence of tensors (or of maps). `element_type` names the element, such as "tensor(float)"; needed when the
  /// sequence is empty, checked against every element otherwise.
  static OrtValue from_sequence(std::vector<OrtValue> elements, std::string_view element_type = {});

  /// Map: `keys` a 1-D tensor of an integer type or of strings, `values` a 1-D tensor of the same length.
  static OrtValue from_map(OrtValue keys, OrtValue values);

  /// Optional of the given inner type, such as "tensor(float)" or "seq(tensor(int64))", without a value.
  static OrtValue none(std::string_view inner_type);

  bool has_value() const;
  bool is_tensor() const;
  bool is_tensor_sequence() const;  ///< a sequence, also of maps
  bool is_map() const;

  /// "tensor(float)", "seq(tensor(int64))", "map(int64,tensor(float))", "optional(tensor(float))".
  std::string data_type() const;

  /// Element type of a tensor. Throws INVALID_ARGUMENT for anything else, like all tensor accessors below.
  DataType element_type() const;
  const std::vector<int64_t>& shape() const;
  int64_t element_count() const;

  /// Bytes of the buffer of a tensor. Not for strings.
  std::size_t tensor_size_in_bytes() const;

  /// Address of the first element, on the tensor's device; null for a tensor without elements. Not for strings.
  void* data_ptr() const;

  /// All bytes of the buffer of a tensor on the CPU. Not for strings.
  std::span<std::byte> bytes() const;

  /// Typed view of a tensor on the CPU: T must be of the size of the element type, and the type must not be packed.
  template <class T>
  std::span<T> data() const;

  std::span<std::string> strings() const;

  /// "cpu", or the name of the device that holds the tensor.
  std::string device_name() const;
  /// Where the tensor lies. Not for other values.
  OrtDevice device() const;
  OrtMemoryInfo memory_info() const;

  /// A new tensor with the same elements on `device` (strings: on the CPU only). Throws as `from_shape_and_type`.
  OrtValue copy_to(const OrtDevice& device) const;

  /// Overwrites the elements with bytes from CPU memory, or with those of a tensor of the same type on any device. The
  /// address stays. Throws INVALID_ARGUMENT when the sizes differ.
  void update_inplace(std::span<const std::byte> bytes);
  void update_inplace(const OrtValue& source);

  /// Elements of a sequence. Throws INVALID_ARGUMENT for anything else.
  std::vector<OrtValue> elements() const;

  /// Keys and values of a map, two 1-D tensors of the same length.
  std::pair<OrtValue, OrtValue> map_entries() const;

 private:
  friend struct ValueAccess;
  explicit OrtValue(std::shared_ptr<RuntimeValue> value);
  void check_element_size(std::size_t size) const;

  std::shared_ptr<RuntimeValue> value_;
};

/// Copies tensors into tensors of the same type and size, on whatever devices they lie; done when it returns. Throws
/// INVALID_ARGUMENT with the position of a pair that does not fit, and then nothing was copied.
void copy_tensors(std::span<const OrtValue> src, std::span<const OrtValue> dst);

/// The element type of a C++ arithmetic type; kUndefined for other types.
template <class T>
constexpr DataType data_type_of_arithmetic();

}  // namespace ort

#include "ort/value_inline.h"
