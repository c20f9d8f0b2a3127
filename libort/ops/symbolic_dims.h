#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libort/core/value_type.h"
#include "libort/ops/infer_context.h"

namespace ort {

/// `rank` unknown dimensions. Throws (node) for a rank above 1024.
SymbolicShape unknown_dims(int64_t rank);

/// The shape that the elements of integer input `i` spell, as far as they are known; with unknown elements at least its
/// rank. Throws (node) for a negative element and for an input that is no vector.
SymbolicShape shape_in_input(const InferContext& context, int i);

/// Product of dimensions: known when all are known or one is 0; a lone symbol among ones stays. Throws (limit) when it
/// does not fit.
Dim product_of(std::span<const Dim> dims);

/// Sum of dimensions: known when all are known; a lone symbol among zeros stays. Throws (limit) when it does not fit.
Dim sum_of(std::span<const Dim> dims);

/// `dim` times a factor that is known and not negative. Throws (limit) when it does not fit.
Dim scaled(const Dim& dim, int64_t factor);

/// One dimension from two descriptions of it, the more precise one. `where` starts the sentence that is thrown (node)
/// when both are known and differ.
Dim merged(const Dim& a, const Dim& b, const std::string& where);

/// "[2, 3]", for messages.
std::string list_text(std::span<const int64_t> numbers);

}  // namespace ort
