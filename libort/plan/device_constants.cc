#include "libort/plan/device_constants.h"

namespace ort {
namespace {

Tensor copy_over(const Tensor& content, ExecutionProvider& provider, Stream& stream) {
  Tensor copy(content.dtype(), content.shape(), provider.allocator());
  stream.copy(content, copy);
  stream.synchronize();
  return copy;
}

}  // namespace

DeviceConstants::OnDevice& DeviceConstants::on_device(ExecutionProvider& provider) {
  OnDevice& found = devices_[&provider];
  if (!found.stream) found.stream = provider.make_stream();
  return found;
}

Tensor DeviceConstants::get(ValueId value, const Tensor& content, ExecutionProvider& provider) {
  const std::lock_guard lock(mutex_);
  OnDevice& place = on_device(provider);
  const auto found = place.tensors.find(value);
  if (found != place.tensors.end()) return found->second;
  return place.tensors.emplace(value, copy_over(content, provider, *place.stream)).first->second;
}

Tensor DeviceConstants::copy(const Tensor& content, ExecutionProvider& provider) {
  const std::lock_guard lock(mutex_);
  return copy_over(content, provider, *on_device(provider).stream);
}

}  // namespace ort
