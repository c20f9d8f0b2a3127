#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ort {

/// What a memory is for, with ONNX Runtime's names and numbers.
enum class OrtMemType : int {
  CPU_INPUT = -2,   ///< CPU memory of a device's provider, for what it reads
  CPU_OUTPUT = -1,  ///< CPU memory that a device reads and writes directly
  CPU = CPU_OUTPUT,
  DEFAULT = 0,  ///< the device's own memory
};

enum class OrtAllocatorType : int { INVALID = -1, ORT_DEVICE_ALLOCATOR = 0, ORT_ARENA_ALLOCATOR = 1 };

enum class OrtDeviceMemoryType : int { DEFAULT = 0, HOST_ACCESSIBLE = 5 };

enum class OrtMemoryInfoDeviceType : int { CPU = 0, GPU = 1, FPGA = 2, NPU = 3 };

/// PCI numbers of vendors.
enum class OrtDeviceVendorId : std::uint32_t {
  NONE = 0x0000,
  AMD = 0x1002,
  NVIDIA = 0x10DE,
  ARM = 0x13B5,
  MICROSOFT = 0x1414,
  HUAWEI = 0x19E5,
  QUALCOMM = 0x5143,
  INTEL = 0x8086,
};

/// A device that tensors can lie on: a type by name and the number of the device among those of its type.
class OrtDevice {
 public:
  /// The CPU.
  OrtDevice() = default;

  /// `ort_device_name` is one of ONNX Runtime's names ("cpu", "cuda", "gpu", "dml", "cann", "webgpu", "npu", "fpga") or
  /// the type of a device that a provider brought; "gpu" is another name of "cuda". `vendor_id` -1: as the name says.
  /// Whether such a device is there shows when it is used. Throws INVALID_ARGUMENT "Unsupported device type: X", and
  /// for a number below 0, or another one than 0 for the CPU.
  static OrtDevice make(std::string_view ort_device_name, int device_id, int64_t vendor_id = -1);

  /// ONNX Runtime's numbers of device types.
  static constexpr int cpu() { return 0; }
  static constexpr int cuda() { return 1; }
  static constexpr int gpu() { return 1; }
  static constexpr int webgpu() { return 1; }
  static constexpr int fpga() { return 2; }
  static constexpr int npu() { return 3; }
  static constexpr int cann() { return 3; }
  static constexpr int dml() { return 4; }
  /// ONNX Runtime's number of the usual memory of a device.
  static constexpr int default_memory() { return 0; }

  int device_type() const { return type_; }
  int device_id() const { return id_; }
  int device_mem_type() const { return default_memory(); }
  uint32_t device_vendor_id() const { return vendor_; }
  /// "cpu", "cuda", ...: what `OrtValue::device_name` says.
  const std::string& name() const { return name_; }

  bool operator==(const OrtDevice& other) const { return name_ == other.name_ && id_ == other.id_; }

 private:
  std::string name_ = "cpu";
  int type_ = cpu();
  int id_ = 0;
  uint32_t vendor_ = 0;
};

/// A kind of memory by the name of its allocator.
class OrtMemoryInfo {
 public:
  /// `name` is "Cpu", "Cuda", "CudaPinned" (CPU memory that CUDA device `device_id` reads directly), or the type of a
  /// device that a provider brought. Throws INVALID_ARGUMENT "Specified device is not supported. ...".
  OrtMemoryInfo(std::string_view name, OrtAllocatorType allocator_type, int device_id, OrtMemType mem_type);

  /// As ONNX Runtime's CreateMemoryInfo_V2: the name is free, the numbers say what is meant. Throws INVALID_ARGUMENT
  /// for an alignment over 64 bytes, and for a kind of device that has no memory here.
  static OrtMemoryInfo create_v2(std::string_view name, OrtMemoryInfoDeviceType device_type, uint32_t vendor_id,
                                 int device_id, OrtDeviceMemoryType device_mem_type, std::size_t alignment,
                                 OrtAllocatorType allocator_type);

  const std::string& name() const { return name_; }
  OrtAllocatorType allocator_type() const { return allocator_type_; }
  int device_id() const { return device_.device_id(); }
  OrtMemType mem_type() const { return mem_type_; }
  /// ONNX Runtime's number of the device type: pinned memory counts as the CPU's.
  int device_type() const { return is_pinned() ? OrtDevice::cpu() : device_.device_type(); }
  OrtDeviceMemoryType device_mem_type() const {
    return is_pinned() ? OrtDeviceMemoryType::HOST_ACCESSIBLE : OrtDeviceMemoryType::DEFAULT;
  }
  uint32_t device_vendor_id() const { return device_.device_vendor_id(); }

  /// The device that the memory belongs to: for pinned memory the one that reads it directly.
  const OrtDevice& device() const { return device_; }
  /// CPU memory that a device reads and writes directly.
  bool is_pinned() const { return is_pinned_; }

  bool operator==(const OrtMemoryInfo&) const = default;

 private:
  OrtMemoryInfo() = default;

  std::string name_;
  OrtDevice device_;
  OrtAllocatorType allocator_type_ = OrtAllocatorType::INVALID;
  OrtMemType mem_type_ = OrtMemType::DEFAULT;
  bool is_pinned_ = false;
};

}  // namespace ort
