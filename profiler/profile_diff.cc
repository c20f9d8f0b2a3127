#include "profiler/profile_diff.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "profiler/autocorrelation.h"
#include "profiler/student_t.h"

namespace ort::profiler {
namespace {

constexpr double kSignificance = 0.05;
constexpr std::size_t kFewestRuns = 3;

/// Microseconds in each run of several nodes together.
std::vector<double> run_sums(const Profile& profile, const std::vector<std::size_t>& nodes) {
  std::vector<double> sums;
  for (const std::size_t node : nodes) {
    const std::vector<double>& run_us = profile.nodes[node].run_us;
    sums.resize(std::max(sums.size(), run_us.size()));
    for (std::size_t i = 0; i < run_us.size(); ++i) sums[i] += run_us[i];
  }
  return sums;
}

NodeDifference difference_of(const AlignedNodes& group, const Profile& a, const Profile& b) {
  NodeDifference difference;
  difference.match = group.match;
  for (const std::size_t node : group.a) difference.a_names.push_back(a.nodes[node].node.name);
  for (const std::size_t node : group.b) difference.b_names.push_back(b.nodes[node].node.name);
  if (!group.a.empty()) difference.a_provider = a.nodes[group.a.front()].node.provider;
  if (!group.b.empty()) difference.b_provider = b.nodes[group.b.front()].node.provider;
  difference.op_type = group.b.empty() ? a.nodes[group.a.front()].node.op_type : b.nodes[group.b.front()].node.op_type;
  const Summary a_us = summarize(run_sums(a, group.a));
  const Summary b_us = summarize(run_sums(b, group.b));
  difference.a_us = a_us.mean;
  difference.b_us = b_us.mean;
  if (group.match != AlignedNodes::Match::kNone) difference.p = welch_t_test(a_us, b_us).p;
  return difference;
}

/// Holm's correction over the groups that are on both sides.
void correct(std::vector<NodeDifference>& nodes) {
  std::vector<NodeDifference*> tested;
  for (NodeDifference& node : nodes) {
    if (node.match != AlignedNodes::Match::kNone) tested.push_back(&node);
  }
  std::ranges::stable_sort(tested, {}, &NodeDifference::p);
  double largest = 0;
  for (std::size_t i = 0; i < tested.size(); ++i) {
    largest = std::max(largest, std::min(1.0, tested[i]->p * static_cast<double>(tested.size() - i)));
    tested[i]->p = largest;
    tested[i]->is_significant = largest < kSignificance;
  }
}

std::vector<double> logarithms(const std::vector<double>& values) {
  std::vector<double> logs;
  for (const double value : values) {
    if (value > 0) logs.push_back(std::log(value));
  }
  return logs;
}

/// The ratio of medians; the interval joins those of both series.
RatioInterval wall_ratio(const std::vector<double>& a_us, const std::vector<double>& b_us) {
  const std::vector<double> a = logarithms(a_us);
  const std::vector<double> b = logarithms(b_us);
  RatioInterval ratio;
  ratio.blocks = std::min(a.size(), b.size());
  ratio.interval = {0, std::numeric_limits<double>::infinity()};
  if (ratio.blocks == 0) return ratio;
  const double difference = summarize(b).median - summarize(a).median;
  ratio.ratio = std::exp(difference);
  if (ratio.blocks < kFewestRuns) return ratio;
  const double half =
      std::hypot(median_interval(a, ratio.confidence).half_width(), median_interval(b, ratio.confidence).half_width());
  ratio.interval = {std::exp(difference - half), std::exp(difference + half)};
  return ratio;
}

void compare_walls(const Profile& a, const Profile& b, ProfileDiff& diff) {
  diff.by_unprofiled_runs = a.unprofiled_wall_us.size() >= kFewestRuns && b.unprofiled_wall_us.size() >= kFewestRuns;
  const std::vector<double>& a_us = diff.by_unprofiled_runs ? a.unprofiled_wall_us : a.run_wall_us;
  const std::vector<double>& b_us = diff.by_unprofiled_runs ? b.unprofiled_wall_us : b.run_wall_us;
  diff.a_wall_us = summarize(a_us);
  diff.b_wall_us = summarize(b_us);
  diff.ratio = wall_ratio(a_us, b_us);
  diff.verdict = diff.ratio.blocks < kFewestRuns ? Verdict::kInconclusive : judge(diff.ratio, diff.threshold);
  diff.is_regression = diff.ratio.interval.low > 1 + diff.threshold;
}

/// Puts figures of both sides together by name, in the order of A and then of what only B has.
class Figures {
 public:
  void add_a(const std::string& name, double value) { entry(name).a = entry(name).a.value_or(0) + value; }
  void add_b(const std::string& name, double value) { entry(name).b = entry(name).b.value_or(0) + value; }
  std::vector<FigureDifference> take() { return std::move(figures_); }

 private:
  FigureDifference& entry(const std::string& name) {
    const auto [found, is_new] = positions_.emplace(name, figures_.size());
    if (is_new) figures_.push_back({name, std::nullopt, std::nullopt});
    return figures_[found->second];
  }

  std::map<std::string, std::size_t> positions_;
  std::vector<FigureDifference> figures_;
};

template <typename Visit>
void visit_startup(const Profile& profile, const Visit& visit) {
  if (!profile.startup) return;
  for (const StartupProfile::Stage& entry : profile.startup->stages) {
    visit(entry.stage.path, static_cast<double>(entry.stage.dur_ns) / 1000);
  }
  if (profile.startup->first_run_us) visit("first run", *profile.startup->first_run_us);
}

template <typename Visit>
void visit_memory(const Profile& profile, const Visit& visit) {
  if (!profile.memory) return;
  visit("peak", profile.memory->peak_bytes);
  if (profile.memory->arena_bytes) visit("arena", static_cast<double>(*profile.memory->arena_bytes));
  if (profile.memory->weights_bytes) visit("weights", static_cast<double>(*profile.memory->weights_bytes));
}

template <typename Visit>
void visit_copies(const Profile& profile, const Visit& visit) {
  for (const CopyProfile& copy : profile.copies) {
    visit(copy.name, copy.total_us / static_cast<double>(profile.runs.measured));
  }
}

void compare_environments(const Profile& a, const Profile& b, ProfileDiff& diff) {
  const auto compare = [&](const char* name, const std::string& of_a, const std::string& of_b) {
    if (of_a != of_b) diff.environment.push_back({name, of_a, of_b});
  };
  const auto threads = [](const Profile& profile) {
    return profile.session.threads ? std::to_string(*profile.session.threads) : std::string();
  };
  compare("model", a.session.model, b.session.model);
  compare("version", a.session.version, b.session.version);
  compare("build", a.session.build, b.session.build);
  compare("cpu", a.session.cpu, b.session.cpu);
  compare("isa", a.session.isa, b.session.isa);
  compare("threads", threads(a), threads(b));
  compare("optimization", a.session.optimization, b.session.optimization);
  compare("providers", fmt::format("{}", fmt::join(a.session.providers, ", ")),
          fmt::format("{}", fmt::join(b.session.providers, ", ")));
}

}  // namespace

ProfileDiff compare_profiles(const Profile& a, const Profile& b, double threshold) {
  ProfileDiff diff;
  diff.a_trace = a.trace;
  diff.b_trace = b.trace;
  diff.threshold = threshold;
  compare_walls(a, b, diff);
  for (const AlignedNodes& group : align_nodes(a, b)) diff.nodes.push_back(difference_of(group, a, b));
  correct(diff.nodes);
  std::ranges::stable_sort(diff.nodes, std::ranges::greater(),
                           [](const NodeDifference& node) { return std::abs(node.difference_us()); });
  Figures startup;
  visit_startup(a, [&](const std::string& name, double us) { startup.add_a(name, us); });
  visit_startup(b, [&](const std::string& name, double us) { startup.add_b(name, us); });
  diff.startup = startup.take();
  Figures memory;
  visit_memory(a, [&](const std::string& name, double bytes) { memory.add_a(name, bytes); });
  visit_memory(b, [&](const std::string& name, double bytes) { memory.add_b(name, bytes); });
  diff.memory = memory.take();
  Figures copies;
  visit_copies(a, [&](const std::string& name, double us) { copies.add_a(name, us); });
  visit_copies(b, [&](const std::string& name, double us) { copies.add_b(name, us); });
  diff.copies = copies.take();
  std::erase_if(diff.copies, [](const FigureDifference& copy) { return copy.a && copy.b; });
  compare_environments(a, b, diff);
  return diff;
}

}  // namespace ort::profiler
