#include "providers/portable/batch_planes.h"

#include <string>

#include "libort/core/fail.h"

namespace ort::portable {
namespace {

bool trains(const KernelInfo& info) {
  if (const int64_t* training = info.find<int64_t>("training_mode")) return *training != 0;
  const int64_t* is_test = info.find<int64_t>("is_test");
  if (is_test != nullptr && *is_test != 0) return false;
  for (int i = 1; i < info.output_count(); ++i) {
    if (info.has_output(i)) return true;
  }
  return false;
}

BatchPlanes planes_of(const Shape& shape, bool spatial) {
  if (shape.rank() == 1) return {shape[0], 1, 1};
  if (!spatial) return {shape[0], shape.elements(1, shape.rank()), 1};
  return {shape[0], shape[1], shape.elements(2, shape.rank())};
}

}  // namespace

BatchSettings batch_settings(const KernelInfo& info) {
  const int64_t* spatial = info.find<int64_t>("spatial");
  return {.epsilon = info.attribute<float>("epsilon"),
          .momentum = info.attribute<float>("momentum"),
          .spatial = spatial == nullptr || *spatial != 0,
          .training = trains(info)};
}

BatchPlanes batch_planes(const PlanContext& context, bool spatial) {
  const BatchPlanes planes = planes_of(context.input_shape(0), spatial);
  for (int i = 1; i < 5; ++i) {
    if (context.input_shape(i).elements() == planes.channels) continue;
    fail_node("input " + std::to_string(i) + " has shape " + context.input_shape(i).to_string() + ", but " +
              std::to_string(planes.channels) + " elements are needed");
  }
  return planes;
}

}  // namespace ort::portable
