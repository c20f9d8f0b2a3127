#pragma once

#include <string_view>
#include <vector>

#include "apps/ortool/bench/variant.h"

namespace ortool {

/// All combinations of the settings of "threads=1,2;opt=none,all" on `base`, the last key changing fastest. Throws
/// ort::Error: usage for other text, a key that is given twice, and what `apply_setting` throws; limit for more than
/// a thousand combinations.
std::vector<Variant> sweep_variants(const Variant& base, std::string_view text);

}  // namespace ortool
