#include "libort/core/runtime_value.h"

namespace ort {
namespace {

ValueType type_of(const Tensor& tensor) {
  const std::vector<int64_t>& dims = tensor.shape().dims();
  return ValueType::tensor(tensor.dtype(), SymbolicShape::of({dims.begin(), dims.end()}));
}

}  // namespace

ValueType RuntimeValue::type() const {
  if (is_tensor()) return type_of(tensor());
  if (is_sequence()) return ValueType::sequence(sequence().element_type);
  if (is_map()) return ValueType::map(map().keys.dtype(), ValueType::tensor(map().values.dtype()));
  return ValueType::optional(std::get<NoneValue>(held_).inner);
}

}  // namespace ort
