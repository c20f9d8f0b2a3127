#include "apps/ortool/conformance/property_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "apps/ortool/values/elements.h"

namespace ortool {

bool has_random_outputs(const std::vector<std::string>& operators) {
  return std::any_of(operators.begin(), operators.end(),
                     [](const std::string& name) { return name == "Bernoulli" || name == "RandomUniformLike"; });
}

std::string check_random_output(const ort::OrtValue& actual, const ort::OrtValue& expected) {
  if (actual.data_type() != expected.data_type()) {
    return fmt::format("the type is {}, expected {}", actual.data_type(), expected.data_type());
  }
  if (!actual.is_tensor() || actual.element_type() == ort::DataType::kString) return "not a tensor of numbers";
  if (actual.shape() != expected.shape()) {
    return fmt::format("the shape is {}, expected {}", shape_text(actual.shape()), shape_text(expected.shape()));
  }
  std::vector<double> numbers(static_cast<std::size_t>(actual.element_count()) *
                              numbers_per_element(actual.element_type()));
  read_numbers(actual, 0, numbers);
  const auto odd = std::find_if(numbers.begin(), numbers.end(), [](double x) { return x != 0 && x != 1; });
  return odd == numbers.end() ? "" : fmt::format("an element is {}, expected 0 or 1", *odd);
}

}  // namespace ortool
