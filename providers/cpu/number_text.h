#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ort/data_type.h"

namespace ort::cpu {

/// `value` of element type `dtype` in the fewest digits that mean no other value of that type (float8 and narrower: of
/// float), in numpy's form: "0.1", "1e-05", "100000.0", "1e+16". "INF", "-INF" and "NaN" as Cast names them.
std::string float_text(DataType dtype, double value);

std::string integer_text(int64_t value);
std::string integer_text(uint64_t value);

/// Numbers as Cast reads them from strings: plain and scientific decimal notation, with spaces around and a sign
/// before; "INF" and "NaN" in any case; integers may have a fraction, which is cut off. They do not depend on the
/// locale. Throw (node) with the text for what is no number or lies outside the type that is asked for; `parse_float`
/// rounds to `dtype` once where that is kFloat, and to double otherwise.
double parse_float(std::string_view text, DataType dtype);
int64_t parse_int64(std::string_view text);
uint64_t parse_uint64(std::string_view text);

}  // namespace ort::cpu
