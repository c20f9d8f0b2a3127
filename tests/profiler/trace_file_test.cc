#include "profiler/trace_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "ort/error.h"
#include "profiler/profile.h"
#include "tests/profiler/trace_text.h"

namespace ort::profiler::test {
namespace {

class TraceFile : public ::testing::Test {
 protected:
  Trace read(std::string_view text) const { return read_text(folder_, text); }

  void expect_error(std::string_view text, ErrorKind kind, const std::string& part) const {
    try {
      read(text);
      ADD_FAILURE() << "no error for " << text.substr(0, 100);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }

  ort::testing::TemporaryFolder folder_;
};

/// The text as a gzip file.
void write_gzip(const std::filesystem::path& path, const std::string& text) {
  archive* writer = archive_write_new();
  archive_write_add_filter_gzip(writer);
  archive_write_set_format_raw(writer);
  ASSERT_EQ(archive_write_open_filename(writer, path.c_str()), ARCHIVE_OK);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(writer, entry);
  archive_write_data(writer, text.data(), text.size());
  archive_entry_free(entry);
  ASSERT_EQ(archive_write_free(writer), ARCHIVE_OK);
}

TEST_F(TraceFile, OwnTraceHasEverything) {
  const Trace trace = read(own_trace(3));
  EXPECT_TRUE(trace.warnings.empty());
  EXPECT_TRUE(trace.has_exact_times);
  EXPECT_EQ(trace.session.isa, "avx2");
  EXPECT_EQ(trace.session.threads, 2);
  ASSERT_EQ(trace.nodes.size(), 2U);
  const TracedNode& conv = trace.nodes.front();
  EXPECT_EQ(conv.name, "/block/conv");
  EXPECT_EQ(conv.op_type, "FusedConv");
  EXPECT_EQ(conv.variant, "blocked");
  EXPECT_EQ(conv.lineage, (std::vector<std::string>{"/block/conv", "/block/bn"}));
  ASSERT_EQ(conv.inputs.size(), 2U);
  EXPECT_EQ(conv.inputs[1].name, "w");
  EXPECT_EQ(conv.inputs[1].shape, (std::vector<int64_t>{4, 3, 3, 3}));
  EXPECT_TRUE(conv.runs_parallel);
  EXPECT_EQ(trace.node_events.size(), 8U);
  EXPECT_EQ(trace.runs.size(), 7U);
  EXPECT_EQ(std::ranges::count_if(trace.runs, &TracedRun::is_profiled), 4);
  EXPECT_EQ(trace.stages.size(), 4U);
  ASSERT_EQ(trace.plans.size(), 1U);
  EXPECT_EQ(trace.plans.front().missed.front().reason, "y is read later");
}

TEST_F(TraceFile, OnnxRuntimes127) {
  const std::vector<std::string> lines = {ort_session("model_loading_uri", 2, 50),
                                          ort_session("session_initialization", 60, 70),
                                          ort_node("a", "Add", 210, 20),
                                          ort_node("b", "Mul", 231, 10),
                                          ort_session("SequentialExecutor::Execute", 205, 40),
                                          ort_session("model_run", 200, 50),
                                          ort_node("a", "Add", 310, 22),
                                          ort_node("b", "Mul", 333, 11),
                                          ort_session("SequentialExecutor::Execute", 305, 42),
                                          ort_session("model_run", 300, 52)};
  const Trace trace = read(as_list(lines));
  EXPECT_FALSE(trace.has_exact_times);
  ASSERT_EQ(trace.runs.size(), 2U);
  EXPECT_EQ(trace.runs[1].execute_ns, 42'000);
  for (const NodeEvent& event : trace.node_events) EXPECT_EQ(event.run, event.start_ns < 300'000 ? 0 : 1);
  EXPECT_EQ(trace.stages.front().path, "load");
}

TEST_F(TraceFile, OnnxRuntimes112HasFences) {
  const std::string fence =
      R"({"cat" : "Node","pid" :9,"tid" :9,"dur" :0,"ts" :209,"ph" : "X","name" :"a_fence_before","args" : {"op_name" : "Add"}})";
  const std::string node =
      R"({"cat" : "Node","pid" :9,"tid" :9,"dur" :20,"ts" :210,"ph" : "X","name" :"a_kernel_time","args" : {"op_name" : "Add","provider" : "CPUExecutionProvider","graph_index" : "0","exec_plan_index" : "0","activation_size" : "4","parameter_size" : "4","output_size" : "4","output_type_shape" : [{"float":[]}],"thread_scheduling_stats" : {"main_thread": {"thread_pool_name": "p", "thread_id": "1", "block_size": [1], "core": 14, "Distribution": 1, "DistributionEnqueue": 0, "Run": 14, "Wait": 6, "WaitRevoke": 0}, "sub_threads": {"2": {"num_run": 3, "core": 6}}}}})";
  const Trace trace = read(as_list({fence, node, ort_session("model_run", 200, 50)}));
  ASSERT_EQ(trace.nodes.size(), 1U);
  EXPECT_EQ(trace.node_events.size(), 1U);
  EXPECT_TRUE(trace.nodes.front().runs_parallel);
  EXPECT_EQ(trace.nodes.front().outputs.front().type, "float");
}

TEST_F(TraceFile, OrderAndFormDoNotMatter) {
  const std::vector<std::string> lines = {ort_session("model_run", 300, 52), ort_node("b", "Mul", 331, 10),
                                          ort_node("a", "Add", 310, 20), ort_session("model_run", 200, 50),
                                          ort_node("a", "Add", 210, 20)};
  std::string text = as_list(lines);
  std::erase(text, '\n');
  for (const std::string& form : {text, R"({"displayTimeUnit":"ns","traceEvents":)" + text + "}"}) {
    const Trace trace = read(form);
    EXPECT_TRUE(trace.warnings.empty());
    ASSERT_EQ(trace.node_events.size(), 3U);
    EXPECT_EQ(trace.node_events[0].run, 0);
    EXPECT_EQ(trace.node_events[1].run, 1);
    EXPECT_EQ(trace.nodes[trace.node_events[1].node].name, "a");
  }
}

TEST_F(TraceFile, CompressedAndCutOff) {
  const std::filesystem::path path = folder_.path() / "trace.json.gz";
  write_gzip(path, own_trace(200));
  EXPECT_EQ(read_trace(path).runs.size(), 401U);
  EXPECT_TRUE(is_meant_as_trace(path));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  const Trace cut = read_trace(path);
  EXPECT_LT(cut.runs.size(), 401U);
  EXPECT_NE(cut.warnings.front().find("cut off"), std::string::npos);
}

TEST_F(TraceFile, CutOffAtEveryByte) {
  const std::string text = own_trace(2);
  int readable = 0;
  for (std::size_t length = 0; length < text.size() - 2; ++length) {
    try {
      const Trace trace = read(text.substr(0, length));
      EXPECT_FALSE(trace.warnings.empty()) << length;
      ++readable;
      make_profile(trace);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput) << error.what();
    }
  }
  EXPECT_GT(readable, 1000);
}

TEST_F(TraceFile, DamagedBytesNeverCrash) {
  const std::string text = own_trace(2);
  std::mt19937 random(7);
  for (int trial = 0; trial < 2000; ++trial) {
    std::string damaged = text;
    for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
    try {
      make_profile(read(damaged));
    } catch (const Error& error) {
      EXPECT_TRUE(error.kind() == ErrorKind::kInput || error.kind() == ErrorKind::kLimit) << error.what();
    }
  }
}

TEST_F(TraceFile, StrangeNumbersStayInRange) {
  const std::string node =
      R"({"cat":"Node","tid":1e300,"ts":1e300,"dur":-5,"ph":"X","name":"n_kernel_time","args":{"op_name":7,"run":"x","operations":-1e308,"bytes_read":"1e308","in_use":"nan","start_ns":99999999999999999999,"input_type_shape":[{},7,{"float":["a",1e30]}]}})";
  const std::string run =
      R"({"cat":"Session","tid":null,"ts":-1e300,"dur":1e300,"ph":"X","name":"model_run","args":{"ledger":{"kernels":1e308,"inputs":"x"}}})";
  const Profile profile = make_profile(read(as_list({node, run, ort_node("n", "Add", -50, 3)})));
  ASSERT_EQ(profile.nodes.size(), 1U);
  EXPECT_DOUBLE_EQ(profile.nodes.front().total_us, 3);
}

TEST_F(TraceFile, ErrorsSayWhatIsWrong) {
  expect_error("", ErrorKind::kInput, "is not a trace");
  expect_error("[\n]", ErrorKind::kInput, "holds no event of a node");
  expect_error(as_list({ort_session("model_run", 1, 2)}), ErrorKind::kInput, "holds no event of a node");
  EXPECT_THROW(read_trace(folder_.path() / "missing.json"), Error);
  try {
    read_trace(folder_.path());
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFile);
    EXPECT_NE(std::string(error.what()).find("it is a folder"), std::string::npos);
  }
}

TEST_F(TraceFile, WhatIsMeantAsTrace) {
  read_text(folder_, own_trace(1), "named_otherwise");
  EXPECT_TRUE(is_meant_as_trace(folder_.path() / "named_otherwise"));
  EXPECT_TRUE(is_meant_as_trace("missing.json"));
  EXPECT_FALSE(is_meant_as_trace("missing.onnx"));
  EXPECT_FALSE(is_meant_as_trace(std::filesystem::path(ORT_SOURCE_DIR) / "testdata/digits/digits.onnx"));
}

}  // namespace
}  // namespace ort::profiler::test
