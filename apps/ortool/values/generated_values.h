#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ort/value.h"

namespace ortool {

/// True for "rand[:lo..hi][:seed]", "zeros", "ones", "arange" and "const:v", well-formed or not.
bool is_generator(std::string_view text);

/// A tensor of made-up elements. Random ones are uniform in [lo, hi), by default [0, 1) for floats and [0, 2) for
/// integers, and depend on the seed (by default 0), `name` and the position only. Counting beyond the range of a type
/// stays at its end. Strings know "zeros" (empty) and "const:v" only. Throws ort::Error: usage for a malformed
/// generator, input for a constant that is no element of `dtype` or a generator that it lacks, limit for a tensor over
/// `default_memory_limit`.
ort::OrtValue generate(std::string_view generator, std::string_view name, std::span<const int64_t> shape,
                       ort::DataType dtype);

/// A zeroed tensor. Throws ort::Error (limit) as above.
ort::OrtValue make_zeros(std::span<const int64_t> shape, ort::DataType dtype);

}  // namespace ortool
