#include "tests/profiler/trace_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>

#include "profiler/trace_file.h"

namespace ort::profiler::test {
namespace {

std::string event(std::string_view category, std::string_view name, double start_us, double dur_us,
                  const std::string& args) {
  const auto start_ns = static_cast<int64_t>(start_us * 1000);
  const auto dur_ns = static_cast<int64_t>(dur_us * 1000);
  return fmt::format(
      R"({{"cat" : "{}","pid" :1,"tid" :7,"dur" :{},"ts" :{},"ph" : "X","name" :"{}","args" : {{{}{}"start_ns" : {},"dur_ns" : {}}}}})",
      category, dur_ns / 1000, start_ns / 1000, name, args, args.empty() ? "" : ",", start_ns, dur_ns);
}

/// Adds the events of a recorded run that begins at `start_us`, and returns when it ends.
double add_run(std::vector<std::string>& lines, int run, double start_us, double conv_us) {
  constexpr double kRelu = 5;
  const std::string of_run = fmt::format(R"("run" : {})", run);
  lines.push_back(event(
      "Node", "/block/conv_kernel_time", start_us + 1, conv_us,
      R"("op_name" : "FusedConv","provider" : "CPUExecutionProvider","lineage" : ["/block/conv","/block/bn"],)"
      R"("input_names" : ["x","","w"],"constant_inputs" : [2],"variant" : "blocked",)"
      R"("input_type_shape" : [{"float":[1,3,8,8]},{"float":[4,3,3,3]}],"output_names" : ["y"],)"
      R"("output_type_shape" : [{"float":[1,4,8,8]}],"operations" : 13824,"bytes_read" : 1200,"bytes_written" : 1024,)"
      R"("wait_ns" : 2000,"in_use" : 1024,)" +
          of_run));
  lines.push_back(event(
      "Node", "/block/relu_kernel_time", start_us + 2 + conv_us, kRelu,
      R"("op_name" : "Relu","provider" : "CPUExecutionProvider","operations" : 256,)"
      R"("output_type_shape" : [{"float":[1,4,8,8]}],"bytes_read" : 1024,"bytes_written" : 1024,"in_use" : 2048,)" +
          of_run));
  const double wall_us = conv_us + kRelu + 4;
  const std::string ledger =
      fmt::format(R"("ledger" : {{"inputs" : 500,"kernels" : {},"thread_wait" : 2000,"executor" : 1000}})",
                  static_cast<int64_t>((conv_us + kRelu - 2) * 1000));
  const std::string warm_up = run == 0 ? R"("warm_up" : true,)" : "";
  lines.push_back(
      event("Session", "model_run", start_us, wall_us, fmt::format(R"({},"plan" : 0,{}{})", of_run, warm_up, ledger)));
  return start_us + wall_us + 1;
}

}  // namespace

std::string own_trace(int runs, double scale) {
  std::vector<std::string> lines = {
      event(
          "EXTRA", "session", 0, 0,
          R"("kind" : "session","version" : "0.1","isa" : "avx2","threads" : 2,"providers" : ["CPUExecutionProvider"],)"
          R"("optimization" : "all","model" : "m.onnx","cpu" : "test")"),
      event("Session", "model_loading_uri", 0, 100, ""),
      event("EXTRA", "parse", 1, 60,
            R"("kind" : "stage","stage" : "load/parse","rss_bytes" : 1000,"peak_rss_bytes" : 2000)"),
      event("Session", "session_initialization", 110, 200, ""),
      event(
          "EXTRA", "fold", 120, 20,
          R"("kind" : "stage","stage" : "initialize/optimize/fold","rewrites" : 1,"nodes_before" : 3,"nodes_after" : 2)"),
      event(
          "EXTRA", "memory_plan", 310, 0,
          R"("kind" : "plan","plan" : 0,"weights_bytes" : 432,"arena_bytes" : 2048,"tensors" : [)"
          R"({"name" : "w","type" : "float","shape" : [4,3,3,3],"bytes" : 432,"offset" : 0,"home" : "constant","first" : 0,"last" : 1},)"
          R"({"name" : "y","type" : "float","shape" : [1,4,8,8],"bytes" : 1024,"offset" : 0,"home" : "arena","first" : 0,"last" : 1},)"
          R"({"name" : "v","type" : "float","shape" : [256],"bytes" : 1024,"offset" : 0,"home" : "arena","first" : 1,"last" : 1,"shares_with" : "y"},)"
          R"({"name" : "z","type" : "float","shape" : [1,4,8,8],"bytes" : 2000,"offset" : 1024,"home" : "arena","first" : 1,"last" : 1}],)"
          R"("nodes" : [{"name" : "/block/conv","in_use" : 1024,"workspace" : 0},{"name" : "/block/relu","in_use" : 3024,"workspace" : 0}],)"
          R"("missed" : [{"name" : "z","bytes" : 2000,"reason" : "y is read later"}])"),
  };
  double start_us = 1000;
  start_us = add_run(lines, 0, start_us, 500);
  for (int i = 0; i < runs; ++i) {
    start_us = add_run(lines, 2 * i + 1, start_us, (10 + i) * scale);
    const double wall_us = (10 + i) * scale + 7;
    lines.push_back(event("EXTRA", "unprofiled_run", start_us, wall_us,
                          fmt::format(R"("kind" : "unprofiled_run","run" : {})", 2 * i + 2)));
    start_us += wall_us + 1;
  }
  return as_list(lines);
}

std::string ort_node(std::string_view name, std::string_view op_type, int ts, int dur) {
  return fmt::format(
      R"({{"cat" : "Node","pid" :9,"tid" :9,"dur" :{},"ts" :{},"ph" : "X","name" :"{}_kernel_time","args" : {{)"
      R"("input_type_shape" : [{{"float":[1,4]}}],"node_index" : "0","op_name" : "{}","output_size" : "16",)"
      R"("provider" : "CPUExecutionProvider","output_type_shape" : [{{"float":[1,4]}}],"activation_size" : "16",)"
      R"("thread_scheduling_stats" : "","parameter_size" : "0"}}}})",
      dur, ts, name, op_type);
}

std::string ort_session(std::string_view name, int ts, int dur) {
  return fmt::format(
      R"({{"cat" : "Session","pid" :9,"tid" :9,"dur" :{},"ts" :{},"ph" : "X","name" :"{}","args" : {{}}}})", dur, ts,
      name);
}

std::string as_list(const std::vector<std::string>& lines) {
  return fmt::format("[\n{}\n]\n", fmt::join(lines, ",\n"));
}

Trace read_text(const ort::testing::TemporaryFolder& folder, std::string_view text, const std::string& name) {
  const std::filesystem::path path = folder.path() / name;
  std::filesystem::remove(path);  // a new file is not flushed to the disk, as one written over is
  std::ofstream(path, std::ios::binary) << text;
  return read_trace(path);
}

}  // namespace ort::profiler::test
