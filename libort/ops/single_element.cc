#include "libort/ops/single_element.h"

#include <string>

#include "libort/core/fail.h"

namespace ort {

void check_single_element(const InferContext& context, int i, const char* name) {
  const SymbolicShape& shape = context.input_shape(i);
  if (!shape.ranked || shape.rank() == 0) return;
  const bool may_be_one = shape.rank() == 1 && (!shape.dims[0].known() || shape.dims[0].value == 1);
  if (!may_be_one) {
    fail_node(std::string("'") + name + "' must be a scalar, but has shape " + shape.to_string());
  }
}

}  // namespace ort
