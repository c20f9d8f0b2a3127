#include "libort/ops/whole_numbers.h"

#include <cmath>

#include "libort/core/fail.h"
#include "libort/core/type_dispatch.h"

namespace ort {
namespace {

constexpr double kLargest = 9007199254740992.0;  // 2^53: up to here each integer is a double

int64_t whole_number(double value) {
  if (!(std::abs(value) <= kLargest) || value != std::trunc(value)) {
    fail_node(std::to_string(value) + " is no integer, as lengths, repeats and axes must be");
  }
  return static_cast<int64_t>(value);
}

}  // namespace

std::vector<int64_t> whole_numbers(const Tensor& tensor) {
  std::vector<int64_t> numbers;
  numbers.reserve(static_cast<std::size_t>(tensor.elements()));
  dispatch(tensor.dtype(), Types<float, double, Float16>{}, [&]<class T>() {
    for (const T element : tensor.as<T>()) {
      numbers.push_back(whole_number(static_cast<double>(static_cast<Compute<T>>(element))));
    }
  });
  return numbers;
}

}  // namespace ort
