#pragma once

#include <cstddef>

#include "libort/graph/attribute.h"

namespace ort {

/// Same type, shape and bits: zeros of different sign differ, equal NaNs do not.
bool same_tensor(const Tensor& a, const Tensor& b);
/// Equal for tensors that are the same.
std::size_t hash_of(const Tensor& tensor);

/// Same kind and value, floats by their bits. Graphs, types and sparse tensors are the same as nothing.
bool same_attribute(const Attribute& a, const Attribute& b);
std::size_t hash_of(const Attribute& attribute);

/// Joins hashes; order matters.
std::size_t hash_with(std::size_t hash, std::size_t next);

}  // namespace ort
