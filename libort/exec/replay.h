#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "libort/runtime/provider.h"

namespace ort {

/// The device work of a frame, captured once its addresses are known and replayed as long as they stay the same. The
/// first run is done plainly: kernels may still choose and allocate in it.
class Replay {
 public:
  /// Does the work of a run: plainly by `work`, or by a replay of what `work` did before at the same `addresses`.
  void run(Stream& stream, const std::vector<const void*>& addresses, const std::function<void()>& work);

 private:
  void capture(Stream& stream, const std::vector<const void*>& addresses, const std::function<void()>& work);

  bool warm_ = false;
  std::size_t captures_ = 0;
  std::vector<const void*> addresses_;
  std::unique_ptr<CapturedWork> captured_;
};

}  // namespace ort
