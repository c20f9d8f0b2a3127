#pragma once

#include <array>
#include <cstdint>

#include "libort/formats/onnx/wire.h"

/// The fields of ONNX's messages that an import reads, numbered as in onnx-ml.proto (IR 14) and onnx-data.proto. Fields
/// that are left out are skipped: documentation of nodes, training information, quantization annotations, device
/// configurations and metadata of anything but the model.
namespace ort::onnx {

inline constexpr bool kRepeated = true;

struct StringStringEntryProto {
  enum Number : uint32_t { kKey = 1, kValue = 2 };
  static constexpr std::array kFields = {
      FieldSpec{kKey, "key", FieldKind::kBytes},
      FieldSpec{kValue, "value", FieldKind::kBytes},
  };
};

struct OperatorSetIdProto {
  enum Number : uint32_t { kDomain = 1, kVersion = 2 };
  static constexpr std::array kFields = {
      FieldSpec{kDomain, "domain", FieldKind::kText},
      FieldSpec{kVersion, "version", FieldKind::kVarint},
  };
};

struct ModelProto {
  enum Number : uint32_t {
    kIrVersion = 1,
    kProducerName = 2,
    kProducerVersion = 3,
    kDomain = 4,
    kModelVersion = 5,
    kDocString = 6,
    kGraph = 7,
    kOpsetImport = 8,
    kMetadataProps = 14,
    kFunctions = 25,
  };
  static constexpr std::array kFields = {
      FieldSpec{kIrVersion, "ir_version", FieldKind::kVarint},
      FieldSpec{kProducerName, "producer_name", FieldKind::kBytes},
      FieldSpec{kProducerVersion, "producer_version", FieldKind::kBytes},
      FieldSpec{kDomain, "domain", FieldKind::kBytes},
      FieldSpec{kModelVersion, "model_version", FieldKind::kVarint},
      FieldSpec{kDocString, "doc_string", FieldKind::kBytes},
      FieldSpec{kGraph, "graph", FieldKind::kMessage},
      FieldSpec{kOpsetImport, "opset_import", FieldKind::kMessage, kRepeated},
      FieldSpec{kMetadataProps, "metadata_props", FieldKind::kMessage, kRepeated},
      FieldSpec{kFunctions, "functions", FieldKind::kMessage, kRepeated},
  };
};

struct GraphProto {
  enum Number : uint32_t {
    kNode = 1,
    kName = 2,
    kInitializer = 5,
    kDocString = 10,
    kInput = 11,
    kOutput = 12,
    kValueInfo = 13,
    kSparseInitializer = 15,
  };
  static constexpr std::array kFields = {
      FieldSpec{kNode, "node", FieldKind::kMessage, kRepeated},
      FieldSpec{kName, "name", FieldKind::kText},
      FieldSpec{kInitializer, "initializer", FieldKind::kMessage, kRepeated},
      FieldSpec{kDocString, "doc_string", FieldKind::kBytes},
      FieldSpec{kInput, "input", FieldKind::kMessage, kRepeated},
      FieldSpec{kOutput, "output", FieldKind::kMessage, kRepeated},
      FieldSpec{kValueInfo, "value_info", FieldKind::kMessage, kRepeated},
      FieldSpec{kSparseInitializer, "sparse_initializer", FieldKind::kMessage, kRepeated},
  };
};

struct NodeProto {
  enum Number : uint32_t {
    kInput = 1,
    kOutput = 2,
    kName = 3,
    kOpType = 4,
    kAttribute = 5,
    kDomain = 7,
    kOverload = 8,
  };
  static constexpr std::array kFields = {
      FieldSpec{kInput, "input", FieldKind::kText, kRepeated},
      FieldSpec{kOutput, "output", FieldKind::kText, kRepeated},
      FieldSpec{kName, "name", FieldKind::kText},
      FieldSpec{kOpType, "op_type", FieldKind::kText},
      FieldSpec{kAttribute, "attribute", FieldKind::kMessage, kRepeated},
      FieldSpec{kDomain, "domain", FieldKind::kText},
      FieldSpec{kOverload, "overload", FieldKind::kText},
  };
};

struct AttributeProto {
  enum Number : uint32_t {
    kName = 1,
    kF = 2,
    kI = 3,
    kS = 4,
    kT = 5,
    kG = 6,
    kFloats = 7,
    kInts = 8,
    kStrings = 9,
    kTensors = 10,
    kGraphs = 11,
    kTp = 14,
    kTypeProtos = 15,
    kType = 20,
    kRefAttrName = 21,
    kSparseTensor = 22,
    kSparseTensors = 23,
  };
  static constexpr std::array kFields = {
      FieldSpec{kName, "name", FieldKind::kText},
      FieldSpec{kF, "f", FieldKind::kFixed32},
      FieldSpec{kI, "i", FieldKind::kVarint},
      FieldSpec{kS, "s", FieldKind::kBytes},
      FieldSpec{kT, "t", FieldKind::kMessage},
      FieldSpec{kG, "g", FieldKind::kMessage},
      FieldSpec{kFloats, "floats", FieldKind::kFixed32, kRepeated},
      FieldSpec{kInts, "ints", FieldKind::kVarint, kRepeated},
      FieldSpec{kStrings, "strings", FieldKind::kBytes, kRepeated},
      FieldSpec{kTensors, "tensors", FieldKind::kMessage, kRepeated},
      FieldSpec{kGraphs, "graphs", FieldKind::kMessage, kRepeated},
      FieldSpec{kTp, "tp", FieldKind::kMessage},
      FieldSpec{kTypeProtos, "type_protos", FieldKind::kMessage, kRepeated},
      FieldSpec{kType, "type", FieldKind::kVarint},
      FieldSpec{kRefAttrName, "ref_attr_name", FieldKind::kText},
      FieldSpec{kSparseTensor, "sparse_tensor", FieldKind::kMessage},
      FieldSpec{kSparseTensors, "sparse_tensors", FieldKind::kMessage, kRepeated},
  };
};

struct TensorProto {
  enum Number : uint32_t {
    kDims = 1,
    kDataType = 2,
    kSegment = 3,
    kFloatData = 4,
    kInt32Data = 5,
    kStringData = 6,
    kInt64Data = 7,
    kName = 8,
    kRawData = 9,
    kDoubleData = 10,
    kUint64Data = 11,
    kDocString = 12,
    kExternalData = 13,
    kDataLocation = 14,
    kMetadataProps = 16,
  };
  static constexpr std::array kFields = {
      FieldSpec{kDims, "dims", FieldKind::kVarint, kRepeated},
      FieldSpec{kDataType, "data_type", FieldKind::kVarint},
      FieldSpec{kSegment, "segment", FieldKind::kMessage},
      FieldSpec{kFloatData, "float_data", FieldKind::kFixed32, kRepeated},
      FieldSpec{kInt32Data, "int32_data", FieldKind::kVarint, kRepeated},
      FieldSpec{kStringData, "string_data", FieldKind::kBytes, kRepeated},
      FieldSpec{kInt64Data, "int64_data", FieldKind::kVarint, kRepeated},
      FieldSpec{kName, "name", FieldKind::kText},
      FieldSpec{kRawData, "raw_data", FieldKind::kBytes},
      FieldSpec{kDoubleData, "double_data", FieldKind::kFixed64, kRepeated},
      FieldSpec{kUint64Data, "uint64_data", FieldKind::kVarint, kRepeated},
      FieldSpec{kDocString, "doc_string", FieldKind::kBytes},
      FieldSpec{kExternalData, "external_data", FieldKind::kMessage, kRepeated},
      FieldSpec{kDataLocation, "data_location", FieldKind::kVarint},
      FieldSpec{kMetadataProps, "metadata_props", FieldKind::kMessage, kRepeated},
  };
};

struct SparseTensorProto {
  enum Number : uint32_t { kValues = 1, kIndices = 2, kDims = 3 };
  static constexpr std::array kFields = {
      FieldSpec{kValues, "values", FieldKind::kMessage},
      FieldSpec{kIndices, "indices", FieldKind::kMessage},
      FieldSpec{kDims, "dims", FieldKind::kVarint, kRepeated},
  };
};

struct ValueInfoProto {
  enum Number : uint32_t { kName = 1, kType = 2, kDocString = 3 };
  static constexpr std::array kFields = {
      FieldSpec{kName, "name", FieldKind::kText},
      FieldSpec{kType, "type", FieldKind::kMessage},
      FieldSpec{kDocString, "doc_string", FieldKind::kBytes},
  };
};

struct TypeProto {
  enum Number : uint32_t {
    kTensorType = 1,
    kSequenceType = 4,
    kMapType = 5,
    kDenotation = 6,
    kOpaqueType = 7,
    kSparseTensorType = 8,
    kOptionalType = 9,
  };
  static constexpr std::array kFields = {
      FieldSpec{kTensorType, "tensor_type", FieldKind::kMessage},
      FieldSpec{kSequenceType, "sequence_type", FieldKind::kMessage},
      FieldSpec{kMapType, "map_type", FieldKind::kMessage},
      FieldSpec{kDenotation, "denotation", FieldKind::kText},
      FieldSpec{kOpaqueType, "opaque_type", FieldKind::kMessage},
      FieldSpec{kSparseTensorType, "sparse_tensor_type", FieldKind::kMessage},
      FieldSpec{kOptionalType, "optional_type", FieldKind::kMessage},
  };
};

/// TypeProto.Tensor and TypeProto.SparseTensor.
struct TensorTypeProto {
  enum Number : uint32_t { kElemType = 1, kShape = 2 };
  static constexpr std::array kFields = {
      FieldSpec{kElemType, "elem_type", FieldKind::kVarint},
      FieldSpec{kShape, "shape", FieldKind::kMessage},
  };
};

/// TypeProto.Sequence and TypeProto.Optional.
struct ElementTypeProto {
  enum Number : uint32_t { kElemType = 1 };
  static constexpr std::array kFields = {FieldSpec{kElemType, "elem_type", FieldKind::kMessage}};
};

struct MapTypeProto {
  enum Number : uint32_t { kKeyType = 1, kValueType = 2 };
  static constexpr std::array kFields = {
      FieldSpec{kKeyType, "key_type", FieldKind::kVarint},
      FieldSpec{kValueType, "value_type", FieldKind::kMessage},
  };
};

struct TensorShapeProto {
  enum Number : uint32_t { kDim = 1 };
  static constexpr std::array kFields = {FieldSpec{kDim, "dim", FieldKind::kMessage, kRepeated}};
};

struct DimensionProto {
  enum Number : uint32_t { kDimValue = 1, kDimParam = 2, kDenotation = 3 };
  static constexpr std::array kFields = {
      FieldSpec{kDimValue, "dim_value", FieldKind::kVarint},
      FieldSpec{kDimParam, "dim_param", FieldKind::kText},
      FieldSpec{kDenotation, "denotation", FieldKind::kText},
  };
};

struct FunctionProto {
  enum Number : uint32_t {
    kName = 1,
    kInput = 4,
    kOutput = 5,
    kAttribute = 6,
    kNode = 7,
    kOpsetImport = 9,
    kDomain = 10,
    kAttributeProto = 11,
    kOverload = 13,
  };
  static constexpr std::array kFields = {
      FieldSpec{kName, "name", FieldKind::kText},
      FieldSpec{kInput, "input", FieldKind::kText, kRepeated},
      FieldSpec{kOutput, "output", FieldKind::kText, kRepeated},
      FieldSpec{kAttribute, "attribute", FieldKind::kText, kRepeated},
      FieldSpec{kNode, "node", FieldKind::kMessage, kRepeated},
      FieldSpec{kOpsetImport, "opset_import", FieldKind::kMessage, kRepeated},
      FieldSpec{kDomain, "domain", FieldKind::kText},
      FieldSpec{kAttributeProto, "attribute_proto", FieldKind::kMessage, kRepeated},
      FieldSpec{kOverload, "overload", FieldKind::kText},
  };
};

struct SequenceProto {
  enum Number : uint32_t {
    kName = 1,
    kElemType = 2,
    kTensorValues = 3,
    kSparseTensorValues = 4,
    kSequenceValues = 5,
    kMapValues = 6,
    kOptionalValues = 7,
  };
  static constexpr std::array kFields = {
      FieldSpec{kName, "name", FieldKind::kText},
      FieldSpec{kElemType, "elem_type", FieldKind::kVarint},
      FieldSpec{kTensorValues, "tensor_values", FieldKind::kMessage, kRepeated},
      FieldSpec{kSparseTensorValues, "sparse_tensor_values", FieldKind::kMessage, kRepeated},
      FieldSpec{kSequenceValues, "sequence_values", FieldKind::kMessage, kRepeated},
      FieldSpec{kMapValues, "map_values", FieldKind::kMessage, kRepeated},
      FieldSpec{kOptionalValues, "optional_values", FieldKind::kMessage, kRepeated},
  };
};

struct OptionalProto {
  enum Number : uint32_t {
    kName = 1,
    kElemType = 2,
    kTensorValue = 3,
    kSparseTensorValue = 4,
    kSequenceValue = 5,
    kMapValue = 6,
    kOptionalValue = 7,
  };
  static constexpr std::array kFields = {
      FieldSpec{kName, "name", FieldKind::kText},
      FieldSpec{kElemType, "elem_type", FieldKind::kVarint},
      FieldSpec{kTensorValue, "tensor_value", FieldKind::kMessage},
      FieldSpec{kSparseTensorValue, "sparse_tensor_value", FieldKind::kMessage},
      FieldSpec{kSequenceValue, "sequence_value", FieldKind::kMessage},
      FieldSpec{kMapValue, "map_value", FieldKind::kMessage},
      FieldSpec{kOptionalValue, "optional_value", FieldKind::kMessage},
  };
};

struct MapProto {
  enum Number : uint32_t { kName = 1, kKeyType = 2, kKeys = 3, kStringKeys = 4, kValues = 5 };
  static constexpr std::array kFields = {
      FieldSpec{kName, "name", FieldKind::kText},
      FieldSpec{kKeyType, "key_type", FieldKind::kVarint},
      FieldSpec{kKeys, "keys", FieldKind::kVarint, kRepeated},
      FieldSpec{kStringKeys, "string_keys", FieldKind::kBytes, kRepeated},
      FieldSpec{kValues, "values", FieldKind::kMessage},
  };
};

/// Values of `elem_type` in SequenceProto and OptionalProto.
enum class DataProtoType : int32_t {
  kUndefined = 0,
  kTensor = 1,
  kSparseTensor = 2,
  kSequence = 3,
  kMap = 4,
  kOptional = 5
};

}  // namespace ort::onnx
