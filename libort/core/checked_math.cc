#include "libort/core/checked_math.h"

#include "libort/core/fail.h"

namespace ort {

void fail_overflow(const std::string& a, char operation, const std::string& b) {
  fail_limit("size overflow: " + a + " " + operation + " " + b);
}

int64_t checked_elements(std::span<const int64_t> dims) {
  int64_t product = 1;
  bool empty = false;
  for (const int64_t dim : dims) {
    if (dim < 0) fail_node("a shape has the negative dimension " + std::to_string(dim));
    empty = empty || dim == 0;
    if (dim > 0) product = checked_multiply(product, dim);
  }
  return empty ? 0 : product;
}

}  // namespace ort
