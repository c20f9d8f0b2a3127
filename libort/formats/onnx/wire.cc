#include "libort/formats/onnx/wire.h"

#include <algorithm>
#include <bit>

#include "libort/core/fail.h"
#include "libort/formats/onnx/limits.h"

namespace ort::onnx {
namespace {

constexpr int kWireVarint = 0;
constexpr int kWireFixed64 = 1;
constexpr int kWireBytes = 2;
constexpr int kWireStartGroup = 3;
constexpr int kWireEndGroup = 4;
constexpr int kWireFixed32 = 5;
constexpr std::size_t kMaxVarintBytes = 10;

static_assert(std::endian::native == std::endian::little, "tensors are used where they lie in the file");

int wire_type_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::kVarint:
      return kWireVarint;
    case FieldKind::kFixed32:
      return kWireFixed32;
    case FieldKind::kFixed64:
      return kWireFixed64;
    default:
      return kWireBytes;
  }
}

bool is_number(FieldKind kind) { return wire_type_of(kind) != kWireBytes; }

}  // namespace

Message::Message(std::span<const std::byte> document, UnknownFields unknown)
    : bytes_(document), document_(document.data()), unknown_(unknown) {
  if (document.size() > kMaxProtobufBytes) {
    fail_protobuf("the file has " + std::to_string(document.size()) + " bytes, more than the " +
                  std::to_string(kMaxProtobufBytes) + " of one protobuf message; use external data for the tensors");
  }
}

Message::Message(const Message& parent, std::string_view field, int64_t index, std::span<const std::byte> bytes)
    : parent_(&parent),
      field_(field),
      index_(index),
      bytes_(bytes),
      document_(parent.document_),
      unknown_(parent.unknown_) {}

std::string Message::path() const {
  std::vector<const Message*> way;
  for (const Message* message = this; message->parent_ != nullptr; message = message->parent_) way.push_back(message);
  std::string text;
  for (auto step = way.rbegin(); step != way.rend(); ++step) {
    if (!text.empty()) text += '.';
    text += (*step)->field_;
    if ((*step)->index_ >= 0) text += "[" + std::to_string((*step)->index_) + "]";
  }
  return text;
}

void Message::fail_at(const std::byte* position, const std::string& problem) const {
  const std::string where = path();
  fail_protobuf((where.empty() ? "" : where + ": ") + problem + " at byte " + std::to_string(position - document_));
}

MessageReader::MessageReader(const Message& message, std::span<const FieldSpec> fields)
    : message_(message),
      fields_(fields.first(std::min(fields.size(), kMaxFields))),
      stream_(reinterpret_cast<const uint8_t*>(message.bytes().data()), static_cast<int>(message.bytes().size())) {}

uint64_t MessageReader::read_varint() {
  const std::byte* start = position();
  uint64_t value = 0;
  if (stream_.ReadVarint64(&value)) return value;
  const auto left = static_cast<std::size_t>(message_.bytes().data() + message_.bytes().size() - start);
  message_.fail_at(start, left >= kMaxVarintBytes ? "varint longer than 10 bytes" : "varint cut off");
}

void MessageReader::read_fixed(int wire_type) {
  const std::byte* start = position();
  uint32_t narrow = 0;
  const bool good =
      wire_type == kWireFixed64 ? stream_.ReadLittleEndian64(&bits_) : stream_.ReadLittleEndian32(&narrow);
  if (!good) message_.fail_at(start, "number cut off");
  if (wire_type == kWireFixed32) bits_ = narrow;
}

void MessageReader::read_bytes() {
  const std::byte* start = position();
  const uint64_t length = read_varint();
  const auto at = static_cast<std::size_t>(stream_.CurrentPosition());
  const std::size_t left = message_.bytes().size() - at;
  if (length > left) {
    message_.fail_at(start,
                     "length " + std::to_string(length) + " past the end, " + std::to_string(left) + " bytes are left");
  }
  bytes_ = message_.bytes().subspan(at, static_cast<std::size_t>(length));
  stream_.Skip(static_cast<int>(length));
}

void MessageReader::read_value(int wire_type, uint32_t number) {
  switch (wire_type) {
    case kWireVarint:
      bits_ = read_varint();
      return;
    case kWireFixed32:
    case kWireFixed64:
      read_fixed(wire_type);
      return;
    case kWireBytes:
      read_bytes();
      return;
    case kWireStartGroup:
    case kWireEndGroup:
      message_.fail_at(field_start_, "group tag of field " + std::to_string(number));
    default:
      message_.fail_at(field_start_,
                       "wire type " + std::to_string(wire_type) + " of field " + std::to_string(number) + " is none");
  }
}

const FieldSpec* MessageReader::find(uint32_t number) const {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [number](const FieldSpec& field) { return field.number == number; });
  return found == fields_.end() ? nullptr : &*found;
}

void MessageReader::check_wire_type(int wire_type) const {
  if (wire_type == wire_type_of(spec_->kind) || packed_) return;
  message_.fail_at(field_start_, "field " + std::string(spec_->name) + " has wire type " + std::to_string(wire_type) +
                                     " instead of " + std::to_string(wire_type_of(spec_->kind)));
}

void MessageReader::count_entry() {
  const uint32_t seen = ++seen_[static_cast<std::size_t>(spec_ - fields_.data())];
  if (seen > 1 && spec_->kind == FieldKind::kMessage && !spec_->repeated) {
    message_.fail_at(field_start_, "field " + std::string(spec_->name) + " stands twice");
  }
}

bool MessageReader::next() {
  while (static_cast<std::size_t>(stream_.CurrentPosition()) < message_.bytes().size()) {
    field_start_ = position();
    const uint64_t tag = read_varint();
    const uint64_t number = tag >> 3;
    const int wire_type = static_cast<int>(tag & 7);
    constexpr uint64_t kMaxFieldNumber = (uint64_t{1} << 29) - 1;
    if (number == 0 || number > kMaxFieldNumber) {
      message_.fail_at(field_start_, "tag " + std::to_string(tag) + " names no field");
    }
    spec_ = find(static_cast<uint32_t>(number));
    packed_ = spec_ != nullptr && spec_->repeated && is_number(spec_->kind) && wire_type == kWireBytes;
    if (spec_ != nullptr) check_wire_type(wire_type);
    read_value(wire_type, static_cast<uint32_t>(number));
    if (spec_ != nullptr) {
      count_entry();
      return true;
    }
    if (message_.unknown_fields() == UnknownFields::kRefuse) {
      message_.fail_at(field_start_, "unknown field " + std::to_string(number));
    }
  }
  return false;
}

int32_t MessageReader::int32() const {
  const int64_t wide = int64();
  if (wide < INT32_MIN || wide > INT32_MAX) fail("number " + std::to_string(wide) + " does not fit in 32 bits");
  return static_cast<int32_t>(wide);
}

float MessageReader::float32() const { return std::bit_cast<float>(static_cast<uint32_t>(bits_)); }

double MessageReader::float64() const { return std::bit_cast<double>(bits_); }

std::string_view MessageReader::text() const {
  if (spec_->kind == FieldKind::kText && bytes_.size() > kMaxNameBytes) {
    fail_limit(path() + ": a name of " + std::to_string(bytes_.size()) + " bytes, the limit is " +
               std::to_string(kMaxNameBytes));
  }
  return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
}

Message MessageReader::message() const {
  const uint32_t seen = seen_[static_cast<std::size_t>(spec_ - fields_.data())];
  return {message_, spec_->name, spec_->repeated ? int64_t{seen} - 1 : -1, bytes_};
}

std::size_t MessageReader::entry_count() const {
  if (!packed_) return 1;
  switch (spec_->kind) {
    case FieldKind::kFixed32:
      return bytes_.size() / sizeof(uint32_t);
    case FieldKind::kFixed64:
      return bytes_.size() / sizeof(uint64_t);
    default:
      return static_cast<std::size_t>(std::count_if(
          bytes_.begin(), bytes_.end(), [](std::byte byte) { return (byte & std::byte{0x80}) == std::byte{0}; }));
  }
}

std::string MessageReader::path() const { return message().path(); }

void MessageReader::fail(const std::string& problem) const { message().fail_at(field_start_, problem); }

}  // namespace ort::onnx
