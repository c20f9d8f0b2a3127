#include "libort/formats/onnx/tensor_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "libort/core/fail.h"
#include "libort/core/packed.h"
#include "libort/core/text.h"
#include "libort/formats/onnx/limits.h"
#include "libort/formats/onnx/onnx_fields.h"

namespace ort::onnx {
namespace {

/// More elements have no size in bytes that fits in 63 bits, whatever their type.
constexpr int64_t kMaxElements = int64_t{1} << 57;

enum class DataLocation : int32_t { kDefault = 0, kExternal = 1 };

/// A TensorProto without the values of its typed fields.
struct TensorFields {
  std::string where;  ///< "tensor 'w' (graph.initializer[3])"
  std::string_view name;
  DataType dtype = DataType::kUndefined;
  std::vector<int64_t> dims;
  uint32_t value_field = 0;  ///< the one field that holds values; 0 when there is none
  std::string_view value_field_name;
  std::size_t entries = 0;
  std::span<const std::byte> raw;
  bool external = false;
  std::vector<ExternalEntry> external_entries;
};

ExternalEntry read_external_entry(const Message& message) {
  ExternalEntry entry;
  MessageReader reader(message, StringStringEntryProto::kFields);
  while (reader.next()) (reader.number() == StringStringEntryProto::kKey ? entry.key : entry.value) = reader.text();
  return entry;
}

void note_values(const MessageReader& reader, std::size_t entries, TensorFields& fields) {
  if (entries == 0) return;
  if (fields.value_field != 0 && fields.value_field != reader.number()) {
    reader.fail("two value fields are set, " + std::string(fields.value_field_name) + " and " +
                std::string(reader.field().name));
  }
  fields.value_field = reader.number();
  fields.value_field_name = reader.field().name;
  fields.entries += entries;
}

void read_field(const MessageReader& reader, TensorFields& fields) {
  switch (reader.number()) {
    case TensorProto::kDims:
      append_dims(reader, fields.dims);
      return;
    case TensorProto::kDataType:
      fields.dtype = static_cast<DataType>(reader.int32());
      return;
    case TensorProto::kName:
      fields.name = reader.text();
      return;
    case TensorProto::kSegment:
      fail_unsupported(reader.path() + ": tensors in segments are not supported");
    case TensorProto::kRawData:
      fields.raw = reader.bytes();
      note_values(reader, reader.bytes().size(), fields);
      return;
    case TensorProto::kFloatData:
    case TensorProto::kInt32Data:
    case TensorProto::kStringData:
    case TensorProto::kInt64Data:
    case TensorProto::kDoubleData:
    case TensorProto::kUint64Data:
      note_values(reader, reader.entry_count(), fields);
      return;
    case TensorProto::kExternalData:
      fields.external_entries.push_back(read_external_entry(reader.message()));
      return;
    case TensorProto::kDataLocation:
      if (reader.int64() < 0 || reader.int64() > 1) reader.fail("data_location is neither DEFAULT nor EXTERNAL");
      fields.external = reader.int64() == static_cast<int64_t>(DataLocation::kExternal);
      return;
    default:
      return;
  }
}

TensorFields read_fields(const Message& message) {
  TensorFields fields;
  MessageReader reader(message, TensorProto::kFields);
  while (reader.next()) read_field(reader, fields);
  fields.where = tensor_label("tensor", fields.name, message);
  if (fields.dtype == DataType::kUndefined) fail_model(fields.where + " has no data_type");
  if (!is_known(fields.dtype)) {
    fail_unsupported(fields.where + " has the unknown data_type " + std::to_string(static_cast<int>(fields.dtype)));
  }
  return fields;
}

/// Where the values of a type stand when they are not raw.
struct TypedField {
  uint32_t number;
  std::string_view name;
  int bits;                 ///< that one entry may use
  int entries_per_element;  ///< of complex types 2; packed types count bytes, see `typed_entries`
};

TypedField typed_field(DataType dtype) {
  switch (dtype) {
    case DataType::kFloat:
      return {TensorProto::kFloatData, "float_data", 32, 1};
    case DataType::kComplex64:
      return {TensorProto::kFloatData, "float_data", 32, 2};
    case DataType::kDouble:
      return {TensorProto::kDoubleData, "double_data", 64, 1};
    case DataType::kComplex128:
      return {TensorProto::kDoubleData, "double_data", 64, 2};
    case DataType::kInt64:
      return {TensorProto::kInt64Data, "int64_data", 64, 1};
    case DataType::kUint64:
      return {TensorProto::kUint64Data, "uint64_data", 64, 1};
    case DataType::kUint32:
      return {TensorProto::kUint64Data, "uint64_data", 32, 1};
    case DataType::kString:
      return {TensorProto::kStringData, "string_data", 0, 1};
    case DataType::kFloat6E2M3:
    case DataType::kFloat6E3M2:
      return {TensorProto::kInt32Data, "int32_data", 6, 1};
    default:
      return {TensorProto::kInt32Data, "int32_data", std::max(8, data_type_bits(dtype)), 1};
  }
}

bool one_byte_per_entry(DataType dtype) { return is_packed(dtype) && typed_field(dtype).bits == 8; }

void check_entries(const TensorFields& fields, std::size_t wanted, std::string_view unit) {
  if (fields.entries == wanted) return;
  const std::string_view name = fields.value_field == 0 ? "data" : fields.value_field_name;
  fail_model(fields.where + ": " + std::string(name) + " has " + std::to_string(fields.entries) + " " +
             std::string(unit) + ", " + tensor_text(fields.dtype, fields.dims) + " needs " + std::to_string(wanted));
}

/// Writes entries one after another, each cut to the bytes that the type has.
class EntryWriter {
 public:
  EntryWriter(const TensorFields& fields, int bits, std::byte* to)
      : fields_(fields), bits_(bits), bytes_(static_cast<std::size_t>(bits + 7) / 8), to_(to) {}

  void write(uint64_t entry) {
    if (fields_.dtype == DataType::kBool) entry = entry != 0 ? 1 : 0;
    if (!fits(entry)) {
      fail_model(fields_.where + ": the number " + std::to_string(static_cast<int64_t>(entry)) + " in " +
                 std::string(fields_.value_field_name) + " does not fit in " +
                 std::string(data_type_name(fields_.dtype)));
    }
    std::memcpy(to_, &entry, bytes_);
    to_ += bytes_;
  }

 private:
  bool fits(uint64_t entry) const {
    if (bits_ == 64) return true;
    const auto value = static_cast<int64_t>(entry);
    return value >= -(int64_t{1} << (bits_ - 1)) && value < (int64_t{1} << bits_);
  }

  const TensorFields& fields_;
  int bits_;
  std::size_t bytes_;
  std::byte* to_;
};

template <class Visitor>
void for_each_value_field(const Message& message, uint32_t number, Visitor&& visit) {
  MessageReader reader(message, TensorProto::kFields);
  while (reader.next()) {
    if (reader.number() == number) visit(reader);
  }
}

Tensor read_strings(const Message& message, const TensorFields& fields) {
  std::vector<std::string> strings;
  strings.reserve(fields.entries);
  for_each_value_field(message, TensorProto::kStringData,
                       [&](const MessageReader& reader) { strings.emplace_back(reader.text()); });
  return Tensor::from_strings(Shape(fields.dims), std::move(strings));
}

Tensor read_typed(const Message& message, const TensorFields& fields) {
  const TypedField typed = typed_field(fields.dtype);
  if (fields.value_field != 0 && fields.value_field != typed.number) {
    fail_model(fields.where + ": values of " + std::string(data_type_name(fields.dtype)) + " stand in " +
               std::string(fields.value_field_name) + " instead of " + std::string(typed.name) + " or raw_data");
  }
  const std::size_t bytes = tensor_bytes(fields.where, fields.dtype, fields.dims);
  const Shape shape(fields.dims);
  const auto elements = static_cast<std::size_t>(shape.elements());
  check_entries(
      fields, one_byte_per_entry(fields.dtype) ? bytes : elements * static_cast<std::size_t>(typed.entries_per_element),
      "entries");
  if (fields.dtype == DataType::kString) return read_strings(message, fields);

  Tensor tensor(fields.dtype, shape);
  const bool six_bits = typed.bits == 6;
  std::vector<uint8_t> unpacked(six_bits ? elements : 0);
  EntryWriter writer(fields, typed.bits, six_bits ? reinterpret_cast<std::byte*>(unpacked.data()) : tensor.data());
  for_each_value_field(message, typed.number, [&](const MessageReader& reader) {
    reader.for_each_entry([&](uint64_t entry) { writer.write(entry); });
  });
  if (six_bits) pack(fields.dtype, unpacked.data(), shape.elements(), tensor.data());
  return tensor;
}

Tensor read_raw(const TensorFields& fields, const std::shared_ptr<const void>& owner) {
  if (fields.dtype == DataType::kString) fail_model(fields.where + ": strings cannot be in raw_data");
  check_entries(fields, tensor_bytes(fields.where, fields.dtype, fields.dims), "bytes");
  return tensor_over(fields.raw, fields.dtype, Shape(fields.dims), owner);
}

}  // namespace

void append_dims(const MessageReader& reader, std::vector<int64_t>& dims) {
  reader.for_each_entry([&](uint64_t bits) {
    if (dims.size() == kMaxRank) fail_limit(reader.path() + ": a rank above the limit of " + std::to_string(kMaxRank));
    dims.push_back(static_cast<int64_t>(bits));
  });
}

std::string tensor_label(std::string_view what, std::string_view name, const Message& message) {
  const std::string path = message.path();
  return std::string(what) + " '" + printable(name) + "'" + (path.empty() ? "" : " (" + path + ")");
}

std::string tensor_text(DataType dtype, std::span<const int64_t> dims) {
  return std::string(data_type_name(dtype)) + Shape(dims).to_string();
}

std::size_t tensor_bytes(const std::string& where, DataType dtype, std::span<const int64_t> dims) {
  int64_t elements = 1;
  for (const int64_t dim : dims) {
    if (dim < 0) fail_model(where + ": negative dimension in " + tensor_text(dtype, dims));
    if (__builtin_mul_overflow(elements, dim, &elements) || elements > kMaxElements) {
      fail_model(where + ": size overflow of " + tensor_text(dtype, dims));
    }
  }
  return buffer_bytes(dtype, elements);
}

Tensor tensor_over(std::span<const std::byte> bytes, DataType dtype, Shape shape, std::shared_ptr<const void> owner) {
  const auto odd_bool = [](std::byte byte) { return byte > std::byte{1}; };
  const bool normalise = dtype == DataType::kBool && std::any_of(bytes.begin(), bytes.end(), odd_bool);
  const bool aligned = reinterpret_cast<std::uintptr_t>(bytes.data()) % element_alignment(dtype) == 0;
  if (owner != nullptr && aligned && !normalise && !bytes.empty()) {
    void* data = const_cast<std::byte*>(bytes.data());
    return {dtype, std::move(shape), data, bytes.size(), std::const_pointer_cast<void>(std::move(owner))};
  }
  Tensor tensor(dtype, std::move(shape));
  if (!bytes.empty()) std::memcpy(tensor.data(), bytes.data(), bytes.size());
  if (normalise) std::replace_if(tensor.data(), tensor.data() + bytes.size(), odd_bool, std::byte{1});
  return tensor;
}

NamedTensor TensorReader::read(const Message& message) const {
  const TensorFields fields = read_fields(message);
  if (!fields.external) {
    const bool raw = fields.value_field == TensorProto::kRawData;
    return {fields.name, raw ? read_raw(fields, owner_) : read_typed(message, fields)};
  }
  if (fields.value_field != 0) {
    fail_model(fields.where + " has " + std::string(fields.value_field_name) + " and external data");
  }
  if (fields.dtype == DataType::kString) fail_model(fields.where + ": strings cannot be external data");
  if (external_ == nullptr) fail_model(fields.where + " has external data, which cannot be used here");
  tensor_bytes(fields.where, fields.dtype, fields.dims);
  return {fields.name,
          external_->load(fields.name, fields.where, fields.external_entries, fields.dtype, Shape(fields.dims))};
}

}  // namespace ort::onnx
