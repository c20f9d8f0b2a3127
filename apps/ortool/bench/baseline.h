#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "profiler/statistics.h"

namespace ortool {

struct BenchReport;

/// How a measurement compares with an earlier one.
struct BaselineResult {
  std::string file;
  double ratio = 1;                      ///< median now over median then
  ort::profiler::Interval interval;      ///< of the ratio, from the 95 % intervals of both medians
  double allowed = 0;                    ///< --fail-on-regression as a share
  bool is_regression = false;            ///< the whole interval lies above 1 + allowed
  std::vector<std::string> differences;  ///< settings that are not the same: "threads: 2, was 1"
};

/// What must be equal so that two reports may be compared: model, settings, shapes, machine.
nlohmann::ordered_json comparable_settings(const BenchReport& report);

/// Compares the first side with the report of `file`. Throws ort::Error: file, input for a file that is no report of
/// bench; usage where settings differ, unless `allows_different`.
BaselineResult compare_with_baseline(const BenchReport& report, const std::string& file, double allowed,
                                     bool allows_different);

/// Throws CheckFailed for a regression.
void throw_if_failed(const BaselineResult& result);

}  // namespace ortool
