#include "providers/cpu/broadcast.h"

namespace ort::cpu {

Broadcast<2> broadcast_of_two(const PlanContext& context) {
  return Broadcast<2>(context.output_shape(0), portable::broadcast_operands(context));
}

}  // namespace ort::cpu
