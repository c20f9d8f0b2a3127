#pragma once

#include <string>
#include <string_view>

#include "profiler/ratio_interval.h"

namespace ort::profiler {

enum class Verdict { kFaster, kSlower, kSame, kInconclusive };

/// "faster", "slower", "same", "inconclusive".
std::string_view verdict_name(Verdict verdict);

/// What an interval of the ratio B / A says of B. `equivalence` is a share, such as 0.015: ratios from
/// 1 / (1 + equivalence) to 1 + equivalence count as no difference that matters.
///
/// same: the interval lies within that range, or it holds 1 and is not wider than it. slower, faster: the ratio lies
/// beyond the range and the whole interval more than a third of the way there. inconclusive: everything else.
Verdict judge(const RatioInterval& ratio, double equivalence);

/// The verdict in a sentence: "slower: takes 3.1 % longer (95 % interval 2.8 % to 3.4 %)".
std::string explain(Verdict verdict, const RatioInterval& ratio, double equivalence);

}  // namespace ort::profiler
