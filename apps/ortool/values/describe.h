#pragma once

#include <cstdint>
#include <string>

#include "ort/value.h"

namespace ortool {

/// Figures over the elements of a numeric tensor (bool: 0 and 1; complex: magnitudes). Minimum, maximum and mean are
/// over the finite elements, NaN when there is none.
struct Statistics {
  double min;
  double max;
  double mean;
  int64_t nan_count = 0;
  int64_t infinite_count = 0;
};

Statistics statistics_of(const ort::OrtValue& tensor);

/// "tensor(float) [1,3,224,224]", "seq(tensor(int64)) of 3", "map(int64,tensor(float)) of 2", "optional(...) without
/// value".
std::string type_and_size(const ort::OrtValue& value);

/// A few lines for people, each indented by two blanks and ended by a line end: figures and first elements of a tensor,
/// for a vector of scores (floats, all along one axis) the five largest with their positions; the first parts of
/// a sequence or map. Texts are escaped and cut. Empty for a value without content.
std::string describe(const ort::OrtValue& value);

}  // namespace ortool
