#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "profiler/trace.h"
#include "tests/support/temporary_folder.h"

namespace ort::profiler::test {

/// A trace as libort writes it: two nodes, "/block/conv" (which contains nothing) and "/block/relu", in a warm-up run
/// (run 0), `runs` measured ones and as many that were not recorded. In measured run i the convolution takes
/// (10 + i) * `scale` us, of which 2 us are waiting, and the activation 5 us; the run takes 4 us more.
std::string own_trace(int runs, double scale = 1);

/// One line of a node, as ONNX Runtime 1.27 writes it.
std::string ort_node(std::string_view name, std::string_view op_type, int ts, int dur);

/// One line of a session's event without arguments, such as "model_run".
std::string ort_session(std::string_view name, int ts, int dur);

/// The lines as a closed list.
std::string as_list(const std::vector<std::string>& lines);

/// Reads the text as the trace `name` in the folder.
Trace read_text(const ort::testing::TemporaryFolder& folder, std::string_view text,
                const std::string& name = "trace.json");

}  // namespace ort::profiler::test
