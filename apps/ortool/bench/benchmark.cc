#include "apps/ortool/bench/benchmark.h"

#include <fmt/format.h>

#include <optional>
#include <random>
#include <utility>

#include "apps/ortool/bench/diagnosis.h"
#include "apps/ortool/bench/load_task.h"
#include "apps/ortool/bench/sweep.h"
#include "apps/ortool/quantity.h"
#include "apps/ortool/run/run_report.h"
#include "apps/ortool/run/test_data.h"

namespace ortool {
namespace {

class Benchmark {
 public:
  Benchmark(const BenchFlags& flags, const ort::RunOptions& run,
            const std::function<void(const std::string&)>& progress)
      : flags_(flags), run_(run), progress_(progress), measure_(flags.measure_settings()) {
    subject_settings_.inputs = flags.inputs;
    if (!flags.test_data.empty()) subject_settings_.test_data = find_test_data(flags.test_data);
    subject_settings_.expectations = flags.expectations;
    subject_settings_.tolerances = flags.tolerances;
    subject_settings_.seed = flags.seed;
    subject_settings_.callers = static_cast<std::size_t>(flags.callers);
  }

  BenchReport report() {
    report_.measuring_cost = measuring_cost();
    report_.equivalence = flags_.equivalence();
    report_.measures_loading = flags_.measures_loading();
    report_.stop = measure_.stop;
    report_.arrivals = flags_.arrivals();
    report_.seed = flags_.seed;
    report_.sleep_seconds = measure_.sleep_seconds;
    report_.machine = describe_machine();
    const std::vector<Variant> variants = flags_.variants();
    const MachineWatch watch;
    if (!flags_.sweep.empty()) {
      sweep(sweep_variants(variants.front(), flags_.sweep));
    } else if (variants.size() > 1) {
      compare(variants);
    } else {
      report_.sides.push_back(measure_one(variants.front()));
    }
    report_.activity = watch.activity();
    report_.was_interrupted = run_.terminate;
    for (SideReport& side : report_.sides) side.diagnoses = diagnose(side, report_);
    return std::move(report_);
  }

 private:
  std::unique_ptr<Subject> prepare(const Variant& variant) {
    progress_(fmt::format("loading {}", variant.label));
    auto subject = std::make_unique<Subject>(variant, subject_settings_, run_);
    throw_if_failed(subject->outcomes());
    return subject;
  }

  SideReport measure_one(const Variant& variant) {
    const std::unique_ptr<Subject> subject = prepare(variant);
    progress_(fmt::format("measuring {}, {} at most", variant.label, time_text(measure_.stop.max_seconds)));
    MeasureSettings settings = measure_;
    settings.delay = variant.delay;
    Measurement measurement;
    if (flags_.measures_loading()) {
      measurement = measure_loading(*subject, settings);
    } else if (const auto arrivals = flags_.arrivals()) {
      measurement = measure_arrivals(subject->tasks(), settings, *arrivals, run_.terminate);
    } else {
      measurement = measure(subject->tasks(), settings, run_.terminate);
    }
    subject->note_measured_memory();
    return describe_side(*subject, std::move(measurement), flags_.percentiles());
  }

  Measurement measure_loading(const Subject& subject, MeasureSettings settings) {
    std::vector<std::unique_ptr<Task>> tasks;
    const SessionFlags& session = subject.variant().session;
    tasks.push_back(std::make_unique<LoadTask>(subject.source(), session.session_options(), session.providers()));
    return measure(tasks, settings, run_.terminate);
  }

  void sweep(const std::vector<Variant>& cells) {
    report_.is_sweep = true;
    for (std::size_t i = 0; i < cells.size() && (!run_.terminate || report_.sides.empty()); ++i) {
      progress_(fmt::format("{}/{}", i + 1, cells.size()));
      report_.sides.push_back(measure_one(cells[i]));
    }
  }

  void compare(const std::vector<Variant>& variants) {
    std::vector<std::unique_ptr<Subject>> subjects;
    std::vector<ComparedTask> tasks;
    for (const Variant& variant : variants) {
      subjects.push_back(prepare(variant));
      tasks.push_back({subjects.back()->tasks().front().get(), variant.delay});
    }
    InterleavingSettings settings;
    settings.warm_up = measure_.warm_up;
    settings.stop = measure_.stop;
    settings.equivalence = flags_.equivalence();
    settings.sleep_seconds = measure_.sleep_seconds;
    settings.seed = flags_.seed + 1;
    std::mt19937_64 random(flags_.seed);
    const auto renew = [&](bool reversed) { return load_again(subjects, reversed, random); };
    Interleaving result = interleave(tasks, settings, run_.terminate, renew, [&](std::size_t block, double seconds) {
      progress_(
          fmt::format("block {}, {} of {} at most", block, time_text(seconds), time_text(settings.stop.max_seconds)));
    });
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      subjects[i]->note_measured_memory();
      result.sides[i].stop = result.stop;
      report_.sides.push_back(describe_side(*subjects[i], std::move(result.sides[i]), flags_.percentiles()));
    }
    report_.pairs = std::move(result.pairs);
    report_.blocks = result.blocks;
    report_.rounds = result.rounds;
  }

  /// All sides are given back before the first one is made anew: in the opposite order they change places in memory.
  std::vector<Task*> load_again(const std::vector<std::unique_ptr<Subject>>& subjects, bool reversed,
                                std::mt19937_64& random) {
    constexpr std::size_t kMostPadding = std::size_t{64} << 10;
    for (const auto& subject : subjects) subject->unload();
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      Subject& subject = *subjects[reversed ? subjects.size() - 1 - i : i];
      subject.load_again(random() % kMostPadding, run_);
    }
    std::vector<Task*> tasks;
    for (const auto& subject : subjects) tasks.push_back(subject->tasks().front().get());
    return tasks;
  }

  const BenchFlags& flags_;
  const ort::RunOptions& run_;
  const std::function<void(const std::string&)>& progress_;
  const MeasureSettings measure_;
  SubjectSettings subject_settings_;
  BenchReport report_;
};

}  // namespace

BenchReport run_benchmark(const BenchFlags& flags, const ort::RunOptions& run,
                          const std::function<void(const std::string&)>& progress) {
  return Benchmark(flags, run, progress).report();
}

}  // namespace ortool
