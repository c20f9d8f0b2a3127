#include "tests/formats/official_models.h"

#include <gtest/gtest.h>
#include <onnx/onnx-data_pb.h>
#include <onnx/onnx_pb.h>

#include <algorithm>

#include "ort/onnx_data.h"
#include "tests/formats/model_text.h"

namespace ort {
namespace {

using ort::testing::for_each_official_test;
using ort::testing::imported;
using ort::testing::official_archive;
using ort::testing::OfficialTest;

/// Everything that a graph of the suite has, read by ONNX's own library, is in the imported graph too.
void compare_graphs(const ::onnx::GraphProto& proto, const Graph& graph, const std::string& name) {
  ASSERT_EQ(graph.node_slots(), static_cast<std::size_t>(proto.node_size())) << name;
  for (int i = 0; i < proto.node_size(); ++i) {
    const Node& node = graph.node(static_cast<NodeId>(i));
    EXPECT_EQ(node.op_type, proto.node(i).op_type()) << name;
    EXPECT_EQ(node.name, proto.node(i).name()) << name;
    EXPECT_EQ(ort::testing::input_names(graph, node),
              std::vector<std::string>(proto.node(i).input().begin(), proto.node(i).input().end()))
        << name;
    EXPECT_EQ(node.attributes.size(), static_cast<std::size_t>(proto.node(i).attribute_size())) << name;
    for (const auto& attribute : proto.node(i).attribute()) {
      const Attribute& found = node.attributes.at(attribute.name());
      EXPECT_EQ(static_cast<int>(found.type()), static_cast<int>(attribute.type())) << name;
      if (attribute.has_g()) compare_graphs(attribute.g(), **found.get<std::shared_ptr<Graph>>(), name);
      if (attribute.has_i()) {
        EXPECT_EQ(*found.get<int64_t>(), attribute.i()) << name;
      }
      if (attribute.has_f()) {
        EXPECT_EQ(*found.get<float>(), attribute.f()) << name;
      }
    }
  }
  for (const auto& initializer : proto.initializer()) {
    const Value& value = graph.value(graph.find_value(initializer.name()));
    ASSERT_TRUE(value.constant) << name;
    EXPECT_TRUE(std::equal(initializer.dims().begin(), initializer.dims().end(), value.constant->shape().begin(),
                           value.constant->shape().end()))
        << name;
    if (!initializer.has_raw_data()) continue;
    const auto* data = reinterpret_cast<const char*>(value.constant->data());
    EXPECT_EQ(std::string(data, value.constant->bytes()), initializer.raw_data()) << name;
  }
}

/// "tensor(float)" for elem_type 1 and so on.
std::string type_text(const ::onnx::TypeProto& type) {
  if (type.has_sequence_type()) return "seq(" + type_text(type.sequence_type().elem_type()) + ")";
  if (type.has_optional_type()) return "optional(" + type_text(type.optional_type().elem_type()) + ")";
  return "tensor(" + std::string(data_type_name(static_cast<DataType>(type.tensor_type().elem_type()))) + ")";
}

/// Writing what was read gives bytes that are read as the same value, and that ONNX's library reads too.
template <class Message>
void check_data_file(const std::string& bytes, const std::string& type, const std::string& name) {
  const OrtValue value = parse_onnx_data(std::as_bytes(std::span(bytes)), type);
  const bool as_optional = type.starts_with("optional");
  const std::vector<std::byte> written = serialize_onnx_data(value, {}, as_optional);
  Message original;
  Message again;
  ASSERT_TRUE(original.ParseFromString(bytes)) << name;
  ASSERT_TRUE(again.ParseFromArray(written.data(), static_cast<int>(written.size()))) << name;
  original.clear_name();
  if constexpr (std::is_same_v<Message, ::onnx::TensorProto>) {
    if (!original.has_raw_data() && original.string_data_size() == 0) return;
    EXPECT_EQ(again.SerializeAsString(), original.SerializeAsString()) << name;
  }
  EXPECT_EQ(serialize_onnx_data(parse_onnx_data(written, type), {}, as_optional), written) << name;
}

void check_values(const OfficialTest& test, const std::vector<::onnx::ValueInfoProto>& values,
                  const std::string& prefix) {
  for (std::size_t k = 0; k < values.size(); ++k) {
    const auto file = test.files.find("test_data_set_0/" + prefix + "_" + std::to_string(k) + ".pb");
    if (file == test.files.end()) continue;
    const std::string type = type_text(values[k].type());
    const std::string name = test.name + "/" + file->first;
    if (type.starts_with("seq")) {
      check_data_file<::onnx::SequenceProto>(file->second, type, name);
    } else if (type.starts_with("optional")) {
      check_data_file<::onnx::OptionalProto>(file->second, type, name);
    } else {
      check_data_file<::onnx::TensorProto>(file->second, type, name);
    }
  }
}

void check_test(const OfficialTest& test) {
  ::onnx::ModelProto proto;
  ASSERT_TRUE(proto.ParseFromString(test.files.at("model.onnx"))) << test.name;
  const Model model = imported(test.files.at("model.onnx"));
  model.graph.verify();
  EXPECT_EQ(model.ir_version, proto.ir_version()) << test.name;
  compare_graphs(proto.graph(), model.graph, test.name);
  std::vector<::onnx::ValueInfoProto> inputs;
  for (const auto& input : proto.graph().input()) {
    const auto& initializers = proto.graph().initializer();
    const bool initialized = std::any_of(initializers.begin(), initializers.end(),
                                         [&](const auto& initializer) { return initializer.name() == input.name(); });
    if (!initialized) inputs.push_back(input);
  }
  check_values(test, inputs, "input");
  check_values(test, {proto.graph().output().begin(), proto.graph().output().end()}, "output");
}

TEST(OfficialModels, AgreeWithOnnxsOwnLibrary) {
  const std::filesystem::path archive = official_archive();
  if (archive.empty()) GTEST_SKIP() << "no official data: set ORT_SHARED_DATA, or run scripts/get_conformance.sh";
  int count = 0;
  for_each_official_test(archive, [&](const OfficialTest& test) {
    ++count;
    ASSERT_NO_THROW(check_test(test)) << test.name;
  });
  EXPECT_GE(count, 2033);
}

}  // namespace
}  // namespace ort
