#include <fmt/format.h>

#include "profiler/profile_json.h"

namespace ort::profiler {
namespace {

/// In quotes where it has to be.
std::string field(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string field(const std::optional<double>& number) { return number ? fmt::format("{}", *number) : ""; }

}  // namespace

std::string nodes_csv(const Profile& profile) {
  std::string csv =
      "name,op_type,provider,calls,total_us,avg_us,percent,cumulative_percent,stddev_us,min_us,median_us,max_us,"
      "operations,bytes_read,bytes_written,wait_us,device_us,host_us,roof_us,share,lost_us,bound\r\n";
  for (const NodeProfile& node : profile.nodes) {
    const Summary& us = node.call_us;
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},", field(node.node.name), field(node.node.op_type),
                       field(node.node.provider), node.calls, node.total_us, us.mean, node.percent,
                       node.cumulative_percent, us.stddev, us.min, us.median, us.max);
    const auto roof = [&](double Roof::*member) {
      return field(node.roof ? std::optional((*node.roof).*member) : std::nullopt);
    };
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{}\r\n", field(node.operations), field(node.bytes_read),
                       field(node.bytes_written), field(node.wait_us), field(node.device_us), field(node.host_us),
                       roof(&Roof::roof_us), roof(&Roof::share), roof(&Roof::lost_us),
                       node.roof ? bound_name(node.roof->bound) : "");
  }
  return csv;
}

}  // namespace ort::profiler
