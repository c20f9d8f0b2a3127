#include "apps/ortool/values/element_differences.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <vector>

#include "apps/ortool/values/elements.h"

namespace ortool {
namespace {

using ort::DataType;
using ort::OrtValue;
using Visit = std::function<void(int64_t, Difference)>;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int64_t kChunk = 4096;

Difference difference(double actual, double expected) {
  if (std::isnan(actual) || std::isnan(expected)) {
    return {std::isnan(actual) && std::isnan(expected) ? 0 : kNaN, kNaN};
  }
  return {actual == expected ? 0 : std::abs(actual - expected), std::abs(expected)};
}

Difference complex_difference(std::complex<double> actual, std::complex<double> expected) {
  const Difference real = difference(actual.real(), expected.real());
  const Difference imaginary = difference(actual.imag(), expected.imag());
  if (std::isnan(real.absolute) || std::isnan(imaginary.absolute)) return {kNaN, kNaN};
  return {std::hypot(real.absolute, imaginary.absolute), std::hypot(real.expected, imaginary.expected)};
}

template <class T>
void visit_integers(const OrtValue& actual, const OrtValue& expected, const Visit& visit) {
  const std::span<const T> a = actual.data<T>();
  const std::span<const T> e = expected.data<T>();
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto high = static_cast<uint64_t>(std::max(a[i], e[i]));
    const auto low = static_cast<uint64_t>(std::min(a[i], e[i]));
    visit(static_cast<int64_t>(i), {static_cast<double>(high - low), std::abs(static_cast<double>(e[i]))});
  }
}

void visit_strings(const OrtValue& actual, const OrtValue& expected, const Visit& visit) {
  const std::span<const std::string> a = actual.strings();
  const std::span<const std::string> e = expected.strings();
  for (std::size_t i = 0; i < a.size(); ++i) visit(static_cast<int64_t>(i), {a[i] == e[i] ? 0 : kNaN, kNaN});
}

void visit_decoded(const OrtValue& actual, const OrtValue& expected, const Visit& visit) {
  const std::size_t numbers = numbers_per_element(actual.element_type());
  const int64_t count = actual.element_count();
  std::vector<double> a(kChunk * numbers);
  std::vector<double> e(kChunk * numbers);
  for (int64_t first = 0; first < count; first += kChunk) {
    const auto elements = static_cast<std::size_t>(std::min(kChunk, count - first));
    read_numbers(actual, first, std::span(a).first(elements * numbers));
    read_numbers(expected, first, std::span(e).first(elements * numbers));
    for (std::size_t i = 0; i < elements; ++i) {
      const bool is_complex = numbers == 2;
      visit(
          first + static_cast<int64_t>(i),
          is_complex ? complex_difference({a[2 * i], a[2 * i + 1]}, {e[2 * i], e[2 * i + 1]}) : difference(a[i], e[i]));
    }
  }
}

}  // namespace

void for_each_difference(const OrtValue& actual, const OrtValue& expected, const Visit& visit) {
  switch (actual.element_type()) {
    case DataType::kInt64:
      return visit_integers<int64_t>(actual, expected, visit);
    case DataType::kUint64:
      return visit_integers<uint64_t>(actual, expected, visit);
    case DataType::kString:
      return visit_strings(actual, expected, visit);
    default:
      return visit_decoded(actual, expected, visit);
  }
}

}  // namespace ortool
