#pragma once

#include <string>
#include <vector>

#include "ort/value.h"

namespace ortool {

/// True for a model whose outputs are draws of Bernoulli or its function body (RandomUniformLike): they are random by
/// definition of the operator, so that no expected value can be met but by luck.
bool has_random_outputs(const std::vector<std::string>& operators);

/// Checks what can be checked of such an output: type and shape are those of `expected`, every element is 0 or 1.
/// Returns what is wrong; empty when the property holds.
std::string check_random_output(const ort::OrtValue& actual, const ort::OrtValue& expected);

}  // namespace ortool
