#include "providers/cuda/cudnn_descriptor.h"

#include <algorithm>
#include <array>

#include "libort/core/fail.h"
#include "libort/core/logging.h"
#include "libort/core/text.h"
#include "providers/cuda/cuda_libraries.h"

namespace ort::cuda {
namespace {

template <class F>
void find(F*& function, const char* name) {
  function = cudnn_library().function<F>(name);
}

bool is_unsupported(cudnnStatus_t status) {
  return CUDNN_STATUS_CATEGORY(static_cast<int>(status)) == static_cast<int>(CUDNN_STATUS_NOT_SUPPORTED);
}

}  // namespace

DnnFunctions::DnnFunctions() {
  find(version, "cudnnGetVersion");
  find(error_string, "cudnnGetErrorString");
  find(last_error, "cudnnGetLastErrorString");
  find(create, "cudnnCreate");
  find(destroy, "cudnnDestroy");
  find(set_stream, "cudnnSetStream");
  find(create_descriptor, "cudnnBackendCreateDescriptor");
  find(destroy_descriptor, "cudnnBackendDestroyDescriptor");
  find(set_attribute, "cudnnBackendSetAttribute");
  find(get_attribute, "cudnnBackendGetAttribute");
  find(finalize, "cudnnBackendFinalize");
  find(execute, "cudnnBackendExecute");
}

std::string DnnFunctions::describe(cudnnStatus_t status, const std::string& doing) const {
  std::array<char, 512> details{};
  last_error(details.data(), details.size() - 1);
  return "cuDNN " + std::to_string(version()) + " failed while " + doing + ": " + error_string(status) + ", " +
         printable(details.data());
}

void DnnFunctions::check(cudnnStatus_t status, const std::string& doing) const {
  if (status != CUDNN_STATUS_SUCCESS) fail_provider(describe(status, doing));
}

const DnnFunctions& dnn_functions() {
  static const DnnFunctions functions;
  return functions;
}

DnnDescriptor::DnnDescriptor(cudnnBackendDescriptorType_t type) {
  dnn_functions().check(dnn_functions().create_descriptor(type, &descriptor_),
                        "making a descriptor of type " + std::to_string(type));
}

DnnDescriptor::~DnnDescriptor() {
  if (descriptor_ != nullptr) dnn_functions().destroy_descriptor(descriptor_);
}

void DnnDescriptor::set(cudnnBackendAttributeName_t name, const std::vector<const DnnDescriptor*>& others) {
  std::vector<cudnnBackendDescriptor_t> list;
  for (const DnnDescriptor* other : others) list.push_back(other->get());
  set_raw(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, static_cast<int64_t>(list.size()), list.data());
}

std::vector<DnnDescriptor> DnnDescriptor::descriptors(cudnnBackendAttributeName_t name,
                                                      cudnnBackendDescriptorType_t type, int64_t most) const {
  std::vector<DnnDescriptor> found;
  std::vector<cudnnBackendDescriptor_t> list;
  for (int64_t i = 0; i < most; ++i) list.push_back(found.emplace_back(type).get());
  const std::size_t given = fill(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, most, list.data());
  while (found.size() > given) found.pop_back();
  return found;
}

bool DnnDescriptor::finalize() {
  const cudnnStatus_t status = dnn_functions().finalize(descriptor_);
  if (status == CUDNN_STATUS_SUCCESS) return true;
  if (!is_unsupported(status)) Logger().warning(dnn_functions().describe(status, "checking a descriptor"));
  return false;
}

void DnnDescriptor::set_raw(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, int64_t count,
                            const void* values) {
  dnn_functions().check(dnn_functions().set_attribute(descriptor_, name, type, count, values),
                        "setting attribute " + std::to_string(name));
}

int64_t DnnDescriptor::count(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type) const {
  int64_t available = 0;
  const cudnnStatus_t status = dnn_functions().get_attribute(descriptor_, name, type, 0, &available, nullptr);
  return status == CUDNN_STATUS_SUCCESS ? available : 0;
}

std::size_t DnnDescriptor::fill(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, int64_t room,
                                void* values) const {
  if (room == 0) return 0;
  int64_t given = 0;
  dnn_functions().check(dnn_functions().get_attribute(descriptor_, name, type, room, &given, values),
                        "reading attribute " + std::to_string(name));
  return static_cast<std::size_t>(std::min(room, given));
}

}  // namespace ort::cuda
