#include "libort/formats/onnx/attribute_reader.h"

#include <bit>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/formats/onnx/limits.h"
#include "libort/formats/onnx/onnx_fields.h"
#include "libort/formats/onnx/sparse.h"
#include "libort/formats/onnx/type_reader.h"

namespace ort::onnx {
namespace {

using GraphPointer = std::shared_ptr<Graph>;

/// Gathers the fields of one AttributeProto.
class AttributeBuilder {
 public:
  AttributeBuilder(const Message& message, ReadContext& context, int level)
      : message_(message), context_(context), level_(level) {}

  void read(const MessageReader& reader);
  ParsedAttribute finish();

 private:
  AttributeType found() const { return static_cast<AttributeType>(data_.index()); }
  void read_value(const MessageReader& reader);
  void check_type() const;
  void use_empty_value();
  std::string string_of(const MessageReader& reader) const;

  [[noreturn]] void fail(const std::string& problem) const {
    fail_model(message_.path() + ": attribute '" + printable(attribute_.name) + "' " + problem);
  }

  /// The value as a T, made when there is none yet.
  template <class T>
  T& hold() {
    if (data_.index() == 0) data_.emplace<T>();
    if (!std::holds_alternative<T>(data_)) {
      fail("has values of two types, one of them " + std::string(attribute_type_name(found())));
    }
    return std::get<T>(data_);
  }

  const Message& message_;
  ReadContext& context_;
  int level_;
  AttributeType declared_ = AttributeType::kUndefined;
  Attribute::Data data_;
  ParsedAttribute attribute_;
};

void AttributeBuilder::read(const MessageReader& reader) {
  switch (reader.number()) {
    case AttributeProto::kName:
      attribute_.name = reader.text();
      return;
    case AttributeProto::kRefAttrName:
      attribute_.reference = reader.text();
      return;
    case AttributeProto::kType:
      declared_ = static_cast<AttributeType>(reader.int32());
      return;
    default:
      read_value(reader);
  }
}

void AttributeBuilder::read_value(const MessageReader& reader) {
  switch (reader.number()) {
    case AttributeProto::kF:
      hold<float>() = reader.float32();
      return;
    case AttributeProto::kI:
      hold<int64_t>() = reader.int64();
      return;
    case AttributeProto::kS:
      hold<std::string>() = string_of(reader);
      return;
    case AttributeProto::kT:
      hold<Tensor>() = context_.tensors.read(reader.message()).tensor;
      return;
    case AttributeProto::kG:
      hold<GraphPointer>();
      attribute_.graphs.push_back(read_graph(reader.message(), context_, level_ + 1));
      return;
    case AttributeProto::kFloats:
      reader.for_each_entry([&values = hold<std::vector<float>>()](uint64_t bits) {
        values.push_back(std::bit_cast<float>(static_cast<uint32_t>(bits)));
      });
      return;
    case AttributeProto::kInts:
      reader.for_each_entry(
          [&values = hold<std::vector<int64_t>>()](uint64_t bits) { values.push_back(static_cast<int64_t>(bits)); });
      return;
    case AttributeProto::kStrings:
      hold<std::vector<std::string>>().push_back(string_of(reader));
      return;
    case AttributeProto::kTensors:
      hold<std::vector<Tensor>>().push_back(context_.tensors.read(reader.message()).tensor);
      return;
    case AttributeProto::kGraphs:
      hold<std::vector<GraphPointer>>().emplace_back();
      attribute_.graphs.push_back(read_graph(reader.message(), context_, level_ + 1));
      return;
    case AttributeProto::kSparseTensor:
      hold<SparseTensorData>() = read_sparse(reader.message(), context_.tensors).data;
      return;
    case AttributeProto::kSparseTensors:
      hold<std::vector<SparseTensorData>>().push_back(read_sparse(reader.message(), context_.tensors).data);
      return;
    case AttributeProto::kTp:
      hold<ValueType>() = read_type(reader.message(), context_.warnings);
      return;
    default:
      hold<std::vector<ValueType>>().push_back(read_type(reader.message(), context_.warnings));
  }
}

std::string AttributeBuilder::string_of(const MessageReader& reader) const {
  if (reader.bytes().size() > kMaxStringBytes) {
    fail_limit(reader.path() + ": a string of " + std::to_string(reader.bytes().size()) + " bytes, the limit is " +
               std::to_string(kMaxStringBytes));
  }
  return std::string(reader.text());
}

void AttributeBuilder::check_type() const {
  if (declared_ < AttributeType::kUndefined || declared_ > AttributeType::kTypeProtos) {
    fail("has the unknown type " + std::to_string(static_cast<int>(declared_)));
  }
  const bool both = found() != AttributeType::kUndefined && declared_ != AttributeType::kUndefined;
  if (both && found() != declared_) {
    fail("has type " + std::string(attribute_type_name(declared_)) + " and a value of type " +
         std::string(attribute_type_name(found())));
  }
}

void AttributeBuilder::use_empty_value() {
  switch (declared_) {
    case AttributeType::kFloat:
      hold<float>();
      return;
    case AttributeType::kInt:
      hold<int64_t>();
      return;
    case AttributeType::kString:
      hold<std::string>();
      return;
    case AttributeType::kFloats:
      hold<std::vector<float>>();
      return;
    case AttributeType::kInts:
      hold<std::vector<int64_t>>();
      return;
    case AttributeType::kStrings:
      hold<std::vector<std::string>>();
      return;
    case AttributeType::kTensors:
      hold<std::vector<Tensor>>();
      return;
    case AttributeType::kGraphs:
      hold<std::vector<GraphPointer>>();
      return;
    case AttributeType::kSparseTensors:
      hold<std::vector<SparseTensorData>>();
      return;
    case AttributeType::kTypeProtos:
      hold<std::vector<ValueType>>();
      return;
    default:
      fail("has no value");
  }
}

ParsedAttribute AttributeBuilder::finish() {
  if (attribute_.name.empty()) fail_model(message_.path() + " has no name");
  check_type();
  if (!attribute_.reference.empty()) {
    if (found() != AttributeType::kUndefined) fail("has a value and refers to an attribute of its function");
    attribute_.type = declared_;
    return std::move(attribute_);
  }
  if (found() == AttributeType::kUndefined) use_empty_value();
  attribute_.type = found();
  attribute_.value = Attribute(std::move(data_));
  return std::move(attribute_);
}

}  // namespace

ParsedAttribute read_attribute(const Message& message, ReadContext& context, int level) {
  AttributeBuilder builder(message, context, level);
  MessageReader reader(message, AttributeProto::kFields);
  while (reader.next()) builder.read(reader);
  return builder.finish();
}

}  // namespace ort::onnx
