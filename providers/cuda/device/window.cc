#include "providers/cuda/device/window.h"

#include <string>

#include "libort/core/fail.h"

namespace ort::cuda {

WindowSpace window_space(const std::vector<portable::WindowAxis>& axes) {
  if (axes.size() > kMaxWindowAxes) {
    fail_node("the CUDA provider takes windows of at most " + std::to_string(kMaxWindowAxes) + " axes, not " +
              std::to_string(axes.size()));
  }
  WindowSpace space;
  const std::size_t missing = axes.size() < 2 ? 2 - axes.size() : 0;
  space.rank = static_cast<int64_t>(axes.size() + missing);
  for (std::size_t i = 0; i < axes.size(); ++i) space.axes[missing + i] = axes[i];
  for (int64_t d = 0; d < space.rank - 2; ++d) space.outer_taps *= space.axes[d].kernel;
  return space;
}

int64_t plane_size(const Shape& shape) { return shape.elements(2, shape.rank()); }

}  // namespace ort::cuda
