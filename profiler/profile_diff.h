#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "profiler/node_alignment.h"
#include "profiler/profile.h"
#include "profiler/ratio_interval.h"
#include "profiler/verdict.h"

namespace ort::profiler {

/// Nodes that do the same work, on both sides. Times in microseconds of a mean run.
struct NodeDifference {
  std::vector<std::string> a_names;
  std::vector<std::string> b_names;
  std::string op_type;  ///< of the first node, on side B where there is one
  AlignedNodes::Match match = AlignedNodes::Match::kNone;
  double a_us = 0;
  double b_us = 0;
  double p = 1;  ///< of Welch's test over runs, corrected for the number of tests (Holm)
  bool is_significant = false;
  std::string a_provider;  ///< of the first node; "" where there is none
  std::string b_provider;

  double difference_us() const { return b_us - a_us; }
};

/// A figure of both sides; absent where that profile lacks it.
struct FigureDifference {
  std::string name;
  std::optional<double> a;
  std::optional<double> b;
};

struct TextDifference {
  std::string name;
  std::string a;
  std::string b;
};

/// What changed from profile A to profile B.
struct ProfileDiff {
  std::string a_trace;
  std::string b_trace;
  bool by_unprofiled_runs = false;  ///< the verdict is about runs that were not recorded
  Summary a_wall_us;
  Summary b_wall_us;
  RatioInterval ratio;  ///< of wall times, B / A
  Verdict verdict = Verdict::kInconclusive;
  double threshold = 0;
  bool is_regression = false;               ///< the whole interval lies above 1 + threshold
  std::vector<NodeDifference> nodes;        ///< largest change first
  std::vector<FigureDifference> startup;    ///< microseconds by stage
  std::vector<FigureDifference> memory;     ///< bytes
  std::vector<FigureDifference> copies;     ///< microseconds of a run, for each copy that is on one side only
  std::vector<TextDifference> environment;  ///< what is not the same
};

/// `threshold` is a share: a change up to it does not matter. The interval of the ratio of wall times allows for
/// neighbouring runs that resemble each other, but two traces are two moments of a machine: `ortool bench A B` compares
/// in turn.
ProfileDiff compare_profiles(const Profile& a, const Profile& b, double threshold);

/// The object "ortool.profile-diff/1"; profiler/README.md has its members.
nlohmann::ordered_json to_json(const ProfileDiff& diff);

}  // namespace ort::profiler
