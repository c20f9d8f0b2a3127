#include "profiler/verdict.h"

#include <fmt/format.h>

namespace ort::profiler {
namespace {

double percent_over_one(double ratio) { return (ratio - 1) * 100; }

std::string interval_text(const RatioInterval& ratio) {
  return fmt::format("{:.3g} % interval {:+.2f} % to {:+.2f} %", ratio.confidence * 100,
                     percent_over_one(ratio.interval.low), percent_over_one(ratio.interval.high));
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFaster:
      return "faster";
    case Verdict::kSlower:
      return "slower";
    case Verdict::kSame:
      return "same";
    case Verdict::kInconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

Verdict judge(const RatioInterval& ratio, double equivalence) {
  const double high = 1 + equivalence;
  const double low = 1 / high;
  const Interval& interval = ratio.interval;
  if (low <= interval.low && interval.high <= high) return Verdict::kSame;
  if (interval.contains(1)) {
    return interval.high - interval.low <= high - low ? Verdict::kSame : Verdict::kInconclusive;
  }
  const double clearly_high = 1 + equivalence / 3;
  if (ratio.ratio > high && interval.low > clearly_high) return Verdict::kSlower;
  if (ratio.ratio < low && interval.high < 1 / clearly_high) return Verdict::kFaster;
  return Verdict::kInconclusive;
}

std::string explain(Verdict verdict, const RatioInterval& ratio, double equivalence) {
  const double percent = percent_over_one(ratio.ratio);
  const std::string interval = interval_text(ratio);
  switch (verdict) {
    case Verdict::kSlower:
      return fmt::format("slower: takes {:.2f} % longer ({})", percent, interval);
    case Verdict::kFaster:
      return fmt::format("faster: takes {:.2f} % less time ({})", -percent, interval);
    case Verdict::kSame:
      return fmt::format("same: {:+.2f} % ({}), less than the {:.3g} % that count", percent, interval,
                         equivalence * 100);
    case Verdict::kInconclusive:
      return fmt::format("inconclusive: {:+.2f} % ({}) neither shows a difference of {:.3g} % nor rules it out",
                         percent, interval, equivalence * 100);
  }
  return interval;
}

}  // namespace ort::profiler
