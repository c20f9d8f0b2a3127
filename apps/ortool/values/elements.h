#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ort/value.h"

namespace ortool {

/// True for real and complex floating point types of any width.
bool is_floating_point(ort::DataType dtype);

/// Numbers that one element consists of: 2 for complex types (real, imaginary), else 1.
std::size_t numbers_per_element(ort::DataType dtype);

/// Decodes elements of a tensor of any type but string from index `first` on, `numbers_per_element` for each, until
/// `out` is full. bool gives 0 and 1; 64-bit integers are rounded.
void read_numbers(const ort::OrtValue& tensor, int64_t first, std::span<double> out);

/// Stores `number` as element `index` of `bytes`, which hold elements of `dtype` and were zero there: rounded for
/// floats, truncated and clamped to the range for integers; the real part of a complex number. Not for strings.
void store_number(std::span<std::byte> bytes, ort::DataType dtype, int64_t index, double number);

/// Stores the bits of element `index`, which were zero; for types of at most 16 bits.
void store_bits(std::span<std::byte> bytes, ort::DataType dtype, int64_t index, uint32_t bits);

/// The bits of element `index`; for types of at most 16 bits.
uint32_t load_bits(std::span<const std::byte> bytes, ort::DataType dtype, int64_t index);

/// One element as text: shortest digits that read back, "true", "1+2j", a quoted and escaped string.
std::string element_text(const ort::OrtValue& tensor, int64_t index);

/// Position in each axis of the element `flat` of a row-major tensor.
std::vector<int64_t> multi_index(std::span<const int64_t> shape, int64_t flat);

/// "[1,3,224]"
std::string shape_text(std::span<const int64_t> shape);

}  // namespace ortool
