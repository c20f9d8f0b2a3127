#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "libort/core/tensor.h"
#include "libort/graph/graph.h"
#include "libort/runtime/provider.h"

namespace ort {

/// Constants of a program in the memory of its providers' devices: all plans share one copy. Thread-safe.
class DeviceConstants {
 public:
  /// `content`, the constant `value`, in memory of `provider`'s device; copied when it is asked for the first time.
  Tensor get(ValueId value, const Tensor& content, ExecutionProvider& provider);

  /// A copy of `content` on the device that is not kept here: for what is constant in one plan only.
  Tensor copy(const Tensor& content, ExecutionProvider& provider);

 private:
  struct OnDevice {
    std::unique_ptr<Stream> stream;
    std::map<ValueId, Tensor> tensors;
  };
  OnDevice& on_device(ExecutionProvider& provider);

  std::mutex mutex_;
  std::map<ExecutionProvider*, OnDevice> devices_;
};

}  // namespace ort
