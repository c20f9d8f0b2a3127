#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <tuple>

#include "profiler/trace.h"

namespace ort::profiler {

/// Makes a Trace of events in any order. What an event lacks stays unknown; what is no event of a session counts for
/// nothing.
class TraceBuilder {
 public:
  void add(const nlohmann::json& event);

  /// Sorts, finds the run of each event that does not name it, and hands the trace over. To be called once.
  Trace finish();

 private:
  void add_session_event(const nlohmann::json& event, const std::string& name);
  void add_node_event(const nlohmann::json& event, const std::string& name);
  void add_device_event(const nlohmann::json& event, const std::string& name);
  void add_extra_event(const nlohmann::json& event, const std::string& name);
  uint32_t node_index(const std::string& name, const nlohmann::json& args);
  int32_t run_index(const nlohmann::json& args);
  void find_runs();
  void adopt_orphans();
  void attach_executions();

  struct Execution {
    int32_t run;
    int64_t lane;
    int64_t start_ns;
    int64_t dur_ns;
  };

  Trace trace_;
  std::map<std::tuple<std::string, std::string, std::string>, uint32_t> nodes_;  // by name, operator and provider
  std::map<int64_t, int32_t> runs_;                                              // by number
  std::vector<Execution> executions_;
};

}  // namespace ort::profiler
