#include "libort/session/ort_device.h"

#include <array>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/runtime/device_access.h"

namespace ort {
namespace {

struct KnownDevice {
  std::string_view name;
  std::string_view type;  ///< what it is called here
  int number;
  OrtDeviceVendorId vendor;
};

constexpr std::array<KnownDevice, 8> kDevices = {{
    {"cpu", "cpu", OrtDevice::cpu(), OrtDeviceVendorId::NONE},
    {"cuda", "cuda", OrtDevice::cuda(), OrtDeviceVendorId::NVIDIA},
    {"gpu", "cuda", OrtDevice::gpu(), OrtDeviceVendorId::NVIDIA},
    {"webgpu", "webgpu", OrtDevice::webgpu(), OrtDeviceVendorId::NONE},
    {"fpga", "fpga", OrtDevice::fpga(), OrtDeviceVendorId::NONE},
    {"npu", "npu", OrtDevice::npu(), OrtDeviceVendorId::NONE},
    {"cann", "cann", OrtDevice::cann(), OrtDeviceVendorId::HUAWEI},
    {"dml", "dml", OrtDevice::dml(), OrtDeviceVendorId::MICROSOFT},
}};

KnownDevice known_device(std::string_view name) {
  for (const KnownDevice& known : kDevices) {
    if (known.name == name) return known;
  }
  if (!is_known_device_type(name)) fail_usage("Unsupported device type: " + printable(name));
  return {name, name, OrtDevice::gpu(), OrtDeviceVendorId::NONE};
}

[[noreturn]] void fail_memory_name(std::string_view name) {
  fail_usage("Specified device is not supported. There is no memory called '" + printable(name) + "'");
}

/// The type of the device whose memory ONNX Runtime calls `name`.
std::string_view device_type_of_memory(std::string_view name) {
  if (name == "Cpu") return "cpu";
  if (name == "Cuda" || name == "CudaPinned") return "cuda";
  if (!is_known_device_type(name)) fail_memory_name(name);
  return name;
}

}  // namespace

OrtDevice OrtDevice::make(std::string_view ort_device_name, int device_id, int64_t vendor_id) {
  const KnownDevice known = known_device(ort_device_name);
  if (device_id < 0 || (known.number == cpu() && device_id != 0)) {
    fail_usage("there is no device " + std::to_string(device_id) + " of type '" + printable(ort_device_name) + "'");
  }
  if (vendor_id < -1 || vendor_id > UINT32_MAX) {
    fail_usage("the vendor id " + std::to_string(vendor_id) + " is no 32-bit number");
  }
  OrtDevice device;
  device.name_ = known.type;
  device.type_ = known.number;
  device.id_ = device_id;
  device.vendor_ = vendor_id < 0 ? static_cast<uint32_t>(known.vendor) : static_cast<uint32_t>(vendor_id);
  return device;
}

OrtMemoryInfo::OrtMemoryInfo(std::string_view name, OrtAllocatorType allocator_type, int device_id, OrtMemType mem_type)
    : name_(name),
      device_(OrtDevice::make(device_type_of_memory(name), device_id)),
      allocator_type_(allocator_type),
      mem_type_(mem_type),
      is_pinned_(name == "CudaPinned" ||
                 (device_.device_type() != OrtDevice::cpu() && mem_type != OrtMemType::DEFAULT)) {}

OrtMemoryInfo OrtMemoryInfo::create_v2(std::string_view name, OrtMemoryInfoDeviceType device_type, uint32_t vendor_id,
                                       int device_id, OrtDeviceMemoryType device_mem_type, std::size_t alignment,
                                       OrtAllocatorType allocator_type) {
  constexpr std::size_t kAlignment = 64;
  if (alignment > kAlignment) fail_usage("memory is aligned to 64 bytes, not to " + std::to_string(alignment));
  const bool is_cpu = device_type == OrtMemoryInfoDeviceType::CPU;
  const auto vendor = static_cast<OrtDeviceVendorId>(vendor_id);
  const bool is_cuda = device_type == OrtMemoryInfoDeviceType::GPU &&
                       (vendor == OrtDeviceVendorId::NVIDIA || vendor == OrtDeviceVendorId::NONE);
  if (!is_cpu && !is_cuda) fail_memory_name(name);
  OrtMemoryInfo info;
  info.name_ = name;
  info.device_ = OrtDevice::make(is_cpu ? "cpu" : "cuda", device_id, vendor_id);
  info.allocator_type_ = allocator_type;
  info.is_pinned_ = !is_cpu && device_mem_type == OrtDeviceMemoryType::HOST_ACCESSIBLE;
  info.mem_type_ = info.is_pinned_ ? OrtMemType::CPU_OUTPUT : OrtMemType::DEFAULT;
  return info;
}

Device device_of(const OrtDevice& device) { return {device.name(), device.device_id()}; }

OrtDevice ort_device_of(const Device& device) { return OrtDevice::make(device.type, device.id); }

OrtMemoryInfo memory_info_of(const Device& device) {
  std::string name = device.type;
  if (device.is_cpu()) name = "Cpu";
  if (device.type == "cuda") name = "Cuda";
  return {name, OrtAllocatorType::ORT_DEVICE_ALLOCATOR, device.id, OrtMemType::DEFAULT};
}

}  // namespace ort
