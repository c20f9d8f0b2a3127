#include "apps/ortool/values/generated_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "apps/ortool/errors.h"
#include "apps/ortool/memory_limit.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/element_parsing.h"
#include "apps/ortool/values/elements.h"

namespace ortool {
namespace {

using ort::DataType;
using ort::OrtValue;

constexpr std::string_view kConst = "const:";

struct RandomSettings {
  std::optional<double> low;
  std::optional<double> high;
  uint64_t seed = 0;
};

RandomSettings parse_random(std::string_view text) {
  const auto fail = [&](std::string_view what) {
    return usage_error(fmt::format("'{}': {}; random values are written rand[:lo..hi][:seed]", printable(text), what));
  };
  RandomSettings settings;
  bool has_seed = false;
  std::string_view rest = text.substr(std::string_view("rand").size());
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view part = rest.substr(0, rest.find(':'));
    rest.remove_prefix(part.size());
    const std::size_t dots = part.find("..");
    if (dots == part.npos) {
      const auto seed = to_unsigned(part);
      if (!seed || has_seed) throw fail("the seed is no whole number from 0 on");
      settings.seed = *seed;
      has_seed = true;
      continue;
    }
    settings.low = to_number(part.substr(0, dots));
    settings.high = to_number(part.substr(dots + 2));
    const bool is_range = settings.low && settings.high && *settings.low < *settings.high;
    if (!is_range || has_seed || !std::isfinite(*settings.high - *settings.low)) throw fail("lo..hi is no range");
  }
  return settings;
}

/// SplitMix64: the n-th number of the stream that starts at `state`.
uint64_t random_bits(uint64_t state, uint64_t n) {
  uint64_t z = state + (n + 1) * 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

/// FNV-1a of the name, so that inputs with the same seed differ.
uint64_t stream_of(uint64_t seed, std::string_view name) {
  uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash ^ random_bits(seed, 0);
}

void fill_random(const OrtValue& tensor, std::string_view name, const RandomSettings& settings) {
  const DataType dtype = tensor.element_type();
  const bool has_fractions = is_floating_point(dtype);
  const double low = settings.low.value_or(0);
  const double high = settings.high.value_or(has_fractions ? 1 : 2);
  const int bits = has_fractions ? 24 : 53;  // 24: what a float holds, so that rounding does not reach `high`
  const uint64_t stream = stream_of(settings.seed, name);
  for (int64_t i = 0; i < tensor.element_count(); ++i) {
    const double unit =
        std::ldexp(static_cast<double>(random_bits(stream, static_cast<uint64_t>(i)) >> (64 - bits)), -bits);
    const double number = low + unit * (high - low);
    store_number(tensor.bytes(), dtype, i, has_fractions ? number : std::floor(number));
  }
}

OrtValue generate_strings(std::string_view generator, std::span<const int64_t> shape) {
  OrtValue tensor = make_zeros(shape, DataType::kString);
  if (generator.starts_with(kConst)) {
    std::ranges::fill(tensor.strings(), std::string(generator.substr(kConst.size())));
  } else if (generator != "zeros") {
    throw input_error(fmt::format("'{}' makes no strings, const:TEXT does", printable(generator)));
  }
  return tensor;
}

void fill_constant(const OrtValue& tensor, std::string_view text) {
  const DataType dtype = tensor.element_type();
  for (int64_t i = 0; i < tensor.element_count(); ++i) {
    if (store_text(tensor.bytes(), dtype, i, text)) continue;
    throw input_error(fmt::format("'{}' is no {}", printable(text), ort::data_type_name(dtype)));
  }
}

}  // namespace

bool is_generator(std::string_view text) {
  return text == "zeros" || text == "ones" || text == "arange" || text == "rand" || text.starts_with("rand:") ||
         text.starts_with(kConst);
}

OrtValue make_zeros(std::span<const int64_t> shape, DataType dtype) {
  int64_t count = 1;
  bool overflows = false;
  for (const int64_t dimension : shape) overflows |= __builtin_mul_overflow(count, dimension, &count);
  const bool is_empty = std::ranges::find(shape, 0) != shape.end();
  if (!is_empty && (overflows || ort::buffer_bytes(dtype, count) > default_memory_limit())) {
    throw limit_error(fmt::format("{}{} does not fit into memory", ort::data_type_name(dtype), shape_text(shape)));
  }
  OrtValue tensor = OrtValue::from_shape_and_type(shape, dtype);
  if (dtype != DataType::kString) std::ranges::fill(tensor.bytes(), std::byte{0});
  return tensor;
}

OrtValue generate(std::string_view generator, std::string_view name, std::span<const int64_t> shape, DataType dtype) {
  if (dtype == DataType::kString) return generate_strings(generator, shape);
  const bool is_random = generator.starts_with("rand");
  const RandomSettings settings = is_random ? parse_random(generator) : RandomSettings{};
  OrtValue tensor = make_zeros(shape, dtype);
  if (is_random) {
    fill_random(tensor, name, settings);
  } else if (generator.starts_with(kConst)) {
    fill_constant(tensor, generator.substr(kConst.size()));
  } else if (generator == "ones" || generator == "arange") {
    for (int64_t i = 0; i < tensor.element_count(); ++i) {
      store_number(tensor.bytes(), dtype, i, generator == "ones" ? 1 : static_cast<double>(i));
    }
  }
  return tensor;
}

}  // namespace ortool
