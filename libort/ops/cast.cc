#include <array>
#include <string>
#include <utility>

#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

/// Attribute `to` of version 1: a name of TensorProto.DataType such as "FLOAT".
DataType dtype_named(const std::string& name) {
  std::string lower = name;
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return data_type_from_name(lower);
}

DataType target_dtype(const Node& node) {
  if (node.since_version < 6) return dtype_named(node.attribute<std::string>("to"));
  const int64_t number = node.attribute<int64_t>("to");
  return number > 0 && number < kDataTypeCount ? static_cast<DataType>(number) : DataType::kUndefined;
}

void infer_cast(InferContext& context) {
  const DataType to = target_dtype(context.node());
  if (!is_known(to)) fail_node("attribute 'to' names no element type");
  context.set_output(0, to, context.input_shape(0));
  if (to != DataType::kInt32 && to != DataType::kInt64) return;
  auto elements = context.elements(0);
  if (!elements) return;
  for (Element& element : *elements) {
    if (to == DataType::kInt32 && element.number && *element.number != static_cast<int32_t>(*element.number)) {
      element = Element();
    }
  }
  context.set_output_elements(0, std::move(*elements));
}

}  // namespace

void define_cast(OpRegistry& ops) {
  OpFamily cast(ops, "Cast");
  cast.since(1).input("input", "T1").output("output", "T2").infer(infer_cast).cost(no_operations);
  cast.required_attribute("to", AttributeType::kString);
  cast.type("T1", kNumeric | kBool).type("T2", kNumeric | kBool);
  cast.since(6).required_attribute("to", AttributeType::kInt);
  TypeSet types = kNumeric | kBool;
  const std::array<std::pair<int, TypeSet>, 8> added{{{9, kString},
                                                      {13, kBfloat16Only},
                                                      {19, kFloat8},
                                                      {21, kInt4},
                                                      {23, kFloat4},
                                                      {24, kFloat8E8M0Only},
                                                      {25, kInt2},
                                                      {28, kFloat6}}};
  for (const auto& [version, more] : added) {
    types = types | more;
    cast.since(version).type("T1", types).type("T2", types);
    if (version == 19) cast.attribute("saturate", 1);
    if (version == 24) cast.attribute("round_mode", "up");
  }
}

}  // namespace ort
