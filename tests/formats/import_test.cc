#include "libort/formats/onnx/import.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "libort/formats/onnx/onnx_fields.h"
#include "tests/formats/model_text.h"
#include "tests/formats/proto_builder.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using onnx::GraphProto;
using onnx::ModelProto;
using onnx::NodeProto;
using ort::testing::find_node;
using ort::testing::imported;
using ort::testing::parse_graph;
using ort::testing::Proto;
using ort::testing::TemporaryFolder;
using ort::testing::throws_error;

::testing::AssertionResult no_protobuf(const std::string& bytes, std::string_view message) {
  return throws_error([&] { imported(bytes); }, ErrorCode::kInvalidProtobuf, ErrorKind::kModel, message);
}

::testing::AssertionResult invalid(const std::string& bytes, std::string_view message) {
  return throws_error([&] { imported(bytes); }, ErrorCode::kInvalidGraph, ErrorKind::kModel, message);
}

::testing::AssertionResult unsupported(const std::string& bytes, std::string_view message) {
  return throws_error([&] { imported(bytes); }, ErrorCode::kNotImplemented, ErrorKind::kUnsupported, message);
}

Proto opset(int64_t version, std::string_view domain = "") {
  Proto proto;
  if (!domain.empty()) proto.text(1, domain);
  return proto.number(2, version);
}

/// Everything but the graph and the operator sets.
Proto header(int64_t ir_version = 8) { return Proto().number(ModelProto::kIrVersion, ir_version); }

std::string model_with_opsets(std::initializer_list<Proto> opsets) {
  Proto model = header().message(ModelProto::kGraph, Proto());
  for (const Proto& entry : opsets) model.message(ModelProto::kOpsetImport, entry);
  return model.str();
}

TEST(Import, ReadsMetadata) {
  const Proto proto =
      header()
          .text(ModelProto::kProducerName, "maker")
          .text(ModelProto::kProducerVersion, "1.2")
          .text(ModelProto::kDomain, "example.org")
          .number(ModelProto::kModelVersion, 7)
          .text(ModelProto::kDocString, "what it does")
          .message(ModelProto::kMetadataProps, Proto().text(1, "key").text(2, "value"))
          .message(ModelProto::kOpsetImport, opset(17, "ai.onnx"))
          .message(ModelProto::kOpsetImport, opset(3, "ai.onnx.ml"))
          .message(ModelProto::kGraph, Proto().text(GraphProto::kName, "main").text(GraphProto::kDocString, "doc"));
  const Model model = imported(proto.str());
  EXPECT_EQ(model.ir_version, 8);
  EXPECT_EQ(model.producer_name, "maker");
  EXPECT_EQ(model.producer_version, "1.2");
  EXPECT_EQ(model.domain, "example.org");
  EXPECT_EQ(model.model_version, 7);
  EXPECT_EQ(model.doc, "what it does");
  EXPECT_EQ(model.metadata.at("key"), "value");
  EXPECT_EQ(model.opsets, (std::map<std::string, int64_t>{{"", 17}, {"ai.onnx.ml", 3}}));
  EXPECT_EQ(model.graph.name, "main");
  EXPECT_EQ(model.graph.doc, "doc");
}

TEST(Import, SaysWhatOtherFilesLookLike) {
  EXPECT_TRUE(no_protobuf("", "empty file"));
  EXPECT_TRUE(no_protobuf("<!DOCTYPE html><html>", "web page"));
  EXPECT_TRUE(no_protobuf("\n  <?xml version=\"1.0\"?>", "web page or an XML file"));
  EXPECT_TRUE(no_protobuf(std::string("PK\x03\x04", 4), "zip archive"));
  EXPECT_TRUE(no_protobuf("\x1f\x8b\x08", "gzip archive"));
  EXPECT_TRUE(no_protobuf("\x80\x04\x95", "Python pickle"));
  EXPECT_TRUE(no_protobuf("version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"));
  EXPECT_TRUE(no_protobuf("version https://git-lfs.github.com/spec/v1\n", "git lfs pull"));
  EXPECT_TRUE(no_protobuf(std::string("\x0c\0\0\0TFL3........", 16), "TensorFlow Lite"));
  EXPECT_TRUE(unsupported(std::string("\x0c\0\0\0ORTM........", 16), "this is an ORT format model"));
}

TEST(Import, ProducersCalledLikeAFormatAreNoProblem) {
  const Proto proto = header()
                          .text(ModelProto::kProducerName, "ORTM")
                          .message(ModelProto::kGraph, Proto())
                          .message(ModelProto::kOpsetImport, opset(17));
  ASSERT_EQ(proto.str().find("ORTM"), 4U);
  EXPECT_EQ(imported(proto.str()).producer_name, "ORTM");
}

TEST(Import, NeedsAGraph) {
  EXPECT_TRUE(
      invalid(header().message(ModelProto::kOpsetImport, opset(17)).str(), "No graph was found in the protobuf."));
  EXPECT_TRUE(no_protobuf(header().message(ModelProto::kGraph, Proto()).message(ModelProto::kGraph, Proto()).str(),
                          "field graph stands twice at byte 4"));
}

TEST(Import, ChecksTheIrVersion) {
  const auto version = [](int64_t number) {
    return header(number).message(ModelProto::kGraph, Proto()).message(ModelProto::kOpsetImport, opset(17)).str();
  };
  EXPECT_TRUE(invalid(Proto().message(ModelProto::kGraph, Proto()).str(), "Missing model IR version."));
  EXPECT_TRUE(invalid(version(0), "Missing model IR version."));
  EXPECT_TRUE(invalid(version(-1), "Invalid model IR version: -1"));
  EXPECT_TRUE(invalid(version(2), "Unsupported model IR version: 2, min supported IR version: 3"));
  EXPECT_TRUE(invalid(version(15), "Unsupported model IR version: 15, max supported IR version: 14"));
  EXPECT_TRUE(invalid(version(999), "max supported IR version: 14"));
  for (int64_t number = 3; number <= 14; ++number) EXPECT_EQ(imported(version(number)).ir_version, number);
}

TEST(Import, ChecksOperatorSets) {
  EXPECT_TRUE(
      invalid(model_with_opsets({}), "Missing opset in the model. All ModelProtos MUST have at least one entry"));
  EXPECT_TRUE(
      invalid(model_with_opsets({opset(0)}), "opset 0 of domain 'ai.onnx' does not exist; supported: ai.onnx 1 to 28"));
  EXPECT_TRUE(invalid(model_with_opsets({opset(-1)}), "opset -1"));
  EXPECT_TRUE(unsupported(model_with_opsets({opset(29)}),
                          "opset 29 of domain 'ai.onnx' is too new; supported: ai.onnx 1 to 28, ai.onnx.ml 1 to 5"));
  EXPECT_TRUE(
      unsupported(model_with_opsets({opset(999, "ai.onnx.ml")}), "opset 999 of domain 'ai.onnx.ml' is too new"));
  EXPECT_TRUE(
      invalid(model_with_opsets({opset(7), opset(8)}), "domain 'ai.onnx' is imported twice, with versions 7 and 8"));
  EXPECT_TRUE(invalid(model_with_opsets({opset(7), opset(8, "ai.onnx")}), "is imported twice"));
  EXPECT_EQ(imported(model_with_opsets({opset(7), opset(7, "ai.onnx")})).warnings.size(), 1U);
  EXPECT_EQ(imported(model_with_opsets({opset(1234, "example.org")})).opsets.at("example.org"), 1234);
}

TEST(Import, LimitsNestingOfGraphs) {
  const auto nested = [](int depth) {
    Proto graph = Proto().text(GraphProto::kName, "innermost");
    for (int i = 0; i < depth; ++i) {
      const Proto branch = Proto().text(1, "then_branch").message(6, graph).number(20, 5);
      const Proto node =
          Proto().text(NodeProto::kOutput, "y").text(NodeProto::kOpType, "If").message(NodeProto::kAttribute, branch);
      graph = Proto().message(GraphProto::kNode, node);
    }
    return header().message(ModelProto::kOpsetImport, opset(17)).message(ModelProto::kGraph, graph).str();
  };
  EXPECT_NO_THROW(imported(nested(32)));
  for (const int depth : {33, 400}) {
    EXPECT_TRUE(throws_error([&] { imported(nested(depth)); }, ErrorCode::kFail, ErrorKind::kLimit, "depth 33 > 32"));
  }
}

TEST(Import, LimitsNestingOfTypes) {
  const auto nested = [](int depth) {
    Proto type = Proto().message(1, Proto().number(1, 1));
    for (int i = 0; i < depth; ++i) type = Proto().message(i % 2 == 0 ? 4 : 9, Proto().message(1, type));
    const Proto input = Proto().text(1, "x").message(2, type);
    return header()
        .message(ModelProto::kOpsetImport, opset(17))
        .message(ModelProto::kGraph, Proto().message(GraphProto::kInput, input))
        .str();
  };
  EXPECT_EQ(imported(nested(2)).graph.value(0).type.to_string(), "optional(seq(tensor(float)))");
  EXPECT_NO_THROW(imported(nested(16)));
  for (const int depth : {17, 10'000}) {
    EXPECT_TRUE(throws_error([&] { imported(nested(depth)); }, ErrorCode::kFail, ErrorKind::kLimit, "deeper than 16"));
  }
}

TEST(Import, NegativeDimensionsAreUnknown) {
  ::onnx::ModelProto proto = parse_graph("g (float[3] x) => (float[3] x) { }");
  proto.mutable_graph()
      ->mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(0)
      ->set_dim_value(-7);
  const Model model = imported(proto);
  EXPECT_EQ(model.graph.value(model.graph.inputs()[0]).type.shape.to_string(), "[?]");
  ASSERT_EQ(model.warnings.size(), 1U);
  EXPECT_NE(model.warnings[0].find("the negative dimension -7"), std::string::npos);
}

TEST(Import, IgnoresTrainingQuantizationAndDevices) {
  Proto graph = Proto().message(14, Proto().text(1, "annotated")).message(16, Proto().text(1, "key"));
  graph.message(GraphProto::kNode, Proto()
                                       .text(NodeProto::kOutput, "y")
                                       .text(NodeProto::kOpType, "Op")
                                       .message(9, Proto().text(1, "k"))
                                       .message(10, Proto().text(1, "device")));
  const Proto model = header(11)
                          .message(20, Proto().message(1, Proto()))
                          .message(26, Proto().text(1, "gpus"))
                          .message(ModelProto::kOpsetImport, opset(23))
                          .message(ModelProto::kGraph, graph);
  EXPECT_EQ(imported(model.str()).graph.node_slots(), 1U);
}

TEST(Import, StrangeNamesAreEscapedInMessages) {
  ::onnx::ModelProto model = parse_graph("g (float[1] x) => (float[1] y) { y = Relu (x) }");
  model.mutable_graph()->mutable_node(0)->set_input(0, std::string("a\0\n\x1b[31m\xff", 9));
  EXPECT_TRUE(invalid(model.SerializeAsString(), "'a\\x00\\x0a\\x1b[31m\\xff'"));
}

TEST(Import, BytesWithoutOwnerAreCopied) {
  ::onnx::ModelProto proto = parse_graph("g (float[1] x) => (float[1] w) { }");
  ::onnx::TensorProto& tensor = *proto.mutable_graph()->add_initializer();
  tensor.set_name("w");
  tensor.set_data_type(2);
  tensor.add_dims(4);
  tensor.set_raw_data("abcd");
  std::string bytes = proto.SerializeAsString();
  const Model model = onnx::import_model(std::as_bytes(std::span(bytes)), nullptr, {});
  std::fill(bytes.begin(), bytes.end(), 'x');
  EXPECT_EQ(model.graph.value(model.graph.outputs()[0]).fixed()->as<uint8_t>()[3], 'd');
}

TEST(ImportFile, MapsTheFile) {
  const TemporaryFolder folder;
  const std::string bytes = parse_graph("g (float[1] x) => (float[1] y) { y = Relu (x) }").SerializeAsString();
  const Model model = onnx::import_file(folder.write("model.onnx", bytes));
  EXPECT_NE(model.bytes, nullptr);
  EXPECT_EQ(find_node(model.graph, "Relu").opset, 17);
}

TEST(ImportFile, NamesTheFileInErrors) {
  const TemporaryFolder folder;
  const std::string missing = (folder.path() / "no.onnx").string();
  EXPECT_TRUE(
      throws_error([&] { onnx::import_file(missing); }, ErrorCode::kNoSuchFile, ErrorKind::kFile,
                   "Load model from " + missing + " failed:Load model " + missing + " failed. File doesn't exist"));
  const std::string empty = folder.write("empty.onnx", "").string();
  EXPECT_TRUE(throws_error([&] { onnx::import_file(empty); }, ErrorCode::kInvalidProtobuf, ErrorKind::kModel,
                           "Load model from " + empty + " failed:the model is an empty file"));
  EXPECT_TRUE(
      throws_error([&] { onnx::import_file(folder.path()); }, ErrorCode::kNoSuchFile, ErrorKind::kFile, "directory"));
  const std::string pipe = (folder.path() / "pipe.onnx").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(throws_error([&] { onnx::import_file(pipe); }, ErrorCode::kNoSuchFile, ErrorKind::kFile, "pipe"));
}

}  // namespace
}  // namespace ort
