#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"

namespace ort {

void define_resize(OpRegistry&) {}

}  // namespace ort
