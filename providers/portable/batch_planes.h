#pragma once

#include <cstdint>

#include "libort/runtime/kernel.h"

namespace ort::portable {

/// What a BatchNormalization node says, versions 1 to 15.
struct BatchSettings {
  double epsilon = 0.0;
  double momentum = 0.0;
  bool spatial = true;
  /// Statistics of the batch are used: training_mode since 14; before, when more than Y is asked for (and is_test is 0,
  /// where it exists).
  bool training = false;
};

BatchSettings batch_settings(const KernelInfo& info);

/// X as [images, channels, inner].
struct BatchPlanes {
  int64_t images = 1;
  int64_t channels = 1;
  int64_t inner = 1;
};

/// A vector has one channel; without `spatial` every element of a sample is a channel of its own. Throws (node) when
/// the inputs 1 to 4 do not have one element for each channel.
BatchPlanes batch_planes(const PlanContext& context, bool spatial);

}  // namespace ort::portable
