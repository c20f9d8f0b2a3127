#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "libort/core/allocator.h"
#include "libort/core/device.h"
#include "libort/runtime/kernel_registry.h"

namespace ort {

class Mover;
class Stream;

/// Work that a stream has recorded and can do again, at the same addresses.
class CapturedWork {
 public:
  virtual ~CapturedWork() = default;
  virtual void launch(Stream& stream) = 0;
};

/// A moment in the work of a stream.
class TimeMark {
 public:
  virtual ~TimeMark() = default;
  /// Nanoseconds from an earlier mark of the same stream to this one; both have been waited for.
  virtual int64_t nanoseconds_since(const TimeMark& earlier) const = 0;
};

/// Work of one run on a device, in order. The CPU has none.
class Stream {
 public:
  /// Kernels and copies may go side by side.
  enum class Lane { kCompute, kCopies };

  virtual ~Stream() = default;
  /// Copies between this device and the CPU, or within the device. Both tensors have the same type and size. The CPU
  /// may read the target after `synchronize`.
  virtual void copy(const Tensor& source, Tensor& target) = 0;
  /// Returns when everything that was put on the stream is done.
  virtual void synchronize() = 0;
  /// Memory for values of this run whose reuse follows the order of the stream; null: the provider's allocator serves.
  virtual std::shared_ptr<Allocator> allocator() { return nullptr; }
  /// Marks the moment when everything that was put on a lane so far is done, for copies also the kernels before them;
  /// null where the device tells no times.
  virtual std::unique_ptr<TimeMark> mark_time(Lane /*lane*/) { return nullptr; }
  /// From now on work is recorded instead of done. Only streams of providers that replay are asked.
  virtual void begin_capture() {}
  /// What was recorded; null when the device refused something of it, and then nothing of it was done.
  virtual std::unique_ptr<CapturedWork> end_capture() { return nullptr; }
};

/// Yes, or the sentence that the user reads.
struct Support {
  bool supported = false;
  std::string reason;
};

/// A device and its kernels. One object serves one session.
class ExecutionProvider {
 public:
  virtual ~ExecutionProvider() = default;
  virtual std::string_view name() const = 0;  ///< "CPUExecutionProvider"
  virtual Device device() const = 0;
  virtual const KernelRegistry& kernels() const = 0;
  /// For the kernels that are written once for all providers (providers/portable); null where it registers none.
  virtual const Mover* mover() const { return nullptr; }
  virtual std::shared_ptr<Allocator> allocator() = 0;
  /// Null where kernels run on the calling thread and memory is the CPU's.
  virtual std::unique_ptr<Stream> make_stream() { return nullptr; }
  virtual std::map<std::string, std::string> options() const { return {}; }
  /// Whether the work of a run is to be captured and replayed where the plan allows it.
  virtual bool replays_work() const { return false; }
  /// Asked for a resolved node; the default looks for a kernel.
  virtual Support supports(const Graph& graph, const Node& node, const OpSchema& schema) const;
};

}  // namespace ort
