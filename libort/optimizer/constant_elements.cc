#include "libort/optimizer/constant_elements.h"

#include <algorithm>
#include <cmath>

#include "libort/core/type_dispatch.h"
#include "libort/ops/type_set.h"

namespace ort {

bool all_elements_are(const Tensor& tensor, double expected) {
  if (!kNumericBf16.contains(tensor.dtype())) return false;
  bool equal = false;
  dispatch(tensor.dtype(), NumericTypes{}, [&]<class T>() {
    const auto elements = tensor.as<T>();
    equal = std::all_of(elements.begin(), elements.end(), [&](const T& element) {
      const double value = static_cast<double>(static_cast<Compute<T>>(element));
      return value == expected && std::signbit(value) == std::signbit(expected);
    });
  });
  return equal;
}

}  // namespace ort
