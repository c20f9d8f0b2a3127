#include "providers/cuda/operands.h"

#include "providers/portable/broadcast.h"

namespace ort::cuda {

StridedSpace<2> broadcast_of_two(const PlanContext& context) {
  return broadcast_space<2>(context.output_shape(0), portable::broadcast_operands(context));
}

std::vector<Reuse> in_place_inputs(const PlanContext& context, std::initializer_list<int> inputs) {
  std::vector<Reuse> reuse;
  for (const int input : inputs) {
    if (portable::allows_in_place(context, input)) reuse.push_back({0, input});
  }
  return reuse;
}

}  // namespace ort::cuda
