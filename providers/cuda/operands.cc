#include "providers/cuda/operands.h"

#include "libort/ops/broadcast.h"

namespace ort::cuda {

StridedSpace<2> broadcast_of_two(const PlanContext& context) {
  const Shape& a = context.input_shape(0);
  Shape b = context.input_shape(1);
  for (int i = legacy_trailing_dims(context.node(), a.rank(), b.rank()); i > 0; --i) b.append(1);
  return broadcast_space<2>(context.output_shape(0), {a, b});
}

std::vector<Reuse> in_place_inputs(const PlanContext& context, std::initializer_list<int> inputs) {
  std::vector<Reuse> reuse;
  for (const int input : inputs) {
    const bool same_shape = context.input_shape(input) == context.output_shape(0);
    if (same_shape && data_type_bits(context.input_dtype(input)) == data_type_bits(context.output_dtype(0)))
      reuse.push_back({0, input});
  }
  return reuse;
}

}  // namespace ort::cuda
