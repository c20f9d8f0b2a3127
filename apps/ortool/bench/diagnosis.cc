#include "apps/ortool/bench/diagnosis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "apps/ortool/machine.h"
#include "apps/ortool/quantity.h"
#include "apps/ortool/terminal_text.h"
#include "profiler/modes.h"

namespace ortool {
namespace {

class Diagnosis {
 public:
  Diagnosis(const SideReport& side, const BenchReport& report)
      : side_(side), report_(report), latency_(side.figures.latency) {}

  std::vector<std::string> sentences() {
    outputs();
    if (latency_.count == 0) return std::move(sentences_);
    spread();
    start();
    queue();
    settings();
    return std::move(sentences_);
  }

 private:
  template <class... Args>
  void say(fmt::format_string<Args...> format, Args&&... args) {
    sentences_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  void outputs() {
    if (!side_.non_finite.empty()) {
      std::vector<std::string> names;
      for (const std::string& name : side_.non_finite) names.push_back("'" + printable(name) + "'");
      say("output {} holds NaN or infinity: times of such values may mislead; feed real inputs",
          fmt::join(names, ", "));
    }
    if (!side_.reuses_outputs) {
      say("the output shapes change from run to run: each run allocates its outputs anew");
    }
  }

  void spread() {
    constexpr double kUnstable = 0.025;
    constexpr double kTellingTail = 10;
    if (const auto modes = ort::profiler::find_two_modes(side_.measurement.seconds)) {
      say("the latencies fall into two groups, around {} and {} ({:.0f} % of the runs): a mean or median of both says "
          "little; usual causes are a changing clock rate, threads on different cores, or other load",
          time_text(modes->low), time_text(modes->high), modes->high_share * 100);
    } else if (side_.figures.variation > kUnstable && report_.pairs.empty()) {
      say("unstable: the standard deviation is {:.1f} % of the mean (over 2.5 %); trust the median, and repeat on a "
          "quiet "
          "machine",
          side_.figures.variation * 100);
    }
    const bool asked_for_more = report_.stop.stability > 0 && side_.measurement.stop == StopReason::kTime;
    if (asked_for_more && !report_.arrivals && report_.pairs.empty()) {
      say("the median is known to {:.1f} % only; --max-time gives more",
          100 * side_.figures.median_interval.half_width() / latency_.median);
    }
    const double highest = side_.figures.percentiles.empty() ? 0 : side_.figures.percentiles.back().first;
    const double beyond = static_cast<double>(latency_.count) * (1 - highest / 100);
    if (beyond < kTellingTail && highest < 100 && report_.pairs.empty()) {
      say("{} rests on {:.1f} of {} samples; --min-iters gives more", percentile_name(highest), beyond, latency_.count);
    }
  }

  void start() {
    constexpr double kSlowFirstRun = 10;
    if (side_.measurement.left_out > 0) {
      say("the first {} samples took {:.2f} times as long as the rest and were left out as warm-up; --warmup N keeps "
          "all",
          side_.measurement.left_out, side_.measurement.start_ratio);
    }
    if (!report_.measures_loading && side_.first_run_seconds > kSlowFirstRun * latency_.median) {
      say("the first run took {:.0f} times the median: it plans for the shapes and touches the memory",
          side_.first_run_seconds / latency_.median);
    }
  }

  void queue() {
    if (!report_.arrivals) return;
    constexpr double kKeepsUp = 0.95;
    const double rate = report_.arrivals->rate;
    if (side_.figures.throughput < kKeepsUp * rate) {
      say("overloaded: {:.4g} requests per second came and {:.4g} were served; the queue and with it the latency grow "
          "as "
          "long as this lasts",
          rate, side_.figures.throughput);
    }
  }

  void settings() {
    constexpr double kCostly = 0.01;
    if (report_.measuring_cost > kCostly * latency_.median) {
      say("reading the clock takes {:.1f} % of the median", 100 * report_.measuring_cost / latency_.median);
    }
    const int cpus = ort::count_cpus().usable;
    const int wanted = side_.threads * static_cast<int>(side_.measurement.callers);
    if (wanted > cpus) {
      say("{} threads{} share {} CPUs", wanted, side_.measurement.callers > 1 ? " of all callers" : "", cpus);
    }
    if (!side_.delay.is_none()) say("a delay of {} is part of every run (asked for)", side_.delay.text());
  }

  const SideReport& side_;
  const BenchReport& report_;
  const ort::profiler::Summary& latency_;
  std::vector<std::string> sentences_;
};

}  // namespace

std::vector<std::string> diagnose(const SideReport& side, const BenchReport& report) {
  return Diagnosis(side, report).sentences();
}

std::vector<std::string> diagnose_machine(const BenchReport& report) {
  constexpr double kOtherLoad = 0.1;
  constexpr double kStolen = 0.02;
  const MachineActivity& activity = report.activity;
  std::vector<std::string> sentences;
  if (activity.other_cpus.value_or(0) > kOtherLoad) {
    sentences.push_back(fmt::format("other processes kept {:.2f} of {} CPUs busy while this was measured",
                                    *activity.other_cpus, report.machine.cpus.online));
  }
  if (activity.stolen_cpus.value_or(0) > kStolen) {
    sentences.push_back(
        fmt::format("the hypervisor took {:.2f} CPUs away while this was measured", *activity.stolen_cpus));
  }
  const std::string& governor = report.machine.governor;
  if (!governor.empty() && governor != "performance") {
    sentences.push_back(
        fmt::format("the CPU governor is '{}': the clock rate follows the load; 'performance' measures more evenly",
                    printable(governor)));
  }
  if (activity.throttled.value_or(0) > 0) {
    sentences.push_back(
        fmt::format("cores were slowed for heat {} times while this was measured", *activity.throttled));
  }
  return sentences;
}

}  // namespace ortool
