#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ort/value.h"

namespace ortool {

/// The defaults are those of ONNX's official test runner.
struct Tolerance {
  double rtol = 1e-3;
  double atol = 1e-7;
};

/// How an actual value differs from the expected one.
struct Comparison {
  bool passed = true;

  /// Why it did not pass, one line ready for a terminal: another type or shape, or the number of mismatches with the
  /// worst element and the tolerances that would pass. Empty when it passed.
  std::string reason;

  double max_abs = 0;  ///< largest |actual - expected|; infinity where one of them is infinite; NaN elements left out
  double max_rel = 0;  ///< largest |actual - expected| / |expected| where expected is not 0
  int64_t mismatches = 0;  ///< elements over the tolerance, in all tensors of a sequence or map together

  std::string worst_part;  ///< where the worst element lies in a sequence or map: "[2]", "[0].values"; else ""
  std::vector<int64_t> worst_index;  ///< the element that is furthest over (or nearest to) the tolerance
  std::string worst_actual;          ///< that element, as text
  std::string worst_expected;

  std::optional<double> passing_atol;  ///< smallest atol that would pass with this rtol; none for NaN, infinity, text
  std::optional<double> passing_rtol;  ///< smallest rtol that would pass with this atol; none also where expected is 0
};

/// Compares by the rule of ONNX's official runner, |actual - expected| <= atol + rtol * |expected|, in double
/// precision (64-bit integers by their exact difference, complex numbers by magnitude). NaN agrees with NaN only, an
/// infinity with the same infinity only. Types and shapes must be equal, texts too; sequences element by element,
/// maps by key. A value that is absent agrees with an absent one only. Never throws for values that differ.
Comparison compare(const ort::OrtValue& actual, const ort::OrtValue& expected, Tolerance tolerance = {});

}  // namespace ortool
